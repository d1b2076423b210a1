"""What other systems are told of, each event a job for each of them; and their tickets. The caller commits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store import handoffs, jobs
from renewals.store.tables import Deflection, DeskTicket, Handoff, HandoffTransition, Job

# So far back what happened is looked for; a gateway that runs finds it within seconds.
LOOKED_BACK = timedelta(days=1)
KIND = "outgoing"
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

    @classmethod
    def of(cls, job: Job) -> Event:
        """The event that a job tells."""
        payload = job.payload
        return cls(payload["event"], payload["type"], datetime.fromisoformat(payload["at"]), payload["data"])

    def payload(self, target: str) -> Mapping[str, Any]:
        """What a job holds that tells it to a target."""
        return {"target": target, "event": self.id, "type": self.kind, "at": self.at.isoformat(), "data": self.data}

    @property
    def subject(self) -> str:
        """What it is about: a request, or an offer of answers. Its events are told one at a time."""
        return str(self.data.get("reference") or self.data["deflection_id"])


def announce(session: Session, targets: Sequence[str], now: datetime) -> int:
    """Makes a job of what has happened for each target, once; how many are new."""
    since = now - LOOKED_BACK
    # Jobs are made after what they tell has happened.
    known = set(session.scalars(sa.select(Job.key).where(Job.kind == KIND, Job.first_due_at >= since)))
    count = 0
    for event in _events(session, since):
        for target in targets:
            key = f"{event.id}:{target}"
            if key not in known:
                count += jobs.add(session, KIND, key, f"{target}:{event.subject}", now, event.payload(target))
    return count


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
