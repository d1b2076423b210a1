"""What waits now, and for how long: for who looks after the running product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.conversations import CUSTOMER
from renewals.store.handoffs import CLAIMED, MAILED, WAITING
from renewals.store.outgoing import KIND as OUTGOING
from renewals.store.slack import DELIVERY, POST
from renewals.store.tables import Handoff, Job, Message, SlackPost

# Older messages without an answer are not caught up any more, and posts older than a day are left.
MESSAGES_WITHIN, POSTS_WITHIN = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """How many wait in a queue, and for how many seconds the oldest has."""

    count: int
    oldest_seconds: float


def backlog(session: Session, now: datetime) -> dict[str, Waiting]:
    """What is due or came and is not done, by queue: messages, slack-deliveries, slack-posts, webhooks, and jobs of
    each other kind (`job-…`).
    """
    found = {
        "messages": _waiting(
            session,
            now,
            Message.said_at,
            Message.speaker == CUSTOMER,
            Message.answered.is_(False),
            Message.said_at >= now - MESSAGES_WITHIN,
        ),
        "slack-deliveries": _waiting(session, now, Job.first_due_at, Job.kind == DELIVERY, Job.done.is_(False)),
        "slack-posts": _waiting(
            session, now, SlackPost.begun_at, SlackPost.ts.is_(None), SlackPost.begun_at >= now - POSTS_WITHIN
        ),
        "webhooks": _waiting(session, now, Job.first_due_at, Job.kind == OUTGOING, Job.done.is_(False)),
    }
    told = Job.kind.in_((DELIVERY, POST, OUTGOING))
    due = sa.select(Job.kind).where(Job.done.is_(False), Job.due_at <= now, sa.not_(told)).distinct()
    for kind in session.scalars(due):
        found[f"job-{kind}"] = _waiting(
            session, now, Job.first_due_at, Job.kind == kind, Job.done.is_(False), Job.due_at <= now
        )
    return found


def open_requests(session: Session) -> dict[str, int]:
    """How many requests for a person are waiting, mailed and claimed."""
    query = (
        sa.select(Handoff.state, sa.func.count())
        .where(Handoff.state.in_((WAITING, MAILED, CLAIMED)))
        .group_by(Handoff.state)
    )
    found = dict.fromkeys((WAITING, MAILED, CLAIMED), 0)
    for state, count in session.execute(query):
        found[state] = count
    return found


def _waiting(session: Session, now: datetime, since: Any, *conditions: sa.ColumnElement[bool]) -> Waiting:
    count, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(since)).where(*conditions)).one()
    return Waiting(count, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
