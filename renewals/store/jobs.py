"""What is still to be done, in one table. The caller commits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from renewals.store import leases
from renewals.store.leases import TakenLease
from renewals.store.tables import Job


def add(
    session: Session, kind: str, key: str, queue: str, due_at: datetime, payload: Mapping[str, Any] | None = None
) -> bool:
    """Something is to be done once; False where the same was to be done before, whether it has been done or not."""
    job = Job(
        kind=kind,
        key=key,
        queue=queue,
        payload=dict(payload or {}),
        first_due_at=due_at,
        due_at=due_at,
        wanted=1,
        attempts=0,
        done=False,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        return False
    return True


def need(session: Session, kind: str, key: str, queue: str, due_at: datetime) -> None:
    """Something is to be done from an instant on; once more, where it was done before. What is due sooner stays so."""
    sooner = sa.and_(Job.done.is_(False), Job.due_at < due_at)
    again = (
        sa.update(Job)
        .where(Job.kind == kind, Job.key == key)
        .values(due_at=sa.case((sooner, Job.due_at), else_=due_at), wanted=Job.wanted + 1, done=False, attempts=0)
        .execution_options(synchronize_session=False)
    )
    if session.execute(again).rowcount:  # type: ignore[attr-defined]
        return
    if not add(session, kind, key, queue, due_at):
        # Somebody else needed the same for the first time, at the same moment.
        session.execute(again)


def drop(session: Session, kind: str, keys: Sequence[str]) -> None:
    """What need not be done any more."""
    session.execute(sa.update(Job).where(Job.kind == kind, Job.key.in_(keys)).values(done=True, payload={}))


def sooner(session: Session, kind: str, keys: Sequence[str], at: datetime) -> None:
    """What was put off is due at an instant."""
    waits = Job.kind == kind, Job.key.in_(keys), Job.done.is_(False), Job.due_at > at
    session.execute(sa.update(Job).where(*waits).values(due_at=at).execution_options(synchronize_session=False))


def job(session: Session, kind: str, key: str) -> Job | None:
    """The job of a key, done or not."""
    return session.scalar(
        sa.select(Job).where(Job.kind == kind, Job.key == key).execution_options(populate_existing=True)
    )


def due_since(session: Session, kind: str, begins: str, since: datetime) -> bool:
    """Whether a job whose key begins so was due at first since an instant. `begins` ends with a colon."""
    alike = Job.key >= begins, Job.key < f"{begins[:-1]};"
    return bool(session.scalar(sa.select(sa.exists().where(Job.kind == kind, *alike, Job.first_due_at >= since))))


def due_again(session: Session, kinds: Collection[str], now: datetime) -> None:
    """What is put off is due now."""
    put_off = Job.kind.in_(kinds), Job.done.is_(False), Job.due_at > now
    session.execute(sa.update(Job).where(*put_off).values(due_at=now).execution_options(synchronize_session=False))


def forget(session: Session, kind: str, before: datetime) -> None:
    """Deletes the jobs of a kind that were due at first before an instant, with their keys."""
    session.execute(
        sa.delete(Job).where(Job.kind == kind, Job.first_due_at < before).execution_options(synchronize_session=False)
    )


def due_queues(session: Session, kind: str, now: datetime, but: Collection[str], most: int) -> list[str]:
    """The queues in which something is due, those first in which it became due first; `but`:
    queues that are left out.
    """
    query = sa.select(Job.queue).where(Job.kind == kind, Job.done.is_(False), Job.due_at <= now, Job.queue.not_in(but))
    return list(
        session.scalars(query.group_by(Job.queue).order_by(sa.func.min(Job.due_at), sa.func.min(Job.id)).limit(most))
    )


def next_due(session: Session, kinds: Collection[str], now: datetime) -> datetime | None:
    """When the next job of some kinds is due after an instant."""
    query = sa.select(Job.due_at).where(Job.kind.in_(kinds), Job.done.is_(False), Job.due_at > now)
    return session.scalar(query.order_by(Job.due_at).limit(1))


def take(
    session: Session, kind: str, queues: Sequence[str], now: datetime, most: int = 200
) -> list[tuple[TakenLease, list[Job]]]:
    """Takes those queues that nobody works on, each with its jobs that are due,
    in the order in which they became so.
    """
    held = leases.take(session, kind, queues)
    # Read after they were taken: what another worker has done before is not due any more.
    query = sa.select(Job).where(
        Job.kind == kind, Job.done.is_(False), Job.due_at <= now, Job.queue.in_([lease.queue for lease in held])
    )
    by_queue: dict[str, list[Job]] = defaultdict(list)
    for one in session.scalars(query.order_by(Job.due_at, Job.id).limit(most)):
        by_queue[one.queue].append(one)
    return [(lease, by_queue[lease.queue]) for lease in held]


def finish(session: Session, job: Job) -> None:
    """A job is done, unless it became necessary once more meanwhile."""
    session.execute(sa.update(Job).where(Job.id == job.id, Job.wanted == job.wanted).values(done=True, payload={}))


def again(session: Session, job: Job, at: datetime) -> None:
    """A job is done over and over: once more at an instant, or sooner where it became necessary meanwhile."""
    later = sa.update(Job).where(Job.id == job.id, Job.wanted == job.wanted)
    session.execute(
        later.values(due_at=at, wanted=Job.wanted + 1, attempts=0).execution_options(synchronize_session=False)
    )


def postpone(session: Session, job: Job, until: datetime) -> None:
    """A job has failed and is tried again."""
    session.execute(sa.update(Job).where(Job.id == job.id).values(due_at=until, attempts=Job.attempts + 1))
