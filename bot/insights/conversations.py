"""What lies behind figures, on the page of support: conversations without contracts, requests for a person, tickets."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.conversation.readable import readable
from bot.insights import behind
from bot.insights.routes import ReadsConversations, ReadsFigures, chosen_by, csv_file, refreshed, show, state
from bot.insights.tables import FigureWords
from bot.insights.visitors import PATH, language_of
from bot.problems import Problem
from renewals.store import conversations
from renewals.store.database import in_session
from renewals.store.figures import behind as kept

router = APIRouter(include_in_schema=False, prefix=PATH)
# What the address of the list asks for, beside the days and parts.
ASKED = ("q", "figure", "topic", "question", "how")
# How a question went, by the name of its heading.
HEADINGS = {"answered": "answered-times", "refused": "refused-times", "unhelpful": "unhelpful-times"}
TICKET_COLUMNS = (
    "id", "begun_at", "language", "site", "topics", "outcome", "submitted_at", "experiment", "visitor", "arm",
    "desk_tickets",
)  # fmt: skip


@router.get("/conversations")
async def found(request: Request, person: ReadsConversations) -> Response:
    """Messages of customers that hold some words, or the visits behind a figure, the newest first."""
    chosen, wrong = chosen_by(request)
    asked = {name: request.query_params.get(name, "").strip()[:200] for name in ASKED}
    settings, sessions = state(request)
    if (asked["figure"] and asked["figure"] not in behind.OF_CONVERSATIONS) or asked["how"] not in ("", *kept.HOW):
        raise Problem("not-found", 404)
    page = page_of(request)
    counted, rows = 0, list[kept.Found]()
    if asked["figure"] or asked["topic"]:
        await refreshed(request)
        of = kept.Behind(asked["figure"], asked["topic"], asked["question"], asked["how"])
        counted, rows = await in_session(
            sessions, lambda session: kept.visits(session, of, chosen, settings.now(), page)
        )
    elif asked["q"]:
        rows = await in_session(sessions, lambda session: kept.search(session, asked["q"], chosen))
    return show(
        request, "conversations", person, rows=rows, asked=asked, of=_told(asked, FigureWords(language_of(request))),
        wrong=wrong, most=kept.SHOWN, counted=counted, page=page,
    )  # fmt: skip


@router.get("/conversations/{conversation_id}")
async def transcript(request: Request, conversation_id: str, person: ReadsConversations) -> Response:
    def read(session: Session) -> Any:
        talk = conversations.conversation(session, conversation_id)
        return talk and readable(talk, conversations.transcript(session, conversation_id) or [])

    lines = await in_session(state(request)[1], read)
    if lines is None:
        raise Problem("not-found", 404)
    return show(request, "transcript", person, lines=lines)


@router.get("/requests")
async def requests(request: Request, person: ReadsFigures) -> Response:
    """The requests for a person that were made on the chosen days, or one by its reference."""
    chosen, wrong = chosen_by(request)
    reference, page = request.query_params.get("reference", "").strip()[:16], page_of(request)
    await refreshed(request)
    counted, rows = await in_session(state(request)[1], lambda session: kept.requests(session, chosen, reference, page))
    return show(
        request, "requests", person, rows=rows, wrong=wrong, most=kept.SHOWN, counted=counted, page=page,
        reference=reference,
    )  # fmt: skip


@router.get("/tickets")
async def begun(request: Request, person: ReadsFigures) -> Response:
    """The tickets behind a figure: no text of them is kept."""
    chosen, wrong = chosen_by(request)
    figure, page = request.query_params.get("figure", behind.OF_TICKETS[0]), page_of(request)
    if figure not in behind.OF_TICKETS:
        raise Problem("not-found", 404)
    counted, rows = await in_session(state(request)[1], lambda session: kept.tickets(session, figure, chosen, page))
    return show(
        request, "tickets", person, rows=rows, of=FigureWords(language_of(request))(figure), wrong=wrong,
        most=kept.SHOWN, counted=counted, page=page, figure=figure,
    )  # fmt: skip


@router.get("/tickets.csv")
async def tickets_file(request: Request, _: ReadsFigures) -> Response:
    """All tickets of the chosen days with the arms of the comparison: what an auditor recounts the proof by."""
    chosen, _wrong = chosen_by(request)
    _counted, rows = await in_session(
        state(request)[1], lambda session: kept.tickets(session, behind.OF_TICKETS[0], chosen, None, held_back=True)
    )
    return csv_file(
        "tickets", TICKET_COLUMNS, [[_plain(getattr(row, name)) for name in TICKET_COLUMNS] for row in rows]
    )


def page_of(request: Request) -> int:
    """Which page of a long list is wanted, from 1 on."""
    told = request.query_params.get("page", "1")
    return int(told) if told.isascii() and told.isdecimal() and 0 < int(told) < 100_000 else 1


def _told(asked: dict[str, str], words: FigureWords) -> str:
    """In words what a list is of."""
    if not asked["topic"]:
        return words(asked["figure"]) if asked["figure"] else ""
    question = asked["question"]
    of = [words("in-general") if question == kept.IN_GENERAL else words.question(question)] if question else []
    return " · ".join([words.topic(asked["topic"]), *of, words(HEADINGS.get(asked["how"], "asked"))])


def _plain(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
