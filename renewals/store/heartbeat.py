"""A write that shows that the database takes writes. The caller commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from renewals.store.tables import Heartbeat


def beat(session: Session, at: datetime) -> None:
    """Keeps when this was last done, in one row: what has no space left, or may only be read, refuses it."""
    session.merge(Heartbeat(id=1, beat_at=at))
