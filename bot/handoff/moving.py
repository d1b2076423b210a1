"""A request begins to wait, here or in another region. Whoever orders it, the card and the clock follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.handoff.escalation import EscalationSchedule
from renewals.store import handoff_steps, handoff_words
from renewals.store import handoffs as store
from renewals.store.tables import Handoff


def moved(
    session: Session,
    clock: EscalationSchedule,
    handoff: Handoff,
    region: str,
    states: Sequence[str],
    actor: str,
    what: str,
    now: datetime,
    waits_anew: bool = True,
) -> bool:
    """Takes a request to another region; False where it is in none of the states."""
    place, moves = (handoff.channel, handoff.thread), handoff.moves
    values = {"region": region, "moves": moves + 1, "channel": None, "thread": None}
    done = (
        waits(session, clock, handoff.reference, states, actor, what, now, region, **values)
        if waits_anew
        else store.move(session, handoff.reference, states, store.WAITING, actor, what, now, region, **values)
    )
    if done:
        # The new card's transcript holds all that was said so far.
        handoff_words.relayed_all(session, handoff)
    if done and place[0]:
        handoff_steps.need(session, handoff.reference, f"leave:{place[0]}:{place[1]}", now)
    return done


def waits(
    session: Session,
    clock: EscalationSchedule,
    reference: str,
    states: Sequence[str],
    actor: str,
    what: str,
    now: datetime,
    detail: str | None = None,
    **values: object,
) -> bool:
    """Lets a request wait from now on."""
    store.hold(session, reference)
    handoff = session.get_one(Handoff, reference)
    clock.stop(session, handoff)
    begun = {
        "waiting_since": now,
        "rounds": handoff.rounds + 1,
        "owner": None,
        "owner_name": None,
        "claimed_at": None,
        **values,
    }
    if not store.move(session, reference, states, store.WAITING, actor, what, now, detail, **begun):
        return False
    session.refresh(handoff)
    clock.start(session, handoff, now)
    return True
