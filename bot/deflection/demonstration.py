"""The ticket form at /form, on which the script can be seen at work, and the words of the script."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.deflection.askers import OWN_SITE
from bot.pages import fields, page
from bot.problems import preferred_language
from renewals import answers

SCRIPT = Path(__file__).resolve().parent.parent / "web" / "static" / "ticket-form.js"
WORDS = "ticket-form"
FIELD = "renewals_deflection_id"

router = APIRouter(include_in_schema=False)


@cache
def integrity() -> str:
    """The digest of the script, as the attribute `integrity` of its tag wants it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(SCRIPT.read_bytes()).digest()).decode()


@router.get("/form")
async def form(request: Request, sent: Annotated[str | None, Query(max_length=64)] = None) -> Response:
    """A plain form of a site. What is sent from it is kept nowhere."""
    language = preferred_language(request)
    words, address = answers.topics(language)[WORDS].phrases, str(request.base_url).rstrip("/")
    return page(
        "form.html", language, words=words, integrity=integrity(), site_key=OWN_SITE, address=address, sent=sent
    )


@router.post("/form")
async def sent(request: Request) -> Response:
    """Says that the form arrived, and with which id of an offer."""
    told = await fields(request)
    offer = told.get(FIELD, [""])[0][:64]
    return RedirectResponse(request.url_for("form").include_query_params(sent=offer), 303)


@router.get("/static/form-words/{language}.json")
async def words(language: str) -> Response:
    """The script's words in a language, the default one where it is not spoken; and by which names fields are known, in
    every language.
    """
    spoken = language if language in answers.languages() else answers.default_language()
    known = [answers.topics(one)[WORDS].phrases for one in answers.languages()]
    own = {name: text for name, text in answers.topics(spoken)[WORDS].phrases.items() if not name.startswith("page-")}
    names = {name: " ".join(phrases[name] for phrases in known).split() for name in ("subject-names", "body-names")}
    return JSONResponse({**own, **names, "language": spoken}, headers={"Access-Control-Allow-Origin": "*"})
