"""What the Slack door keeps: what was delivered, what was posted, whose conversation a thread is. The caller commits."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from renewals.store.tables import Conversation, SlackChannel, SlackDelivery, SlackPost, SlackThread

KEPT = timedelta(days=7)
# How the references begin of posts that are delivered by jobs of their own.
DELIVERED_BY_THEIR_JOBS = ("handoff", "weekly")


class ChannelAnswers(StrEnum):
    """To whom answers that tell of contracts go in a channel: to all where all are representatives (`auto`), to the asker alone, to everybody."""

    AUTO = "auto"
    ASKER = "asker"
    EVERYBODY = "everybody"


def keep_delivery(session: Session, key: str, body: dict[str, Any], at: datetime) -> int | None:
    """Keeps what was delivered; its number, or nothing where the same was delivered before."""
    delivery = SlackDelivery(key=key, body=body, received_at=at, attempts=0, done=False)
    try:
        with session.begin_nested():
            session.add(delivery)
    except IntegrityError:
        return None
    return delivery.id


def delivered_since(session: Session, key: str, since: datetime) -> bool:
    """Whether anything was delivered since under a key that begins so."""
    alike = sa.and_(SlackDelivery.key >= f"{key}:", SlackDelivery.key < f"{key};")
    return bool(session.scalar(sa.select(sa.exists().where(alike, SlackDelivery.received_at >= since))))


def undone_deliveries(session: Session, since: datetime) -> list[tuple[int, dict[str, Any], int]]:
    """What was delivered since and is not done, in the order in which it came: number, body, and how often it has failed."""
    query = sa.select(SlackDelivery).where(SlackDelivery.done.is_(False), SlackDelivery.received_at >= since)
    return [(delivery.id, delivery.body, delivery.attempts) for delivery in session.scalars(query.order_by(SlackDelivery.id))]


def postpone_delivery(session: Session, number: int) -> None:
    """The work on a delivery has failed, and is tried again."""
    session.execute(sa.update(SlackDelivery).where(SlackDelivery.id == number).values(attempts=SlackDelivery.attempts + 1))


def end_delivery(session: Session, number: int) -> None:
    """A delivery is done: only its key is kept from here on, to know it again."""
    session.execute(sa.update(SlackDelivery).where(SlackDelivery.id == number).values(done=True, body={}))


def forget_old_deliveries(session: Session, now: datetime) -> None:
    session.execute(sa.delete(SlackDelivery).where(SlackDelivery.received_at < now - KEPT))


def prepare_post(session: Session, ref: str, team: str, channel: str, message: dict[str, Any], at: datetime) -> bool:
    """Keeps a message that is to be posted; False where one of this reference was kept before."""
    if session.get(SlackPost, ref) is not None:
        return False
    session.add(SlackPost(ref=ref, team=team, channel=channel, message=message, tried=False, ts=None, begun_at=at))
    session.flush()
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


def unposted(session: Session, team: str, first: datetime, last: datetime) -> list[str]:
    """The references of messages to a workspace that have not arrived, kept between two instants; not those of hand-offs and weekly posts, whose own jobs deliver them."""
    others = sa.and_(*(sa.not_(SlackPost.ref.startswith(f"{kind}:")) for kind in DELIVERED_BY_THEIR_JOBS))
    query = sa.select(SlackPost.ref).where(SlackPost.team == team, SlackPost.ts.is_(None), SlackPost.begun_at.between(first, last), others)
    return list(session.scalars(query.order_by(SlackPost.begun_at)))


def conversation_in_thread(
    session: Session, team: str, channel: str, thread: str, user: str, *, identity: str, language: str, timezone: str | None, at: datetime
) -> str:
    """The conversation of one person in one thread, begun where there is none; it goes with the address that they have in the workspace now."""
    query = sa.select(SlackThread.conversation_id).where(
        SlackThread.team == team, SlackThread.channel == channel, SlackThread.thread == thread, SlackThread.user == user
    )
    known = session.scalar(query)
    if known is not None:
        session.get_one(Conversation, known).identity = identity
        return known
    conversation = Conversation(
        id=secrets.token_urlsafe(18), token_hash=secrets.token_hex(32), language=language, identity=identity, timezone=timezone, door="slack",
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


def set_channel_answers(session: Session, team: str, channel: str, answers: ChannelAnswers, who: str, at: datetime) -> None:
    """Keeps to whom answers go in a channel, and who has said so."""
    session.merge(SlackChannel(team=team, channel=channel, answers=answers.value, set_by=who, set_at=at))
