"""The open requests, in lines: for the command and the Home tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.handoff.notices import region_name, said
from bot.slack.text import escaped
from bot.slack.users import Person
from renewals.store import handoffs as store
from renewals.store.tables import Handoff

MOST = 25


@dataclass(frozen=True)
class Listed:
    """The open requests of a person: a heading, and a line each."""

    heading: str
    lines: Sequence[str]

    @property
    def text(self) -> str:
        return "\n".join([self.heading, *self.lines])


def open_requests(session: Session, person: Person, now: datetime, workspace: str) -> Listed:
    """Each request that is not over, oldest first: a representative's own regions and own requests; a manager sees all.

    Lines are in Slack's markup and lead to the card.

    `workspace`: the address of the workspace.
    """
    shown = [handoff for handoff in store.still_open(session) if _theirs(handoff, person)]
    lines = [_line(handoff, person.language, now, workspace) for handoff in shown[:MOST]] or [
        said(person.language, "list-none")
    ]
    more = [f"… +{len(shown) - MOST}"] if len(shown) > MOST else []
    return Listed(said(person.language, "list-title"), [*lines, *more])


def _theirs(handoff: Handoff, person: Person) -> bool:
    subject = person.subject
    return subject.manager or handoff.owner == subject.email or handoff.region in subject.regions


def address_of(workspace: str, channel: str, ts: str) -> str:
    """Where a message of a workspace is found."""
    return f"{workspace.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def _line(handoff: Handoff, language: str, now: datetime, workspace: str) -> str:
    line = said(
        language,
        "list-line",
        reference=handoff.reference,
        region=region_name(handoff.region, language),
        state=said(
            language,
            f"state-{handoff.state}",
            **({"name": handoff.owner_name} if handoff.state == store.CLAIMED else {}),
        ),
        age=age(now - handoff.asked_at, language),
        reason=said(language, f"reason-{handoff.reason}"),
    )
    return way_to(line, handoff.reference, workspace, handoff.channel, handoff.thread)


def way_to(line: str, reference: str, workspace: str, channel: str | None, thread: str | None) -> str:
    """A line in Slack's markup whose reference leads to the request's card, where that stands in Slack."""
    if not (channel and thread and workspace):
        return escaped(line)
    way = f"<{address_of(workspace, channel, thread)}|{reference}>"
    return way.join(map(escaped, line.split(reference, 1)))


def age(passed: timedelta, language: str) -> str:
    """How long ago something was, in minutes, hours or days."""
    minutes = max(0, int(passed / timedelta(minutes=1)))
    unit, count = (
        ("minutes", minutes)
        if minutes < 120
        else ("hours", minutes // 60)
        if minutes < 48 * 60
        else ("days", minutes // 1440)
    )
    return said(language, unit, count=count)
