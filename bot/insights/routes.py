"""The page of support: figures and charts, conversations without contracts, and the audit."""

from __future__ import annotations

import asyncio
import csv
import io
import math
import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from bot.insights import charts, report
from bot.insights import parquet as parquets
from bot.insights.behind import links
from bot.insights.figures import Values, charted
from bot.insights.tables import FigureWords, tables
from bot.insights.visitors import (
    AUDIT,
    CONVERSATIONS,
    FIGURES,
    LANGUAGE,
    PATH,
    SIGN_IN,
    NotAllowed,
    NotSignedIn,
    language_of,
    who_may,
)
from bot.pages import SAFE, page
from bot.problems import Problem
from bot.settings import Settings
from renewals import answers
from renewals.regions import all_regions
from renewals.store import audit as operators
from renewals.store import support
from renewals.store.database import Sessions, in_session
from renewals.store.figures import guardrails
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from renewals.store.support import Person

router = APIRouter(include_in_schema=False, prefix=PATH)
CHOSEN = ("from", "to", "region", "language", "door")
ReadsFigures = Annotated[Person, Depends(who_may(FIGURES))]
ReadsConversations = Annotated[Person, Depends(who_may(CONVERSATIONS))]
Audits = Annotated[Person, Depends(who_may(AUDIT))]
MOST_READINGS = 500
# A chart has the figures of the page that shows it, and may lack what was said since, for so long.
CHART_AGE_SECONDS = 10.0


@router.get("")
async def overview(request: Request, person: ReadsFigures) -> Response:
    """All figures of the days and parts that were chosen."""
    chosen, wrong = chosen_by(request)
    found = await _figures(request, chosen)
    words, kept = FigureWords(language_of(request)), _kept(request)
    shown = [(table, links(found, table, kept)) for table in tables(found, words.language)]
    return show(
        request, "overview", person, 422 if wrong else 200, tables=shown, charts=charts.CHARTS,
        heading=report.heading(found, words)[1:], wrong=wrong,
    )  # fmt: skip


@router.get("/charts/{name}.{kind}")
async def chart(request: Request, name: str, kind: str, _: ReadsFigures) -> Response:
    if name not in charts.CHARTS or kind not in charts.KINDS:
        raise Problem("not-found", 404)
    found = await _charted(request, chosen_by(request)[0], name)
    drawn = await asyncio.to_thread(charts.draw, name, found, language_of(request), kind)
    return Response(drawn, media_type=charts.KINDS[kind], headers={**SAFE, "Cache-Control": "no-store"})


@router.get("/tables/{name}.csv")
async def table(request: Request, name: str, _: ReadsFigures) -> Response:
    found = await _figures(request, chosen_by(request)[0])
    named = {one.name: one for one in tables(found, language_of(request))}
    if name not in named:
        raise Problem("not-found", 404)
    return csv_file(name, named[name].headings, named[name].rows)


@router.get("/tables/{name}.parquet")
async def table_as_parquet(request: Request, name: str, _: ReadsFigures) -> Response:
    if name not in parquets.COLUMNS:
        raise Problem("not-found", 404)
    found = await _figures(request, chosen_by(request)[0])
    made = await asyncio.to_thread(parquets.parquet, name, found)
    headers = {**SAFE, "Content-Disposition": f'attachment; filename="{name}.parquet"', "Cache-Control": "no-store"}
    return Response(made, media_type=parquets.MEDIA_TYPE, headers=headers)


@router.get("/audit")
async def audit(request: Request, person: Audits) -> Response:
    """Who was shown which contracts, and what operators did."""
    chosen, wrong = chosen_by(request)
    rows, did = await _readings(request, chosen, MOST_READINGS), await _did(request, chosen, MOST_READINGS)
    who = request.query_params.get("who", "")
    return show(request, "audit", person, rows=rows, did=did, who=who, wrong=wrong, most=MOST_READINGS)


@router.get("/operators.csv")
async def operators_file(request: Request, _: Audits) -> Response:
    rows = await _did(request, chosen_by(request)[0], None)
    lines = [(row.at.isoformat(), row.who, row.what, row.about) for row in rows]
    return csv_file("operators", ("at", "who", "what", "about"), lines)


@router.get("/audit.csv")
async def audit_file(request: Request, _: Audits) -> Response:
    rows = await _readings(request, chosen_by(request)[0], None)
    lines = [
        (row.read_at.isoformat(), row.who, row.door, row.topic, " ".join(map(str, row.contract_numbers)))
        for row in rows
    ]
    return csv_file("audit", ("read_at", "who", "door", "topic", "contract_numbers"), lines)


async def _did(request: Request, chosen: Selection, most: int | None) -> list[Any]:
    who = request.query_params.get("who", "").strip()[:254]
    return await in_session(
        state(request)[1], lambda session: operators.entries(session, chosen.first, chosen.last, who, most)
    )


async def _readings(request: Request, chosen: Selection, most: int | None) -> list[Any]:
    who = request.query_params.get("who", "").strip()[:254]
    return await in_session(
        state(request)[1], lambda session: support.readings(session, chosen.first, chosen.last, who, most)
    )


def chosen_by(request: Request) -> tuple[Selection, str]:
    """What the address chooses, and in words what is wrong with it: then the last thirty days are shown."""
    today, asked = state(request)[0].now().date(), {name: request.query_params.get(name, "") for name in CHOSEN}
    try:
        return report.selection(
            asked["from"], asked["to"], asked["region"], asked["language"], asked["door"], today
        ), ""
    except report.WrongSelection:
        wrong = answers.phrase(language_of(request), "support", "wrong-selection")
        return report.selection("", "", "", "", "", today), wrong


async def _figures(request: Request, chosen: Selection) -> Values:
    settings, sessions = state(request)
    begun = time.monotonic()
    found = await asyncio.to_thread(
        report.figures, sessions, chosen, settings.now(), settings.holdout, settings.experiment,
        guardrails.read(settings.guardrails),
    )  # fmt: skip
    request.app.state.figures_read = (begun, chosen, found)
    return found


async def _charted(request: Request, chosen: Selection, name: str) -> Values:
    """The figures of one chart: those of the page that shows it, where it was opened a moment ago."""
    at, of, found = getattr(request.app.state, "figures_read", (-math.inf, None, {}))
    if of == chosen and time.monotonic() - at <= CHART_AGE_SECONDS:
        return dict(found)
    await refreshed(request)
    return await in_session(state(request)[1], lambda session: charted(session, chosen, name))


async def refreshed(request: Request) -> None:
    """Brings the summary tables up to date."""
    await asyncio.to_thread(refresh, state(request)[1])


def _kept(request: Request) -> dict[str, str]:
    """What the address chooses."""
    return {name: value for name, value in request.query_params.items() if name in CHOSEN and value}


def show(request: Request, name: str, person: Person, status: int = 200, **values: Any) -> Response:
    """A page of support, with what all of them need."""
    language = language_of(request)
    kept = _kept(request)
    words, named = answers.topics(language)["support"].phrases, FigureWords(language)
    choices = {
        "region": [*(region.code for region in all_regions()), report.UNKNOWN],
        "language": answers.languages(),
        "door": report.DOORS,
    }
    query = urlencode(kept)
    answer = page(
        f"support/{name}.html", language, status, others=[one for one in answers.languages() if one != language],
        words=words, figures=named, person=person, sees=_sees(person), choices=choices, kept=kept, query=query,
        suffix=f"?{query}" if query else "", period=_period(request, named), turned=partial(_turned, request), **values,
    )  # fmt: skip
    if request.query_params.get("in") == language:
        answer.set_cookie(LANGUAGE, language, path=PATH, httponly=True, samesite="lax", max_age=365 * 86400)
    return answer


def _period(request: Request, words: FigureWords) -> str:
    """The chosen days and parts, in words."""
    chosen = chosen_by(request)[0]
    parts = [part or words("unknown") for part in (chosen.region, chosen.language, chosen.door) if part is not None]
    days = words("period", first=words.day(chosen.first.isoformat()), last=words.day(chosen.last.isoformat()))
    return " · ".join([days, *parts])


def _turned(request: Request, page: int) -> str:
    """The address of another page of the same list."""
    return urlencode({**request.query_params, "page": str(page)})


def _sees(person: Person) -> dict[str, bool]:
    return {"conversations": bool(person.roles & CONVERSATIONS), "audit": bool(person.roles & AUDIT)}


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    # What a spreadsheet would take for a formula is text here.
    writer.writerows(
        [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row] for row in rows
    )
    headers = {**SAFE, "Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def state(request: Request) -> tuple[Settings, Sessions]:
    return request.app.state.settings, request.app.state.sessions


async def to_sign_in(request: Request, error: Exception) -> Response:
    """Where a page of support is opened by nobody who is signed in."""
    return RedirectResponse(SIGN_IN, 303)


async def refused(request: Request, error: Exception) -> Response:
    """Where a role does not open a page, or the form is another site's."""
    language = language_of(request)
    return page("support/refused.html", language, 403, words=answers.topics(language)["support"].phrases)


HANDLERS = {NotSignedIn: to_sign_in, NotAllowed: refused}
