"""Calendars under secret addresses: made, seen, read and revoked. The caller commits."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Customer, Subject
from renewals.store.contracts import representative
from renewals.store.tables import CalendarFeed

# Calendar programs read every few minutes; who read what is kept once in this time.
KEPT_ONCE_IN = timedelta(days=1)


def feed_of(session: Session, identity: str) -> CalendarFeed | None:
    """A person's calendar, where they have one."""
    return session.get(CalendarFeed, identity)


def make(session: Session, identity: str, language: str, timezone: str | None, at: datetime) -> CalendarFeed:
    """A person's calendar under a new address; the one before is read no more."""
    revoke(session, identity)
    feed = CalendarFeed(
        identity=identity, secret=secrets.token_urlsafe(32), language=language, timezone=timezone, made_at=at,
        read_at=None
    )  # fmt: skip
    session.add(feed)
    session.flush()
    return feed


def revoke(session: Session, identity: str) -> None:
    """Nobody reads the person's calendar any more."""
    session.execute(sa.delete(CalendarFeed).where(CalendarFeed.identity == identity))


def feed_at(session: Session, secret: str) -> CalendarFeed | None:
    """The calendar under a secret address."""
    return session.scalar(sa.select(CalendarFeed).where(CalendarFeed.secret == secret))


def subject_of(session: Session, feed: CalendarFeed) -> Subject:
    """What the calendar's person may see today: rights are looked up at each reading,
    so that none outlives its reason.
    """
    found = representative(session, feed.identity)
    return found.subject if found else Customer(feed.identity)


def read(feed: CalendarFeed, at: datetime) -> bool:
    """Keeps that a calendar was read; says whether this is to go into the audit."""
    first = feed.read_at is None or at - feed.read_at >= KEPT_ONCE_IN
    if first:
        feed.read_at = at
    return first
