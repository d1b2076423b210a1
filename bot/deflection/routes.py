"""Ticket deflection in the HTTP API, for servers that hold an API key and for forms on public pages."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from bot.deflection.askers import PATH, Asker, asker
from bot.deflection.suggestions import Suggested, suggest
from bot.engine import Engine
from bot.problems import Problem, described
from bot.settings import Settings
from bot.text import Text
from renewals import answers, experiments
from renewals.store import deflections as store
from renewals.store.database import Sessions, in_session

ID = 64

router = APIRouter(
    prefix=PATH,
    tags=["ticket deflection"],
    responses=described({
        401: "No key, or one that is not good, or not for this page", 413: "Over 32 KB",
        422: ("Not right; the detail " "says " "what"),
        429: "Too many; Retry-After says when to go on",
    }),
)  # fmt: skip


class Ticket(BaseModel):
    model_config = ConfigDict(extra="ignore")
    subject: Text = Field(max_length=500)
    body: Text = Field(max_length=20_000)
    language: Text | None = None
    visitor: Text | None = Field(
        None,
        min_length=1,
        max_length=128,
        description=("an opaque, lasting name of the visitor; only a keyed digest of it is kept"),
    )
    deflection_id: Text | None = Field(
        None,
        max_length=ID,
        description=("of an earlier answer for the same ticket, whose text goes on: what follows counts for that one"),
    )


class Suggestions(BaseModel):
    deflection_id: str
    language: str
    suggestions: list[dict[str, Any]] = Field(
        description=(
            "at most three, best first: topic, question (null: the topic in general), answer, confidence, sources"
        )
    )


class Outcome(BaseModel):
    model_config = ConfigDict(extra="ignore")
    outcome: Literal["solved", "not-related", "not-enough", "submitted"]
    topic: Text | None = Field(None, max_length=64)


Asking = Annotated[Asker, Depends(asker)]


@router.post("", responses=described({503: "The engine does not answer"}))
async def offer(request: Request, ticket: Ticket, asking: Asking) -> Suggestions:
    """Offers answers for a ticket's text before it is submitted; an empty list when nothing fits."""
    asking.count(request.app.state.rate_limits)
    if ticket.language is not None and ticket.language not in answers.languages():
        raise Problem("invalid", 422, fields="language")
    if not (ticket.subject + ticket.body).strip():
        raise Problem("empty-text", 422)
    engine: Engine = request.app.state.engine
    suggested = await suggest(engine, ticket.subject, ticket.body, ticket.language)
    deflection_id, arm = await _keep(request, ticket, suggested, asking.site)
    # Who sees no answers for comparison is not told so, and neither is the page.
    shown = [] if arm == store.HELD_BACK else suggested.suggestions
    return Suggestions(deflection_id=deflection_id, language=suggested.language, suggestions=shown)


@router.post("/{deflection_id}/outcome", status_code=204, responses=described({404: "No such offer"}))
async def outcome(request: Request, deflection_id: str, ended: Outcome, asking: Asking) -> Response:
    """Says what came of an offer; the last word counts."""
    return await _end(request, deflection_id, ended.outcome, ended.topic, asking)


@router.post("/{deflection_id}/submitted", status_code=204, responses=described({404: "No such offer"}))
async def submitted(request: Request, deflection_id: str, asking: Asking) -> Response:
    """Says that the ticket was sent all the same.

    It needs no body and, with `site`, no header: a page that is being left can tell it by a beacon.
    """
    return await _end(request, deflection_id, store.SUBMITTED, None, asking)


async def _end(request: Request, deflection_id: str, what: str, topic: str | None, asking: Asker) -> Response:
    asking.count(request.app.state.rate_limits)
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions
    if not await in_session(
        sessions, lambda session: store.end(session, deflection_id, what, topic, settings.now(), asking.site)
    ):
        raise Problem("not-found", 404)
    return Response(status_code=204)


async def _keep(request: Request, ticket: Ticket, suggested: Suggested, site: str | None) -> tuple[str, str | None]:
    """Keeps what was found, for the ticket as it was or for a new one; its id, and the visitor's arm."""
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions
    earlier, new = ticket.deflection_id, secrets.token_urlsafe(15)
    topics = [suggestion["topic"] for suggestion in suggested.suggestions]
    visitor, arm = _assigned(ticket.visitor, settings)

    def kept(session: Session) -> tuple[str, str | None]:
        if (
            earlier is not None
            and (before := store.go_on(session, earlier, suggested.language, topics, site)) is not None
        ):
            return earlier, before.arm
        store.record(session, new, suggested.language, topics, settings.now(), site, visitor, arm, settings.experiment)
        return new, arm

    return await in_session(sessions, kept)


def _assigned(visitor: str | None, settings: Settings) -> tuple[str | None, str | None]:
    """The digest under which a visitor is kept, and their arm; nothing while no answers are held back from anybody."""
    if visitor is None or not settings.holdout:
        return None, None
    unit = experiments.unit(visitor, settings.holdout_secret, settings.experiment)
    held = experiments.held_back(unit, settings.holdout_secret, settings.holdout)
    return unit, store.HELD_BACK if held else store.SHOWN
