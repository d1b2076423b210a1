"""What other systems are told of, and how far that is. The caller commits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from renewals.store import handoffs
from renewals.store.tables import Deflection, DeskTicket, Handoff, HandoffTransition, Outgoing

# So far back what happened is looked for; a gateway that runs finds it within seconds.
LOOKED_BACK = timedelta(days=1)
KEPT = timedelta(days=30)
REQUESTED, CLAIMED, ENDED, SOLVED, SUBMITTED, CREATED = (
    "handoff.requested", "handoff.claimed", "handoff.ended", "deflection.solved", "deflection.submitted",
    "ticket.created",
)  # fmt: skip
_KINDS = {handoffs.WAITING: REQUESTED, handoffs.CLAIMED: CLAIMED, handoffs.RESOLVED: ENDED}
_OUTCOMES = {"solved": SOLVED, "submitted": SUBMITTED}


@dataclass(frozen=True)
class Event:
    """Something that happened: its lasting id, its kind, when, and about what. No words and no address of a person."""

    id: str
    kind: str
    at: datetime
    data: dict[str, Any]


def announce(session: Session, targets: Sequence[str], now: datetime) -> int:
    """Keeps what has happened for each target, once; how much of it is new. What is long done is forgotten."""
    events, count = list(_events(session, now - LOOKED_BACK)), 0
    known = {
        tuple(row)
        for row in session.execute(
            sa.select(Outgoing.event, Outgoing.target).where(Outgoing.happened_at >= now - LOOKED_BACK)
        )
    }
    for event in events:
        for target in targets:
            if (event.id, target) not in known:
                count += _keep(session, event, target, now)
    session.execute(sa.delete(Outgoing).where(Outgoing.happened_at < now - KEPT))
    return count


def due(session: Session, targets: Sequence[str], now: datetime, most: int) -> list[Outgoing]:
    """What is to be told to these targets now, the oldest first."""
    query = sa.select(Outgoing).where(Outgoing.done.is_(False), Outgoing.due_at <= now, Outgoing.target.in_(targets))
    return list(session.scalars(query.order_by(Outgoing.due_at, Outgoing.event).limit(most)))


def finish(session: Session, one: Outgoing) -> None:
    """It has arrived, or is given up."""
    _change(session, one, done=True, data={})


def postpone(session: Session, one: Outgoing, until: datetime) -> None:
    """It has not arrived, and is told again."""
    _change(session, one, due_at=until, attempts=one.attempts + 1)


def told(session: Session, ticket_id: str, at: datetime, reference: str | None, deflection_id: str | None) -> bool:
    """Keeps that a ticket was created for a hand-off or an offer of answers; False where there is no such thing.

    What is told again changes nothing.
    """
    owner: type[Any] = Handoff if reference is not None else Deflection
    if session.get(owner, reference if reference is not None else deflection_id) is None:
        return False
    if session.get(DeskTicket, ticket_id) is None:
        session.add(
            DeskTicket(
                ticket_id=ticket_id, reference=reference, deflection_id=deflection_id, created_at=at, reopened_at=None
            )
        )
        session.flush()
    return True


def reopened(session: Session, ticket_id: str, at: datetime) -> bool:
    """Keeps that a ticket was reopened, the last time counting; False where none of that id is known."""
    ticket = session.get(DeskTicket, ticket_id)
    if ticket is not None:
        ticket.reopened_at = at
    return ticket is not None


def ticket_of(session: Session, reference: str) -> str | None:
    """The ticket of a hand-off."""
    return session.scalar(sa.select(DeskTicket.ticket_id).where(DeskTicket.reference == reference).limit(1))


def tickets_of_offer(session: Session, deflection_id: str) -> list[str]:
    """The tickets that were told to be of an offer of answers."""
    return list(session.scalars(sa.select(DeskTicket.ticket_id).where(DeskTicket.deflection_id == deflection_id)))


def _events(session: Session, since: datetime) -> Iterator[Event]:
    moved = sa.select(HandoffTransition, Handoff).join(Handoff, Handoff.reference == HandoffTransition.reference)
    for step, handoff in session.execute(moved.where(HandoffTransition.at >= since).order_by(HandoffTransition.id)):
        if step.from_state == step.to_state or step.to_state not in _KINDS:
            continue
        # Who did it is told as a role: an address is a person's.
        actor = step.actor if step.actor in (handoffs.BY_CUSTOMER, handoffs.BY_CLOCK) else "team"
        facts = {
            "reference": step.reference,
            "region": handoff.region,
            "language": handoff.language,
            "reason": handoff.reason,
        }
        data: dict[str, Any] = {**facts, "state": step.to_state, "what": step.what, "actor": actor}
        yield Event(_id("handoff", step.reference, str(step.id)), _KINDS[step.to_state], step.at, data)
    ended = sa.select(Deflection).where(Deflection.ended_at >= since, Deflection.outcome.in_(_OUTCOMES))
    for offer in session.scalars(ended.order_by(Deflection.ended_at, Deflection.id)):
        data = {
            "deflection_id": offer.id,
            "language": offer.language,
            "topics": offer.topics,
            "topic": offer.outcome_topic,
            "site": offer.site,
        }
        at = offer.ended_at or offer.asked_at
        yield Event(_id("deflection", offer.id, str(offer.outcome)), _OUTCOMES[str(offer.outcome)], at, data)

    created = sa.select(DeskTicket).where(DeskTicket.created_at >= since, DeskTicket.deflection_id.is_not(None))
    for ticket in session.scalars(created.order_by(DeskTicket.created_at, DeskTicket.ticket_id)):
        data = {"ticket_id": ticket.ticket_id, "deflection_id": ticket.deflection_id}
        yield Event(_id("ticket", ticket.ticket_id), CREATED, ticket.created_at, data)


def _id(*what: str) -> str:
    return "evt_" + hashlib.sha256("\n".join(what).encode()).hexdigest()[:32]


def _keep(session: Session, event: Event, target: str, now: datetime) -> bool:
    row = Outgoing(
        event=event.id,
        target=target,
        kind=event.kind,
        data=event.data,
        happened_at=event.at,
        due_at=now,
        attempts=0,
        done=False,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _change(session: Session, one: Outgoing, **values: Any) -> None:
    session.execute(
        sa.update(Outgoing).where(Outgoing.event == one.event, Outgoing.target == one.target).values(**values)
    )
