"""The open requests, in lines: for the command and the Home tab."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.handoff.notices import region_name, said
from bot.slack.users import Person
from renewals.store import handoffs as store
from renewals.store.tables import Handoff

MOST = 25


def open_requests(session: Session, person: Person, now: datetime) -> list[str]:
    """A heading, and a line for each request that is not over, oldest first: a representative's own regions and own requests; a manager sees all."""
    shown = [handoff for handoff in store.still_open(session) if _theirs(handoff, person)]
    lines = [_line(handoff, person.language, now) for handoff in shown[:MOST]] or [said(person.language, "list-none")]
    more = [f"… +{len(shown) - MOST}"] if len(shown) > MOST else []
    return [said(person.language, "list-title"), *lines, *more]


def _theirs(handoff: Handoff, person: Person) -> bool:
    subject = person.subject
    return subject.manager or handoff.owner == subject.email or handoff.region in subject.regions


def _line(handoff: Handoff, language: str, now: datetime) -> str:
    return said(
        language,
        "list-line",
        reference=handoff.reference,
        region=region_name(handoff.region, language),
        state=said(language, f"state-{handoff.state}", **({"name": handoff.owner_name} if handoff.state == store.CLAIMED else {})),
        age=age(now - handoff.asked_at, language),
        reason=said(language, f"reason-{handoff.reason}"),
    )


def age(passed: timedelta, language: str) -> str:
    """How long ago something was, in minutes, hours or days."""
    minutes = max(0, int(passed / timedelta(minutes=1)))
    unit, count = ("minutes", minutes) if minutes < 120 else ("hours", minutes // 60) if minutes < 48 * 60 else ("days", minutes // 1440)
    return said(language, unit, count=count)
