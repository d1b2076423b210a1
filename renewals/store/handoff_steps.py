"""What is still to be done for hand-offs: each step is a row, kept with the change that made it necessary. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from renewals.store.tables import HandoffStep


@dataclass(frozen=True)
class Step:
    """Something to be done now. `wanted`: how often it had become necessary when it was begun; `attempts`: how often it was begun before."""

    number: int
    reference: str
    name: str
    wanted: int
    attempts: int


def need(session: Session, reference: str, name: str, due_at: datetime) -> None:
    """Something is to be done for a hand-off from an instant on; once more, where it was done before."""
    sooner = sa.and_(HandoffStep.done.is_(False), HandoffStep.due_at < due_at)
    again = (
        sa.update(HandoffStep)
        .where(HandoffStep.reference == reference, HandoffStep.name == name)
        .values(due_at=sa.case((sooner, HandoffStep.due_at), else_=due_at), wanted=HandoffStep.wanted + 1, done=False, attempts=0)
        .execution_options(synchronize_session=False)
    )
    if session.execute(again).rowcount:  # type: ignore[attr-defined]
        return
    try:
        with session.begin_nested():
            session.add(HandoffStep(reference=reference, name=name, due_at=due_at, wanted=1, attempts=0, done=False))
    except IntegrityError:
        # Somebody else needed the same for the first time, at the same moment.
        session.execute(again)


def drop(session: Session, reference: str, names: Sequence[str]) -> None:
    """What need not be done any more."""
    session.execute(sa.update(HandoffStep).where(HandoffStep.reference == reference, HandoffStep.name.in_(names)).values(done=True))


def due(session: Session, now: datetime, most: int = 200) -> list[Step]:
    """What is to be done now, in the order in which it became due."""
    query = (
        sa.select(HandoffStep).where(HandoffStep.done.is_(False), HandoffStep.due_at <= now).order_by(HandoffStep.due_at, HandoffStep.id)
    )
    return [Step(step.id, step.reference, step.name, step.wanted, step.attempts) for step in session.scalars(query.limit(most))]


def next_due(session: Session) -> datetime | None:
    """When the next thing is to be done."""
    return session.scalar(sa.select(HandoffStep.due_at).where(HandoffStep.done.is_(False)).order_by(HandoffStep.due_at).limit(1))


def finish(session: Session, step: Step) -> None:
    """A step is done, unless it became necessary once more meanwhile."""
    session.execute(sa.update(HandoffStep).where(HandoffStep.id == step.number, HandoffStep.wanted == step.wanted).values(done=True))


def postpone(session: Session, step: Step, until: datetime) -> None:
    """A step has failed and is tried again."""
    session.execute(sa.update(HandoffStep).where(HandoffStep.id == step.number).values(due_at=until, attempts=HandoffStep.attempts + 1))
