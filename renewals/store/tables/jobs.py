"""Jobs that wait, and who works on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base


class Job(Base):
    """Something that is to be done, kept in the transaction that made it necessary.

    A job of one kind is known by its key.

    Jobs of one queue are done one after the other. `wanted` counts how often a job became necessary, `attempts` how
    often it has failed since. `first_due_at`: when it was due at first. What a job needs beside its key stands in the
    payload, and is dropped once it is done.
    """

    __tablename__ = "jobs"
    __table_args__ = (sa.UniqueConstraint("kind", "key"), sa.Index(None, "kind", "done", "due_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    key: Mapped[str] = mapped_column(sa.String(255))
    queue: Mapped[str] = mapped_column(sa.String(255))
    payload: Mapped[dict[str, Any]]
    first_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    wanted: Mapped[int]
    attempts: Mapped[int]
    done: Mapped[bool]


class Lease(Base):
    """One worker's right to a queue: until an instant of the database's clock (seconds since 1970), and longer where it
    is kept.

    `fence` grows each time the queue is taken: who was thought dead and goes on finds another number, and writes
    nothing.
    """

    __tablename__ = "leases"
    kind: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    queue: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    fence: Mapped[int] = mapped_column(sa.BigInteger)
    until: Mapped[float] = mapped_column(sa.Double)
