"""What customers do with their requests, and what of these has gone out by mail. The caller commits."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import accounts_of_contact
from renewals.names import folded_number
from renewals.store import handoff_steps
from renewals.store.conversations import CUSTOMER, HUMAN
from renewals.store.handoffs import BY_CUSTOMER, MAILED, record, transitions
from renewals.store.tables import Account, Contact, Contract, Conversation, Handoff, Message, Rep, Understanding
from renewals.store.verification import numbers_given

ADDED, REPLY_TO, QUOTE = "added", "reply-to", "quote"


def last_in(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's newest hand-off, over or not."""
    query = sa.select(Handoff).where(Handoff.conversation_id == conversation_id)
    return session.scalars(query.order_by(Handoff.asked_at.desc(), Handoff.asked_number.desc()).limit(1)).first()


def keep_address(session: Session, handoff: Handoff, address: str | None, at: datetime) -> None:
    """Keeps where the customer wants to be answered; nothing any more where they have erased the conversation."""
    handoff.reply_to = address
    session.flush()
    if address is not None:
        record(session, handoff.reference, BY_CUSTOMER, REPLY_TO, handoff.state, handoff.state, at)


def add(session: Session, handoff: Handoff, message: Message, at: datetime) -> None:
    """Adds a customer's message to their request. Only its number is kept with it:
    the words go with the conversation.
    """
    record(session, handoff.reference, BY_CUSTOMER, ADDED, handoff.state, handoff.state, at, str(message.number))


def additions(session: Session, handoff: Handoff) -> list[Message]:
    """What the customer has added, in order; nothing once they have erased it."""
    numbers = [int(row.detail) for row in transitions(session, handoff.reference) if row.what == ADDED and row.detail]
    query = sa.select(Message).where(Message.number.in_(numbers), Message.conversation_id == handoff.conversation_id)
    return list(session.scalars(query.order_by(Message.number)))


def words_before(session: Session, message: Message, most: int) -> list[str]:
    """What the customer said in their last messages before one, the newest first."""
    own = (
        Message.conversation_id == message.conversation_id,
        Message.speaker == CUSTOMER,
        Message.number < message.number,
    )
    return list(session.scalars(sa.select(Message.text).where(*own).order_by(Message.number.desc()).limit(most)))


def question_waiting(session: Session, handoff: Handoff) -> str | None:
    """What the customer wanted to know of a contract that they have not shown to be theirs."""
    conversation = session.get(Conversation, handoff.conversation_id) if handoff.conversation_id else None
    return conversation.waiting_question if conversation else None


def topics_of(session: Session, handoff: Handoff) -> dict[str, str]:
    """What each message of the customer's was understood as, by its id."""
    query = sa.select(Understanding.message_id, Understanding.topic).join(
        Message, Message.id == Understanding.message_id
    )
    found = session.execute(query.where(Message.conversation_id == handoff.conversation_id))
    return {row.message_id: row.topic for row in found}


def earlier(session: Session, handoff: Handoff, most: int = 3) -> list[Handoff]:
    """The newest requests of the same customer before this one: of the address that they have proved, else of this
    conversation.
    """
    conversation = session.get(Conversation, handoff.conversation_id) if handoff.conversation_id else None
    if conversation is None:
        return []
    theirs = (
        Conversation.identity == conversation.identity if conversation.identity else Conversation.id == conversation.id
    )
    query = (
        sa.select(Handoff)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .where(theirs, Handoff.reference != handoff.reference)
    )
    before = query.where(Handoff.asked_at <= handoff.asked_at, Handoff.asked_number < handoff.asked_number)
    return list(session.scalars(before.order_by(Handoff.asked_at.desc(), Handoff.asked_number.desc()).limit(most)))


def contact_of(session: Session, number: str) -> str | None:
    """The address of a contract's contact on file."""
    return session.scalar(
        sa.select(Contact.email).join(Contract, Contract.contact_id == Contact.id).where(Contract.number == number)
    )


def is_answered(session: Session, handoff: Handoff) -> bool:
    """Whether somebody of the team has said something to the customer since they asked."""
    said = sa.select(sa.literal(1)).where(
        Message.conversation_id == handoff.conversation_id,
        Message.speaker == HUMAN,
        Message.number > handoff.asked_number,
    )
    return session.scalar(said.limit(1)) is not None


def is_first_answer(session: Session, handoff: Handoff, message: Message) -> bool:
    """Whether a message of the team's is the first one since the customer asked."""
    before = Message.number.between(handoff.asked_number + 1, message.number - 1)
    said = sa.select(sa.literal(1)).where(
        Message.conversation_id == handoff.conversation_id, Message.speaker == HUMAN, before
    )
    return session.scalar(said.limit(1)) is None


def name_of(session: Session, email: str) -> str:
    """What a representative on file is called; of an owner who is on no list, the address."""
    rep = session.get(Rep, email)
    return rep.name if rep else email


def owners(session: Session, handoff: Handoff) -> set[str]:
    """The addresses of those who look after the contracts that the customer has shown to be theirs, or has named."""
    return _of_contracts(session, handoff, Contract.owner_email)


def accounts_of(session: Session, handoff: Handoff) -> set[str]:
    """The numbers of the accounts of these contracts."""
    return _of_contracts(
        session, handoff, sa.select(Account.number).where(Account.id == Contract.account_id).scalar_subquery()
    )


def _of_contracts(
    session: Session, handoff: Handoff, column: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str]
) -> set[str]:
    conversation = session.get(Conversation, handoff.conversation_id) if handoff.conversation_id else None
    if conversation is None:
        return set()
    named = [folded_number(number) for number in numbers_given(session, conversation.id)]
    theirs = Contract.account_id.in_(accounts_of_contact(conversation.identity))
    found = (
        sa.select(column)
        .where(Contract.gone_at.is_(None), sa.or_(theirs, Contract.number_folded.in_(named)))
        .distinct()
    )
    return set(session.scalars(found))


def message_numbered(session: Session, number: int) -> Message | None:
    """Something said, by its number, unless it was erased."""
    return session.get(Message, number)


def mailed_at(session: Session, reference: str) -> datetime | None:
    """When the request went to a mailbox last, if it did."""
    return next((row.at for row in reversed(transitions(session, reference)) if row.what == MAILED), None)


def went_by_mail(session: Session, handoff: Handoff) -> bool:
    """Whether a mailbox has the request, or the request for a quote."""
    return mailed_at(session, handoff.reference) is not None or handoff_steps.is_done(session, handoff.reference, QUOTE)
