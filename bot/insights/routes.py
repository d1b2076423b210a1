"""The page of support: figures and charts, conversations without contracts, and the audit."""

from __future__ import annotations

import asyncio
import csv
import io
import time
from collections.abc import Iterable, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from bot.conversation.readable import readable
from bot.insights import charts, report
from bot.insights import parquet as parquets
from bot.insights.figures import Values, charted
from bot.insights.tables import Table, Words, tables
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
from renewals.store import conversations, support
from renewals.store.database import Sessions, in_session
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from renewals.store.support import Person

router = APIRouter(include_in_schema=False, prefix=PATH)
CHOSEN = ("from", "to", "region", "language", "door")
ReadsFigures = Annotated[Person, Depends(who_may(FIGURES))]
ReadsConversations = Annotated[Person, Depends(who_may(CONVERSATIONS))]
Audits = Annotated[Person, Depends(who_may(AUDIT))]
# Figures with conversations behind them.
OPENED = (
    "conversations",
    "answered",
    "unanswered",
    "refused",
    "handed-over",
    "resolved",
    "confirmed",
    "assumed",
    "returned",
    "durable",
)
MOST_READINGS = 500
# A chart may lack what was said since the page was opened, for so long.
CHART_AGE_SECONDS = 10.0


@router.get("")
async def overview(request: Request, person: ReadsFigures) -> Response:
    """All figures of the days and parts that were chosen."""
    chosen, wrong = _chosen(request)
    found = await _figures(request, chosen)
    words = Words(language_of(request))
    shown = [(table, _links(found, table, request)) for table in tables(found, words.language)]
    return show(
        request, "overview", person, 422 if wrong else 200, tables=shown, charts=charts.CHARTS,
        heading=report.heading(found, words)[1:], wrong=wrong,

    )  # fmt: skip


@router.get("/charts/{name}.{kind}")
async def chart(request: Request, name: str, kind: str, _: ReadsFigures) -> Response:
    if name not in charts.CHARTS or kind not in charts.KINDS:
        raise Problem("not-found", 404)
    found = await _charted(request, _chosen(request)[0], name)
    drawn = await asyncio.to_thread(charts.draw, name, found, language_of(request), kind)
    return Response(drawn, media_type=charts.KINDS[kind], headers={**SAFE, "Cache-Control": "no-store"})


@router.get("/tables/{name}.csv")
async def table(request: Request, name: str, _: ReadsFigures) -> Response:
    found = await _figures(request, _chosen(request)[0])
    named = {one.name: one for one in tables(found, language_of(request))}
    if name not in named:
        raise Problem("not-found", 404)
    return _csv(name, named[name].headings, named[name].rows)


@router.get("/tables/{name}.parquet")
async def table_as_parquet(request: Request, name: str, _: ReadsFigures) -> Response:
    if name not in parquets.COLUMNS:
        raise Problem("not-found", 404)
    found = await _figures(request, _chosen(request)[0])
    made = await asyncio.to_thread(parquets.parquet, name, found)
    headers = {**SAFE, "Content-Disposition": f'attachment; filename="{name}.parquet"', "Cache-Control": "no-store"}
    return Response(made, media_type=parquets.MEDIA_TYPE, headers=headers)


@router.get("/conversations")
async def found(request: Request, person: ReadsConversations) -> Response:
    """Messages of customers that hold some words, or the visits behind a figure."""
    chosen, wrong = _chosen(request)
    words, figure = request.query_params.get("q", "").strip()[:200], request.query_params.get("figure", "")
    settings, sessions = _state(request)
    if figure and figure not in OPENED:
        raise Problem("not-found", 404)
    rows = []
    if figure:
        await asyncio.to_thread(refresh, sessions)
        rows = await in_session(sessions, lambda session: support.behind(session, figure, chosen, settings.now()))
    elif words:
        rows = await in_session(sessions, lambda session: support.search(session, words, chosen))
    of = Words(language_of(request))(figure) if figure else ""
    return show(
        request, "conversations", person, rows=rows, q=words, figure=figure, of=of, wrong=wrong, most=support.SHOWN
    )


@router.get("/conversations/{conversation_id}")
async def transcript(request: Request, conversation_id: str, person: ReadsConversations) -> Response:
    _, sessions = _state(request)

    def read(session: Any) -> Any:
        talk = conversations.conversation(session, conversation_id)
        return talk and readable(talk, conversations.transcript(session, conversation_id) or [])

    lines = await in_session(sessions, read)
    if lines is None:
        raise Problem("not-found", 404)
    return show(request, "transcript", person, lines=lines)


@router.get("/audit")
async def audit(request: Request, person: Audits) -> Response:
    """Who was shown which contracts, and what operators did."""
    chosen, wrong = _chosen(request)
    rows, did = await _readings(request, chosen, MOST_READINGS), await _did(request, chosen, MOST_READINGS)
    who = request.query_params.get("who", "")
    return show(request, "audit", person, rows=rows, did=did, who=who, wrong=wrong, most=MOST_READINGS)


@router.get("/operators.csv")
async def operators_file(request: Request, _: Audits) -> Response:
    rows = await _did(request, _chosen(request)[0], None)
    lines = [(row.at.isoformat(), row.who, row.what, row.about) for row in rows]
    return _csv("operators", ("at", "who", "what", "about"), lines)


@router.get("/audit.csv")
async def audit_file(request: Request, _: Audits) -> Response:
    rows = await _readings(request, _chosen(request)[0], None)
    lines = [
        (row.read_at.isoformat(), row.who, row.door, row.topic, " ".join(map(str, row.contract_numbers)))
        for row in rows
    ]
    return _csv("audit", ("read_at", "who", "door", "topic", "contract_numbers"), lines)


async def _did(request: Request, chosen: Selection, most: int | None) -> list[Any]:
    who = request.query_params.get("who", "").strip()[:254]
    return await in_session(
        _state(request)[1], lambda session: operators.entries(session, chosen.first, chosen.last, who, most)
    )


async def _readings(request: Request, chosen: Selection, most: int | None) -> list[Any]:
    who = request.query_params.get("who", "").strip()[:254]
    return await in_session(
        _state(request)[1], lambda session: support.readings(session, chosen.first, chosen.last, who, most)
    )


def _chosen(request: Request) -> tuple[Selection, str]:
    """What the address chooses, and in words what is wrong with it: then the last thirty days are shown."""
    today, asked = _state(request)[0].now().date(), {name: request.query_params.get(name, "") for name in CHOSEN}
    try:
        return report.selection(
            asked["from"], asked["to"], asked["region"], asked["language"], asked["door"], today
        ), ""
    except report.WrongSelection:
        wrong = answers.phrase(language_of(request), "support", "wrong-selection")
        return report.selection("", "", "", "", "", today), wrong


async def _figures(request: Request, chosen: Selection) -> Values:
    settings, sessions = _state(request)
    begun = time.monotonic()
    found = await asyncio.to_thread(report.figures, sessions, chosen, settings.now(), settings.holdout)
    request.app.state.figures_read = begun
    return found


async def _charted(request: Request, chosen: Selection, name: str) -> Values:
    """The figures of one chart. The page that shows it has just brought the tables up to date; nobody else does."""
    sessions, read = _state(request)[1], getattr(request.app.state, "figures_read", None)
    if read is None or time.monotonic() - read > CHART_AGE_SECONDS:
        await asyncio.to_thread(refresh, sessions)
    return await in_session(sessions, lambda session: charted(session, chosen, name))


def _links(found: Values, of: Table, request: Request) -> list[str]:
    """For each row of the shares, the address of the conversations behind it; none for tickets and ratings."""
    if of.name != "shares":
        return []
    kept = {name: value for name, value in request.query_params.items() if name in CHOSEN and value}
    names = [one["name"] for one in found["shares"]]
    return [f"{PATH}/conversations?{urlencode({**kept, 'figure': name})}" if name in OPENED else "" for name in names]


def show(request: Request, name: str, person: Person, status: int = 200, **values: Any) -> Response:
    """A page of support, with what all of them need."""
    language = language_of(request)
    kept = {key: value for key, value in request.query_params.items() if key in CHOSEN and value}
    words, named = answers.topics(language)["support"].phrases, Words(language)
    choices = {
        "region": [region.code for region in all_regions()],
        "language": answers.languages(),
        "door": report.DOORS,
    }
    query = urlencode(kept)
    answer = page(
        f"support/{name}.html", language, status, others=[one for one in answers.languages() if one != language],
        words=words, figures=named, person=person, sees=_sees(person), choices=choices, kept=kept, query=query,
        suffix=f"?{query}" if query else "", **values,
    )  # fmt: skip
    if request.query_params.get("in") == language:
        answer.set_cookie(LANGUAGE, language, path=PATH, httponly=True, samesite="lax", max_age=365 * 86400)
    return answer


def _sees(person: Person) -> dict[str, bool]:
    return {"conversations": bool(person.roles & CONVERSATIONS), "audit": bool(person.roles & AUDIT)}


def _csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    # What a spreadsheet would take for a formula is text here.
    writer.writerows(
        [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row] for row in rows
    )
    headers = {**SAFE, "Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _state(request: Request) -> tuple[Settings, Sessions]:
    return request.app.state.settings, request.app.state.sessions


async def to_sign_in(request: Request, error: Exception) -> Response:
    """Where a page of support is opened by nobody who is signed in."""
    return RedirectResponse(SIGN_IN, 303)


async def refused(request: Request, error: Exception) -> Response:
    """Where a role does not open a page, or the form is another site's."""
    language = language_of(request)
    return page("support/refused.html", language, 403, words=answers.topics(language)["support"].phrases)


HANDLERS = {NotSignedIn: to_sign_in, NotAllowed: refused}
