"""That the database takes writes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base


class Heartbeat(Base):
    """When the gateway last saw that the database takes writes: one row."""

    __tablename__ = "heartbeats"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    beat_at: Mapped[datetime]
