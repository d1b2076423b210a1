"""Who works on what: a lease of a queue, by the database's own clock, with a number that tells late holders.

The caller commits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from renewals.store.tables import Lease

# So long a queue belongs to a worker that has said nothing more.
LASTS_SECONDS = 20.0
FORGOTTEN_AFTER_SECONDS = 86_400.0


class LeaseLost(Exception):
    """Another worker has taken the queue meanwhile: what was done is not written."""


@dataclass(frozen=True)
class TakenLease:
    """A lease that was taken, with its fencing number."""

    kind: str
    queue: str
    fence: int


def take(session: Session, kind: str, queues: Sequence[str]) -> list[TakenLease]:
    """Takes those of some queues that are free, or whose holder has said nothing for too long."""
    if not queues:
        return []
    now = clock(session)
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # Everybody in one order, so that no two wait for each other.
    rows = [{"kind": kind, "queue": queue, "fence": 1, "until": now + LASTS_SECONDS} for queue in sorted(queues)]
    new = insert(Lease.__table__).values(rows)
    taken = new.on_conflict_do_update(
        index_elements=["kind", "queue"],
        set_={"fence": Lease.fence + 1, "until": new.excluded.until},
        where=Lease.until <= now,
    )
    found = session.execute(taken.returning(Lease.queue, Lease.fence)).all()
    fences = {row.queue: row.fence for row in found}
    return [TakenLease(kind, queue, fences[queue]) for queue in queues if queue in fences]


def keep(session: Session, held: TakenLease) -> None:
    """The queue is worked on. Raises LeaseLost where it belongs to another worker."""
    _set(session, held, until=clock(session) + LASTS_SECONDS)


def free(session: Session, held: TakenLease) -> None:
    """The queue is free, and this lease is no longer known: a `keep` that was on its way comes too late.

    Raises LeaseLost where the queue belongs to another worker.
    """
    _set(session, held, until=clock(session), fence=Lease.fence + 1)


def free_for(session: Session, kind: str, queue: str) -> float:
    """For how many seconds a queue has been free: none where somebody works on it, no end where nobody ever did."""
    free_since = sa.select(clock(session) - Lease.until).where(Lease.kind == kind, Lease.queue == queue)
    seconds = session.scalar(free_since)
    return math.inf if seconds is None else max(0.0, seconds)


def free_all(session: Session) -> None:
    """Nobody works on anything, nor has done so lately: for the start of the only process that works on the database.

    Who works all the same, because it was cut off, holds no lease any more.
    """
    long_ago = clock(session) - LASTS_SECONDS
    lately = sa.update(Lease).where(Lease.until > long_ago).values(until=long_ago, fence=Lease.fence + 1)
    session.execute(lately.execution_options(synchronize_session=False))


def forget(session: Session) -> None:
    """Deletes what nobody has held for a day."""
    old = Lease.until < clock(session) - FORGOTTEN_AFTER_SECONDS
    session.execute(sa.delete(Lease).where(old).execution_options(synchronize_session=False))


def _set(session: Session, held: TakenLease, **values: Any) -> None:
    mine = Lease.kind == held.kind, Lease.queue == held.queue, Lease.fence == held.fence
    kept = session.execute(sa.update(Lease).where(*mine).values(**values).execution_options(synchronize_session=False))
    if not kept.rowcount:  # type: ignore[attr-defined]
        raise LeaseLost(held.queue)


def clock(session: Session) -> sa.ColumnElement[float]:
    """The database's clock, in seconds since 1970: one for all machines, and none that a demonstration sets."""
    if session.get_bind().dialect.name == "sqlite":
        return sa.cast((sa.func.julianday("now") - 2440587.5) * 86400.0, sa.Double)
    return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Double)
