"""Hand-offs in the HTTP API, for holders of an API key."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from bot.api_keys import key_holder
from bot.handoff.operations import HandoffOperations
from bot.handoff.rights import Member
from bot.problems import Problem, described
from bot.settings import Settings
from bot.text import Text
from renewals.store import handoffs as store
from renewals.store.database import Sessions, in_session
from renewals.store.tables import Handoff

router = APIRouter(
    prefix="/api/v1/handoffs",
    tags=["hand-offs"],
    responses=described({401: "No API key, or one that is not good", 422: "Not right; the detail says what"}),
)
_NONE = {404: "No such request"}


class HandoffShown(BaseModel):
    """One request. It holds nothing of what was said."""

    reference: str
    region: str
    reason: str
    state: Literal["waiting", "claimed", "mailed", "resolved"]
    language: str
    owner: str | None = Field(description="the address of whoever has it, or closed it")
    outcome: str | None
    asked_at: datetime
    waiting_since: datetime
    claimed_at: datetime | None
    ended_at: datetime | None
    age_seconds: int = Field(description="since it was asked")


class Transition(BaseModel):
    at: datetime
    actor: str = Field(description="an address, `customer` or `clock`")
    what: str
    from_state: str | None
    to_state: str
    detail: str | None


class Closing(BaseModel):
    model_config = ConfigDict(extra="ignore")
    outcome: Literal["answered", "quoted", "unreachable", "not-ours"] = "answered"
    email: Text = Field(max_length=254, description="of whoever has answered")
    name: Text = Field(max_length=200, description="which the customer reads")


@router.get("", dependencies=[Depends(key_holder)])
async def listed(
    request: Request, state: Annotated[Literal["open", "waiting", "claimed", "mailed", "resolved"], Query()] = "open"
) -> dict[str, list[HandoffShown]]:
    """The requests that are not over, oldest first; or those in one state, newest first. At most 200."""

    def read(session: Session) -> list[Handoff]:
        return store.still_open(session) if state == "open" else store.ended_before(session, state)

    found = await in_session(_sessions(request), read)
    return {"handoffs": [_shown(request, handoff) for handoff in found]}


@router.get("/{reference}", dependencies=[Depends(key_holder)], responses=described(_NONE))
async def one(request: Request, reference: str) -> dict[str, Any]:
    """A request, and what happened to it."""
    handoff = await _found(request, reference)
    rows = await in_session(_sessions(request), lambda session: store.transitions(session, reference))
    transitions = [Transition.model_validate(row, from_attributes=True).model_dump() for row in rows]
    return {**_shown(request, handoff).model_dump(), "transitions": transitions}


@router.post(
    "/{reference}/resolution",
    dependencies=[Depends(key_holder)],
    responses=described({**_NONE, 409: "Closed already", 413: "Over 32 KB"}),
)
async def resolve(request: Request, reference: str, closing: Closing) -> dict[str, HandoffShown]:
    """Closes a request that was answered outside Slack; the customer reads by whom. 409 where it is closed already."""
    # Who holds a key answers for everybody whom they name.
    handoffs: HandoffOperations = request.app.state.handoffs
    await _found(request, reference)
    if not (await handoffs.resolve(reference, closing.outcome, Member(closing.email, closing.name, manager=True))).done:
        raise Problem("closed", 409)
    return {"handoff": _shown(request, await _found(request, reference))}


async def _found(request: Request, reference: str) -> Handoff:
    handoff = await in_session(_sessions(request), lambda session: session.get(Handoff, reference))
    if handoff is None:
        raise Problem("not-found", 404)
    return handoff


def _sessions(request: Request) -> Sessions:
    found: Sessions = request.app.state.sessions
    return found


def _shown(request: Request, handoff: Handoff) -> HandoffShown:
    settings: Settings = request.app.state.settings
    age = int((settings.now() - handoff.asked_at).total_seconds())
    columns = {name: getattr(handoff, name) for name in HandoffShown.model_fields if name != "age_seconds"}
    return HandoffShown(**columns, age_seconds=age)
