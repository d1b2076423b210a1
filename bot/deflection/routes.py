"""Ticket deflection in the HTTP API, for ticket forms that hold an API key."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.api_keys import key_holder
from bot.deflection.suggestions import suggest
from bot.engine import Engine
from bot.limits import DEFLECTIONS, RateLimits
from bot.problems import Problem, described
from bot.settings import Settings
from bot.text import Text
from renewals import answers
from renewals.store import deflections as store
from renewals.store.database import Sessions

router = APIRouter(
    prefix="/api/v1/deflections",
    tags=["ticket deflection"],
    responses=described({401: "No API key, or one that is not good", 413: "Over 32 KB", 422: "Not right; the detail says what"}),
)


class Ticket(BaseModel):
    model_config = ConfigDict(extra="ignore")
    subject: Text = Field(max_length=500)
    body: Text = Field(max_length=20_000)
    language: Text | None = None


class Suggestions(BaseModel):
    deflection_id: str
    language: str
    suggestions: list[dict[str, Any]] = Field(
        description="at most three, best first: topic, question (null: the topic in general), answer, confidence, sources"
    )


class Outcome(BaseModel):
    model_config = ConfigDict(extra="ignore")
    outcome: Literal["solved", "not-related", "not-enough", "submitted"]
    topic: Text | None = Field(None, max_length=64)


@router.post("", responses=described({429: "Too many; Retry-After says when to go on", 503: "The engine does not answer"}))
async def offer(request: Request, ticket: Ticket, key: Annotated[str, Depends(key_holder)]) -> Suggestions:
    """Offers answers for a ticket's text before it is submitted; an empty list when nothing fits."""
    limits: RateLimits = request.app.state.rate_limits
    limits.take(DEFLECTIONS, key)
    if ticket.language is not None and ticket.language not in answers.languages():
        raise Problem("invalid", 422, fields="language")
    if not (ticket.subject + ticket.body).strip():
        raise Problem("empty-text", 422)
    engine: Engine = request.app.state.engine
    settings: Settings = request.app.state.settings
    suggested = await suggest(engine, ticket.subject, ticket.body, ticket.language)
    deflection_id = secrets.token_urlsafe(15)
    topics = [suggestion["topic"] for suggestion in suggested.suggestions]
    await _in_session(request, lambda session: store.record(session, deflection_id, suggested.language, topics, settings.now()))
    return Suggestions(deflection_id=deflection_id, language=suggested.language, suggestions=suggested.suggestions)


@router.post("/{deflection_id}/outcome", status_code=204, responses=described({404: "No such offer"}))
async def outcome(request: Request, deflection_id: str, ended: Outcome, key: Annotated[str, Depends(key_holder)]) -> Response:
    """Says what came of an offer; the last word counts."""
    settings: Settings = request.app.state.settings
    if not await _in_session(request, lambda session: store.end(session, deflection_id, ended.outcome, ended.topic, settings.now())):
        raise Problem("not-found", 404)
    return Response(status_code=204)


async def _in_session(request: Request, work: Any) -> Any:
    sessions: Sessions = request.app.state.sessions

    def done() -> Any:
        with sessions.begin() as session:
            return work(session)

    return await asyncio.to_thread(done)
