"""Where the weekly post has been sent. The caller commits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.tables import WeeklySent

KEPT = timedelta(days=60)


def sent(session: Session, monday: date) -> set[str]:
    """The places that have the week's post."""
    return set(session.scalars(sa.select(WeeklySent.place).where(WeeklySent.monday == monday)))


def keep(session: Session, monday: date, place: str, at: datetime) -> None:
    """A place has the week's post; what is long ago is forgotten."""
    session.merge(WeeklySent(monday=monday, place=place, sent_at=at))
    session.execute(sa.delete(WeeklySent).where(WeeklySent.monday < monday - KEPT))
