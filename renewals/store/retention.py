"""What is too old to be kept, and what is kept of one person. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.changes import changes_naming, forget_contact
from renewals.store.handoffs import OPEN
from renewals.store.tables import (
    Act,
    CalendarFeed,
    Contact,
    ContractNote,
    ContractReading,
    Conversation,
    Deflection,
    DigestSetting,
    Feedback,
    Handoff,
    HandoffFile,
    Message,
    Reminder,
    Rep,
    SlackChannel,
    SlackThread,
    TeamDay,
    Understanding,
    VerificationCode,
)  # fmt: skip

# What stays of a reply whose text is deleted: what figures count.
COUNTED = ("kind", "topic", "question", "open")
DECISIVE = ("topic", "question", "confidence", "close_call", "refused", "decided_by")


def silent_since(session: Session, before: datetime, most: int, *, with_text: bool) -> list[str]:
    """Conversations in which nothing was said since an instant and no request for a person is open; `with_text`: those
    alone that still hold some.
    """
    later = sa.exists().where(Message.conversation_id == Conversation.id, Message.said_at >= before)
    waits = sa.exists().where(Handoff.conversation_id == Conversation.id, Handoff.state.in_(OPEN))
    query = sa.select(Conversation.id).where(Conversation.created_at < before, ~later, ~waits)
    if with_text:
        query = query.where(sa.exists().where(Message.conversation_id == Conversation.id, Message.text != ""))
    return list(session.scalars(query.order_by(Conversation.created_at).limit(most)))


def forget_texts(session: Session, conversation_id: str) -> None:
    """Deletes what was said in a conversation, and leaves what figures count: who spoke, when, the topic and how it
    went.
    """
    own = Message.conversation_id == conversation_id
    ids = sa.select(Message.id).where(own)
    for message in session.scalars(sa.select(Message).where(own)):
        message.text, message.client_id = "", None
        message.reply = (
            None if message.reply is None else {name: message.reply[name] for name in COUNTED if name in message.reply}
        )
    session.execute(sa.update(Understanding).where(Understanding.message_id.in_(ids)).values(ranking=[], trace=[]))
    session.execute(sa.update(Feedback).where(Feedback.reply_id.in_(ids)).values(comment=None))
    session.execute(sa.delete(HandoffFile).where(HandoffFile.message_id.in_(ids)))
    session.execute(sa.delete(VerificationCode).where(VerificationCode.conversation_id == conversation_id))
    session.execute(sa.update(Handoff).where(Handoff.conversation_id == conversation_id).values(reply_to=None))
    session.execute(
        sa.update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(waiting_question=None, handoff_reason=None)
    )


def forget_tickets(session: Session, before: datetime) -> int:
    """Deletes tickets that were begun before an instant; how many."""
    return int(session.execute(sa.delete(Deflection).where(Deflection.asked_at < before)).rowcount)  # type: ignore[attr-defined]


def identities(session: Session) -> list[str]:
    """All addresses under which something is kept that a person may want erased."""
    columns = (Conversation.identity, VerificationCode.email, sa.func.lower(Handoff.reply_to), CalendarFeed.identity)
    found = sa.union(*(sa.select(column) for column in columns)).subquery()
    return list(session.scalars(sa.select(found.c[0]).where(found.c[0].is_not(None))))


def conversations(session: Session) -> list[str]:
    """All conversations."""
    return list(session.scalars(sa.select(Conversation.id)))


def conversations_of(session: Session, email: str, until: datetime) -> list[str]:
    """The conversations of a person that were begun until an instant."""
    query = sa.select(Conversation.id).where(Conversation.identity == email, Conversation.created_at <= until)
    return list(session.scalars(query.order_by(Conversation.created_at)))


def forget_traces(session: Session, email: str, until: datetime) -> None:
    """Deletes what else is kept of a person beside their conversations, as of an instant: codes, where to reply to
    them, the address of their calendar; and what changes of contracts tell of them as a contact.
    """
    session.execute(
        sa.delete(VerificationCode).where(VerificationCode.email == email, VerificationCode.asked_at <= until)
    )
    session.execute(
        sa.update(Handoff)
        .where(sa.func.lower(Handoff.reply_to) == email, Handoff.asked_at <= until)
        .values(reply_to=None)
    )
    session.execute(sa.delete(CalendarFeed).where(CalendarFeed.identity == email, CalendarFeed.made_at <= until))
    forget_contact(session, email)


def is_kept(session: Session, email: str) -> bool:
    """Whether anything is kept under an address."""
    return any(found for name, found in of_person(session, email).items() if name != "address")


def can_be_erased(session: Session, email: str, until: datetime) -> bool:
    """Whether anything is kept under an address that an erasure takes away."""
    return bool(
        conversations_of(session, email, until) or email in identities(session) or _rows(session, changes_naming(email))
    )


def of_person(session: Session, email: str) -> dict[str, Any]:
    """Everything that is kept under an address, as plain values."""
    talks = session.scalars(
        sa.select(Conversation).where(Conversation.identity == email).order_by(Conversation.created_at)
    ).all()
    asked = sa.or_(Handoff.conversation_id.in_([talk.id for talk in talks]), sa.func.lower(Handoff.reply_to) == email)
    return {
        "address": email,
        "conversations": [_conversation(session, talk) for talk in talks],
        "requests": _rows(session, sa.select(Handoff).where(asked).order_by(Handoff.asked_at)),
        "codes_asked_for": _rows(
            session, sa.select(VerificationCode).where(VerificationCode.email == email), ("salt", "code_hash")
        ),
        "calendar": _rows(session, sa.select(CalendarFeed).where(CalendarFeed.identity == email), ("secret",)),
        "contracts_shown": _rows(
            session, sa.select(ContractReading).where(ContractReading.who == email).order_by(ContractReading.id)
        ),
        "contract_changes": _rows(session, changes_naming(email)),
        "contact_of": _rows(session, sa.select(Contact).where(Contact.email == email)),
        "representative": _rows(session, sa.select(Rep).where(Rep.email == email)),
        "digest": _rows(session, sa.select(DigestSetting).where(DigestSetting.rep_email == email)),
        "team_days": _rows(session, sa.select(TeamDay).where(TeamDay.owner_email == email)),
        "channels_set": _rows(session, sa.select(SlackChannel).where(SlackChannel.set_by == email)),
        "notes_written": _rows(session, sa.select(ContractNote).where(ContractNote.author == email)),
        "acts": _rows(session, sa.select(Act).where(Act.who == email).order_by(Act.id)),
        "reminders": _rows(session, sa.select(Reminder).where(Reminder.rep_email == email, Reminder.days_before == 0)),
    }


def _conversation(session: Session, talk: Conversation) -> dict[str, Any]:
    messages = session.scalars(
        sa.select(Message).where(Message.conversation_id == talk.id).order_by(Message.number)
    ).all()
    ids = [message.id for message in messages]
    understood = session.scalars(sa.select(Understanding).where(Understanding.message_id.in_(ids))).all()
    return {
        **_values(talk, ("token_hash",)),
        "messages": [_values(message, ("conversation_id",)) for message in messages],
        "understood": [
            {"message_id": row.message_id, **{name: getattr(row, name) for name in DECISIVE}} for row in understood
        ],
        "ratings": _rows(session, sa.select(Feedback).where(Feedback.reply_id.in_(ids))),
        "files": [
            {"name": file.name, "kind": file.kind, "bytes": len(file.content), "message_id": file.message_id}
            for file in session.scalars(sa.select(HandoffFile).where(HandoffFile.message_id.in_(ids)))
        ],
        "in_slack": _rows(session, sa.select(SlackThread).where(SlackThread.conversation_id == talk.id)),
    }


def _rows(session: Session, query: sa.Select[Any], without: Sequence[str] = ()) -> list[dict[str, Any]]:
    return [_values(row, without) for row in session.scalars(query)]


def _values(row: Any, without: Sequence[str]) -> dict[str, Any]:
    found = {
        column.key: getattr(row, column.key)
        for column in sa.inspect(type(row)).column_attrs
        if column.key not in without
    }
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}
