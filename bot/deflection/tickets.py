"""What a help desk tells of its tickets, in the HTTP API: one was created, or reopened."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from bot.api_keys import key_holder
from bot.limits import DEFLECTIONS, RateLimits
from bot.problems import Problem, described
from bot.settings import Settings
from bot.text import Text
from renewals.store import deflections, outgoing
from renewals.store.database import Sessions, in_session

router = APIRouter(
    prefix="/api/v1/tickets",
    tags=["ticket deflection"],
    responses=described({
        401: "No API key, or one that is not good", 404: "No such request, offer or ticket", 413: "Over 32 KB",
        422: "Not right; the detail says what", 429: "Too many; Retry-After says when to go on",
    }),
)  # fmt: skip


class TicketEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")
    event: Literal["created", "reopened"]
    ticket_id: Text = Field(min_length=1, max_length=128, description="the ticket's id in the desk")
    deflection_id: Text | None = Field(
        None, max_length=64, description=("of a ticket from a form: its field `renewals_deflection_id`")
    )
    reference: Text | None = Field(
        None, max_length=16, description=("of a request for a person: its reference, as H-7K2MWQ4")
    )


@router.post("", status_code=204)
async def told(request: Request, ticket: TicketEvent, key: Annotated[str, Depends(key_holder)]) -> Response:
    """Says that a ticket was created (for an offer of answers or a request for a person), or reopened.

    Said again, it changes nothing.
    """
    limits: RateLimits = request.app.state.rate_limits
    limits.take(DEFLECTIONS, key)
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions
    now = settings.now()
    if ticket.event == "created" and (ticket.deflection_id is None) == (ticket.reference is None):
        raise Problem("invalid", 422, fields="deflection_id, reference")

    def keep(session: Session) -> bool:
        if ticket.event == "reopened":
            return outgoing.reopened(session, ticket.ticket_id, now)
        if ticket.deflection_id is not None:
            offer = deflections.sent(session, ticket.deflection_id, now)
            return offer and outgoing.told(session, ticket.ticket_id, now, None, ticket.deflection_id)
        return outgoing.told(session, ticket.ticket_id, now, ticket.reference, None)

    if not await in_session(sessions, keep):
        raise Problem("not-found", 404)
    return Response(status_code=204)
