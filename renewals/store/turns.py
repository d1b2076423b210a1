"""Whose turn it is in a conversation: one message at a time, in the order in which they were stored, whichever process
took them. The caller commits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from renewals.store import leases
from renewals.store.conversations import CUSTOMER, replies_to
from renewals.store.leases import TakenLease
from renewals.store.tables import Lease, Message

# The kind of a conversation's lease; its queue is the conversation's id.
TURN = "turn"
# Who took a message begins its turn sooner than this after the conversation is free. Where nobody did, that process
# has ended, and another one answers in its place.
LEFT_AFTER_SECONDS = 3.0


@dataclass(frozen=True)
class Turn:
    """A message that is to be answered now, under its conversation's lease."""

    message: Message
    held: TakenLease


def begin(session: Session, message: Message, since: datetime) -> TakenLease | None:
    """The lease under which a message, just stored, is answered at once; None where it has to wait for others.

    `since`: what was said before that instant is not waited for any more.
    """
    if _waits_before(session, message, since) is not None:
        return None
    return hold(session, message.conversation_id)


def hold(session: Session, conversation_id: str) -> TakenLease | None:
    """The lease of a conversation; None where somebody else has it."""
    return next(iter(leases.take(session, TURN, [conversation_id])), None)


def next_turn(session: Session, message: Message, since: datetime) -> Turn | list[Message] | None:
    """What is to be done for a message that waits: its own turn, or the turn of an earlier one that was left; its
    replies, where it has been answered; None where it has to wait longer.

    Raises NoResultFound where the message is gone.
    """
    if _answered(session, message.number):
        return replies_to(session, message.id)
    before = _waits_before(session, message, since)
    if before is not None and leases.free_for(session, TURN, message.conversation_id) < LEFT_AFTER_SECONDS:
        return None
    held = hold(session, message.conversation_id)
    if held is None:
        return None
    first = before or message
    if _answered(session, first.number):
        # Between the look and the taking.
        leases.free(session, held)
        return None
    return Turn(first, held)


def left(session: Session, since: datetime, but: Collection[str] = ()) -> list[Message]:
    """Customers' messages without an answer in whose conversation nothing happens: the process that took them has
    ended. `but`: ids of messages that are waited for here.
    """
    waits = Message.speaker == CUSTOMER, sa.not_(Message.answered), Message.said_at >= since, Message.id.not_in(but)
    lease = sa.and_(Lease.kind == TURN, Lease.queue == Message.conversation_id)
    nobody = sa.or_(Lease.until.is_(None), Lease.until <= leases.clock(session) - LEFT_AFTER_SECONDS)
    query = sa.select(Message).outerjoin(Lease, lease).where(*waits, nobody)
    return list(session.scalars(query.order_by(Message.number)))


def _waits_before(session: Session, message: Message, since: datetime) -> Message | None:
    """The first message of the same conversation that waits for its answer and was stored before this one."""
    waits = (
        Message.conversation_id == message.conversation_id,
        Message.speaker == CUSTOMER,
        Message.number < message.number,
        sa.not_(Message.answered),
        Message.said_at >= since,
    )
    return session.scalar(sa.select(Message).where(*waits).order_by(Message.number).limit(1))


def _answered(session: Session, number: int) -> bool:
    found = session.execute(sa.select(Message.answered).where(Message.number == number)).first()
    if found is None:
        raise NoResultFound
    return bool(found.answered)
