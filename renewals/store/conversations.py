"""Queries of conversations and what was said in them. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from protocol.codec import from_json, to_json
from protocol.turn import Understanding as Understood
from renewals.store.tables import Conversation, Feedback, FigureMark, Message, StaleVisits, Understanding

CUSTOMER, ASSISTANT, HUMAN = "customer", "assistant", "human"
REFUSAL = "deny"


def conversation(session: Session, conversation_id: str, token_hash: str | None = None) -> Conversation | None:
    """A conversation by its id; with a token's hash, only where it is this conversation's token."""
    found = session.get(Conversation, conversation_id)
    return found if found is not None and token_hash in (None, found.token_hash) else None


def held_conversation(session: Session, conversation_id: str) -> Conversation:
    """The conversation, held until the caller commits: what is said in it gets its numbers in the order in which it is
    committed, so that nobody who follows them misses anything. SQLite has one writer in any case.
    """
    return session.get_one(Conversation, conversation_id, with_for_update={"key_share": True})


def token_is_known(session: Session, token_hash: str, now: datetime) -> bool:
    """Whether a token is that of any conversation that has not expired."""
    return bool(
        session.scalar(
            sa.select(sa.exists().where(Conversation.token_hash == token_hash, Conversation.expires_at > now))
        )
    )


def message_sent_before(session: Session, conversation_id: str, client_id: str) -> Message | None:
    """The message that a client has sent already under its own id."""
    return session.scalar(
        sa.select(Message).where(Message.conversation_id == conversation_id, Message.client_id == client_id)
    )


def add_message(session: Session, message: Message) -> bool:
    """Stores a customer's message; says False where the same one (by the client's id) was stored meanwhile."""
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return False
    return True


def replies_to(session: Session, message_id: str) -> list[Message]:
    """The replies to a customer's message, in order."""
    return list(session.scalars(sa.select(Message).where(Message.answers == message_id).order_by(Message.number)))


def transcript(session: Session, conversation_id: str, after: str | None = None) -> list[Message] | None:
    """What was said, in order; only what came after a message, where one is named.

    Nothing (None) where that message is not of this conversation.
    """
    query = sa.select(Message).where(Message.conversation_id == conversation_id).order_by(Message.number)
    if after is not None:
        number = session.scalar(_number(conversation_id, after))
        if number is None:
            return None
        query = query.where(Message.number > number)
    return list(session.scalars(query))


def last_number(session: Session, conversation_id: str) -> int:
    """The number of what was said last; 0 where nothing was."""
    numbers = sa.select(sa.func.max(Message.number)).where(Message.conversation_id == conversation_id)
    return session.scalar(numbers) or 0


def said_since(session: Session, numbers: Mapping[str, int]) -> list[Message]:
    """What was said in some conversations, in order: after a number in each."""
    if not numbers:
        return []
    query = sa.select(Message).where(Message.conversation_id.in_(numbers), Message.number > min(numbers.values()))
    found = session.scalars(query.order_by(Message.number))
    return [message for message in found if message.number > numbers[message.conversation_id]]


def said(session: Session, conversation_id: str, message_id: str) -> Message | None:
    """One thing that was said."""
    own = Message.id == message_id, Message.conversation_id == conversation_id
    return session.scalar(sa.select(Message).where(*own))


def edited_up_to(session: Session, conversation_id: str, number: int) -> list[Message]:
    """What was said up to a number, and has been changed or taken back since."""
    query = sa.select(Message).where(
        Message.conversation_id == conversation_id,
        Message.number <= number,
        sa.or_(Message.reply["edited"].as_boolean(), Message.reply["withdrawn"].as_boolean()),
    )
    return list(session.scalars(query.order_by(Message.number)))


def last_said(session: Session, conversation_id: str, most: int) -> list[str]:
    """What the assistant said last, the newest first."""
    own = Message.conversation_id == conversation_id, Message.speaker == ASSISTANT
    return list(session.scalars(sa.select(Message.text).where(*own).order_by(Message.number.desc()).limit(most)))


def said_by_customer(session: Session, conversation_id: str, most: int) -> list[str]:
    """What the customer said last, the newest first."""
    own = Message.conversation_id == conversation_id, Message.speaker == CUSTOMER
    return list(session.scalars(sa.select(Message.text).where(*own).order_by(Message.number.desc()).limit(most)))


def replies_before_the_last(session: Session, conversation_id: str) -> list[Message]:
    """What the assistant said before its last answer, in order: all replies to one message; none where nothing was said
    before.
    """
    of_assistant = (Message.conversation_id == conversation_id, Message.speaker == ASSISTANT)
    answered = (
        sa.select(Message.answers)
        .where(*of_assistant)
        .group_by(Message.answers)
        .order_by(sa.func.max(Message.number).desc())
        .limit(2)
    )
    found = list(session.scalars(answered))
    if len(found) < 2:
        return []
    return list(
        session.scalars(sa.select(Message).where(*of_assistant, Message.answers == found[1]).order_by(Message.number))
    )


def edited(session: Session, conversation_id: str, until: str) -> list[Message]:
    """What was said up to a message, that one included, and has been changed or taken back since; nothing where there
    is no such message.
    """
    query = sa.select(Message).where(
        Message.conversation_id == conversation_id,
        Message.number <= _number(conversation_id, until).scalar_subquery(),
        sa.or_(Message.reply["edited"].as_boolean(), Message.reply["withdrawn"].as_boolean()),
    )
    return list(session.scalars(query.order_by(Message.number)))


def _number(conversation_id: str, message_id: str) -> sa.Select[int]:
    return sa.select(Message.number).where(Message.id == message_id, Message.conversation_id == conversation_id)


def record_understanding(session: Session, message: Message, understood: Understood) -> None:
    """Keeps what was understood of a message; where it refuses the answer before, also that the message before was
    misunderstood.
    """
    told = to_json(understood)
    values = {
        name: told[name] for name in ("topic", "confidence", "ranking", "close_call", "decided_by", "trace", "question")
    }
    session.merge(Understanding(message_id=message.id, **values))
    if understood.refuses:
        earlier = sa.select(Message.id).where(
            Message.conversation_id == message.conversation_id,
            Message.speaker == CUSTOMER,
            Message.number < message.number,
        )
        last = earlier.order_by(Message.number.desc()).limit(1).scalar_subquery()
        before = session.scalar(sa.select(Understanding).where(Understanding.message_id == last))
        # Of two refusals in a row, both mean the question before them.
        if before is not None and before.topic != REFUSAL:
            before.refused = True


def understood(session: Session, message_id: str) -> Understood | None:
    """How a customer's message was understood when it came; None where nothing is kept of it. Entities are not kept."""
    row = session.get(Understanding, message_id)
    if row is None:
        return None
    names = ("topic", "question", "confidence", "ranking", "close_call", "decided_by", "trace")
    values = {name: getattr(row, name) for name in names}
    return from_json(Understood, {**values, "refuses": row.refused, "entities": []})


def explanation(session: Session, conversation_id: str, reply_id: str) -> dict[str, Any] | None:
    """How the message that a reply answers was understood, as JSON values; None where nothing is kept of it."""
    answers = sa.select(Message.answers).where(Message.id == reply_id, Message.conversation_id == conversation_id)
    found = understood(session, session.scalar(answers) or "")
    told = ("topic", "question", "confidence", "ranking", "decided_by", "trace")
    return None if found is None else {name: to_json(found)[name] for name in told}


def give_feedback(
    session: Session, conversation_id: str, reply_id: str, helpful: bool, comment: str | None, at: datetime
) -> bool:
    """Keeps whether a reply helped; says False where there is no such reply in this conversation."""
    reply = session.scalar(
        sa.select(Message).where(
            Message.id == reply_id, Message.conversation_id == conversation_id, Message.speaker != CUSTOMER
        )
    )
    if reply is None:
        return False
    session.merge(Feedback(reply_id=reply_id, helpful=helpful, comment=comment, given_at=at))
    session.add(StaleVisits(conversation_id=conversation_id))
    return True


def erase(session: Session, conversation_id: str) -> None:
    """Deletes a conversation and all that hangs on it; for the figures, the person's other conversations are no longer
    followed by it.
    """
    own = sa.select(Conversation.identity).where(Conversation.id == conversation_id).scalar_subquery()
    others = sa.select(Conversation.id).where(Conversation.identity == own, Conversation.id != conversation_id)
    session.execute(sa.insert(StaleVisits).from_select(["conversation_id"], others))
    if session.get_bind().dialect.name == "sqlite":
        _read_no_further_than_is_left(session, conversation_id)
    session.execute(sa.delete(Conversation).where(Conversation.id == conversation_id))


def _read_no_further_than_is_left(session: Session, erased: str) -> None:
    """SQLite gives the highest numbers again once their rows are gone; what gets them has not been read for the
    figures.
    """
    left = sa.select(Message.number).where(Message.conversation_id != erased).order_by(Message.number.desc()).limit(1)
    highest = sa.func.coalesce(left.scalar_subquery(), 0)
    session.execute(sa.update(FigureMark).where(FigureMark.message > highest).values(message=highest))
