"""What the Slack door keeps: what was posted, whose conversation a thread is. The caller commits."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store import audit, jobs
from renewals.store.tables import Conversation, SlackChannel, SlackPost, SlackThread

# The kinds of jobs: what Slack delivered, and what has not arrived there.
DELIVERY, POST = "slack-delivery", "slack-post"
# How the references begin of posts that are posted again by what made them.
POSTED_BY_THEIR_OWN = ("handoff:", "weekly:")
UNDER_WAY_FOR = timedelta(minutes=1)


class ChannelAnswers(StrEnum):
    """To whom answers that tell of contracts go in a channel: to all where all are representatives (`auto`), to the
    asker alone, to everybody.
    """

    AUTO = "auto"
    ASKER = "asker"
    EVERYBODY = "everybody"


def prepare_post(session: Session, ref: str, team: str, channel: str, message: dict[str, Any], at: datetime) -> bool:
    """Keeps a message that is to be posted, and posted again where it has not arrived in a minute; False where one of
    this reference was kept before.
    """
    if session.get(SlackPost, ref) is not None:
        return False
    session.add(SlackPost(ref=ref, team=team, channel=channel, message=message, tried=False, ts=None, begun_at=at))
    session.flush()
    if not ref.startswith(POSTED_BY_THEIR_OWN):
        jobs.add(session, POST, ref, channel, at + UNDER_WAY_FOR)
    return True


def begin_post(session: Session, ref: str) -> tuple[SlackPost, bool]:
    """The post of a reference, about to be tried, and whether it was tried before."""
    post = session.get_one(SlackPost, ref)
    tried, post.tried = post.tried, True
    return post, tried


def keep_file_of_post(session: Session, ref: str, file: str) -> None:
    """The id of the file that a post is about to share."""
    post = session.get_one(SlackPost, ref)
    post.message = {**post.message, "file": file}


def end_post(session: Session, ref: str, channel: str, ts: str | None) -> None:
    """A post has arrived; or (without `ts`) certainly has not, and may be tried as if for the first time."""
    values = {"tried": False} if ts is None else {"channel": channel, "ts": ts, "message": {}}
    session.execute(sa.update(SlackPost).where(SlackPost.ref == ref).values(**values))
    if ts is not None:
        jobs.drop(session, POST, [ref])


def posted(session: Session, ref: str) -> bool:
    """Whether a message of this reference was kept for posting, arrived or not."""
    return session.get(SlackPost, ref) is not None


def place_of_post(session: Session, ref: str) -> tuple[str, str]:
    """Where a message that has arrived stands: channel and ts."""
    post = session.get_one(SlackPost, ref)
    return post.channel, post.ts or ""


def thread_of(session: Session, conversation_id: str) -> SlackThread | None:
    """Where in Slack a conversation is held."""
    return session.get(SlackThread, conversation_id)


def conversation_in_thread(
    session: Session,
    team: str,
    channel: str,
    thread: str,
    user: str,
    *,
    identity: str,
    language: str,
    timezone: str | None,
    at: datetime,
) -> str:
    """The conversation of one person in one thread, begun where there is none; it goes with the address that they have
    in the workspace now.
    """
    query = sa.select(SlackThread.conversation_id).where(
        SlackThread.team == team, SlackThread.channel == channel, SlackThread.thread == thread, SlackThread.user == user
    )
    known = session.scalar(query)
    if known is not None:
        session.get_one(Conversation, known).identity = identity
        return known
    conversation = Conversation(
        id=secrets.token_urlsafe(18), token_hash=secrets.token_hex(32), language=language, identity=identity,
        timezone=timezone, door="slack",
        waiting_question=None, created_at=at, expires_at=at,
    )  # fmt: skip
    session.add(conversation)
    session.flush()
    session.add(SlackThread(conversation_id=conversation.id, team=team, channel=channel, thread=thread, user=user))
    return conversation.id


def channel_answers(session: Session, team: str, channel: str) -> ChannelAnswers:
    """To whom answers go in a channel; `auto` where nobody has set it."""
    row = session.get(SlackChannel, (team, channel))
    return ChannelAnswers(row.answers) if row else ChannelAnswers.AUTO


def set_channel_answers(
    session: Session, team: str, channel: str, answers: ChannelAnswers, who: str, at: datetime
) -> None:
    """Keeps to whom answers go in a channel, and who has said so."""
    session.merge(SlackChannel(team=team, channel=channel, answers=answers.value, set_by=who, set_at=at))
    audit.record(session, audit.CHANNEL_SET, f"{channel} {answers.value}", who)
