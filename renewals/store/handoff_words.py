"""What was said in a conversation that is handed off: to the team, to the customer, and before. The caller commits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.conversations import ASSISTANT, CUSTOMER
from renewals.store.handoffs import RESOLVED
from renewals.store.tables import Feedback, Handoff, HandoffFile, Message, Understanding


def words_for_team(session: Session, handoff: Handoff) -> list[Message]:
    """What the customer and the assistant have said to each other and the team has not seen beneath the card,
    in order.
    """
    asked = sa.select(Message.id).where(Message.number == handoff.asked_number)
    replies = sa.and_(Message.speaker == ASSISTANT, Message.answers.is_not(None), Message.answers.not_in(asked))
    theirs = sa.or_(Message.speaker == CUSTOMER, replies)
    query = sa.select(Message).where(
        Message.conversation_id == handoff.conversation_id, theirs, Message.number > handoff.relayed
    )
    if handoff.state == RESOLVED:
        # What was said once it was over was not said to the team.
        query = query.where(Message.said_at <= handoff.ended_at)
    return list(session.scalars(query.order_by(Message.number)))


def relayed(session: Session, reference: str, number: int) -> None:
    """The team has seen what was said up to a message."""
    session.execute(
        sa.update(Handoff).where(Handoff.reference == reference, Handoff.relayed < number).values(relayed=number)
    )


def answered(session: Session, reference: str, number: int) -> None:
    """A customer in Slack has seen what the team said up to a message."""
    session.execute(
        sa.update(Handoff).where(Handoff.reference == reference, Handoff.answered < number).values(answered=number)
    )


def words_for_customer(session: Session, handoff: Handoff) -> list[Message]:
    """What the team has said, or was said on its account, and a customer in Slack has not seen yet: what answers no
    message of theirs.
    """
    query = sa.select(Message).where(
        Message.conversation_id == handoff.conversation_id,
        Message.speaker != CUSTOMER,
        Message.number > handoff.answered,
        Message.answers.is_(None),
    )
    return list(session.scalars(query.order_by(Message.number)))


def said_in_slack(session: Session, conversation_id: str, channel: str, ts: str) -> Message | None:
    """What somebody of the team said in a thread, as it went to the customer."""
    return session.scalar(
        sa.select(Message).where(
            Message.conversation_id == conversation_id, Message.client_id == client_id(channel, ts)
        )
    )


def said_under(session: Session, client_id: str) -> list[Message]:
    """What a customer said under an id, and the files that they sent with it."""
    under = sa.or_(Message.client_id == client_id, Message.client_id.startswith(f"{client_id}:", autoescape=True))
    return list(session.scalars(sa.select(Message).where(under, Message.speaker == CUSTOMER).order_by(Message.number)))


def message(session: Session, message_id: str) -> Message | None:
    """Something said, unless it was erased."""
    return session.scalar(sa.select(Message).where(Message.id == message_id))


def client_id(channel: str, ts: str) -> str:
    """The id under which a message of a thread goes to the customer, once."""
    return f"slack:{channel}:{ts}"


def not_helpful(session: Session, conversation_id: str) -> list[tuple[str, str]]:
    """The replies that the customer rated as of no help: topic and text."""
    query = sa.select(Message).join(Feedback, Feedback.reply_id == Message.id)
    found = session.scalars(
        query.where(Message.conversation_id == conversation_id, Feedback.helpful.is_(False)).order_by(Message.number)
    )
    return [(str((message.reply or {}).get("topic") or ""), message.text) for message in found]


def topics_before(session: Session, conversation_id: str, most: int) -> list[str]:
    """What the customer's last messages were about, the newest first."""
    query = sa.select(Understanding.topic).join(Message, Message.id == Understanding.message_id)
    return list(
        session.scalars(
            query.where(Message.conversation_id == conversation_id).order_by(Message.number.desc()).limit(most)
        )
    )


def understood(session: Session, message: Message) -> Understanding | None:
    """How a message of the customer's was understood; None where the engine has not read it."""
    return session.get(Understanding, message.id)


def last_kinds(session: Session, conversation_id: str, before: int) -> list[str]:
    """The kinds of the replies to the customer's last message before a given one."""
    last = sa.select(Message.id).where(
        Message.conversation_id == conversation_id, Message.speaker == CUSTOMER, Message.number < before
    )
    query = sa.select(Message).where(Message.answers.in_(last.order_by(Message.number.desc()).limit(1)))
    return [str((message.reply or {}).get("kind")) for message in session.scalars(query)]


def last_topics_said(session: Session, conversation_id: str, most: int) -> list[str]:
    """What the assistant's last replies were about."""
    query = sa.select(Message).where(Message.conversation_id == conversation_id, Message.speaker == ASSISTANT)
    found = session.scalars(query.order_by(Message.number.desc()).limit(most))
    return [str((message.reply or {}).get("topic")) for message in found]


def last_data_said(session: Session, conversation_id: str, most: int) -> list[dict[str, Any]]:
    """What the assistant's last replies hold in plain values, the newest first."""
    query = sa.select(Message).where(Message.conversation_id == conversation_id, Message.speaker == ASSISTANT)
    found = session.scalars(query.order_by(Message.number.desc()).limit(most))
    return [(message.reply or {}).get("data") or {} for message in found]


def said_before(session: Session, message: Message) -> list[Message]:
    """What the assistant said between the customer's message before this one and this one:
    what they can have answered.
    """
    own = Message.conversation_id == message.conversation_id
    last = sa.select(sa.func.coalesce(sa.func.max(Message.number), 0)).where(
        own, Message.speaker == CUSTOMER, Message.number < message.number
    )
    between = Message.number > last.scalar_subquery(), Message.number < message.number
    return list(
        session.scalars(sa.select(Message).where(own, Message.speaker == ASSISTANT, *between).order_by(Message.number))
    )


def file(session: Session, conversation_id: str, file_id: str) -> HandoffFile | None:
    """A file that was sent in a conversation."""
    query = sa.select(HandoffFile).join(Message, Message.id == HandoffFile.message_id)
    return session.scalar(query.where(HandoffFile.id == file_id, Message.conversation_id == conversation_id))


def forget_files(session: Session, message_id: str) -> None:
    """The files of a message that was taken back."""
    session.execute(sa.delete(HandoffFile).where(HandoffFile.message_id == message_id))


def relayed_all(session: Session, handoff: Handoff) -> None:
    """Nothing that was said so far is still to be relayed to the team."""
    last = (
        sa.select(sa.func.coalesce(sa.func.max(Message.number), 0))
        .where(Message.conversation_id == handoff.conversation_id)
        .scalar_subquery()
    )
    session.execute(sa.update(Handoff).where(Handoff.reference == handoff.reference).values(relayed=last))
