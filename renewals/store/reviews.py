"""Queries of messages that were not understood well, and of what a person decided on them. The caller commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from renewals.store.conversations import CUSTOMER
from renewals.store.tables import Account, AccountWord, Contact, Feedback, Message, Review, Understanding

NOT_UNDERSTOOD, REFUSED, NOT_HELPFUL, CLOSE_CALL = "not understood", "refused", "not helpful", "close call"


@dataclass(frozen=True)
class Doubtful:
    """A customer's message that was not understood well: why it is thought so, what it was taken for, and what else it
    may have meant (best first).

    `before`: what the person had said last before it; `answered`: the assistant's reply to it; each empty where there
    is none.
    """

    message_id: str
    text: str
    language: str
    topic: str
    others: tuple[str, ...]
    reasons: tuple[str, ...]
    before: str = ""
    answered: str = ""


@dataclass(frozen=True)
class Decided:
    """A message on which a person has decided: what it means, or that nothing is to be learned from it."""

    text: str
    language: str
    decision: str


def decided(session: Session, limit: int) -> list[Decided]:
    """Messages on which somebody has decided, the last decisions first; those whose text is deleted are left out."""
    query = (
        sa.select(Message.text, Message.language, Review.decision)
        .join(Review, Review.message_id == Message.id)
        .where(Message.text != "")
        .order_by(Review.decided_at.desc(), Message.number)
        .limit(limit)
    )
    return [Decided(*row) for row in session.execute(query)]


def doubtful(session: Session, limit: int) -> list[Doubtful]:
    """Messages that nobody has decided on yet, newest first: not understood, refused by the person, voted down, or a
    close call.
    """
    answer = aliased(Message)
    replied = sa.select(answer.id).where(answer.answers == Message.id)
    not_understood = replied.where(answer.reply["kind"].as_string() == "fallback").exists()
    not_helpful = replied.join(Feedback, Feedback.reply_id == answer.id).where(Feedback.helpful.is_(False)).exists()
    earlier = aliased(Message)
    said_by_then = (
        earlier.conversation_id == Message.conversation_id,
        earlier.number < Message.number,
        earlier.speaker == CUSTOMER,
    )
    before = sa.select(earlier.text).where(*said_by_then).order_by(earlier.number.desc()).limit(1).scalar_subquery()
    answered = (
        sa.select(answer.text).where(answer.answers == Message.id).order_by(answer.number).limit(1).scalar_subquery()
    )
    query = (
        sa.select(Message, Understanding, not_understood, not_helpful, before, answered)
        .join(Understanding, Understanding.message_id == Message.id)
        .where(
            Message.speaker == CUSTOMER,
            Message.text != "",
            ~sa.exists().where(Review.message_id == Message.id),
            sa.or_(not_understood, not_helpful, Understanding.refused.is_(True), Understanding.close_call.is_(True)),
        )
        .order_by(Message.number.desc())
        .limit(limit)
    )
    return [_doubtful(*row) for row in session.execute(query)]


def _doubtful(
    message: Message,
    understood: Understanding,
    missed: bool,
    voted_down: bool,
    before: str | None,
    answered: str | None,
) -> Doubtful:
    reasons = {
        NOT_UNDERSTOOD: missed,
        REFUSED: understood.refused,
        NOT_HELPFUL: voted_down,
        CLOSE_CALL: understood.close_call,
    }
    return Doubtful(
        message_id=message.id,
        text=message.text,
        language=message.language,
        topic=understood.topic,
        others=tuple(name for name, _ in understood.ranking if name != understood.topic),
        reasons=tuple(reason for reason, holds in reasons.items() if holds),
        before=before or "",
        answered=answered or "",
    )


def record(session: Session, message_ids: Iterable[str], decision: str, at: datetime) -> None:
    """Keeps what was decided on some messages; they are not listed again."""
    for message_id in message_ids:
        session.merge(Review(message_id=message_id, decision=decision, decided_at=at))


def firms_with(session: Session, words: Sequence[str]) -> list[str]:
    """The names of all accounts of which a word is among these (folded)."""
    query = (
        sa.select(Account.name)
        .join(AccountWord, AccountWord.account_id == Account.id)
        .where(AccountWord.word.in_(words))
    )
    return list(session.scalars(query.distinct()))


def people_with(session: Session, words: Sequence[str]) -> list[str]:
    """The names of all contacts that hold one of these words (folded; accents in the names count)."""
    held = [sa.func.lower(Contact.name).contains(word, autoescape=True) for word in words]
    return list(session.scalars(sa.select(Contact.name).where(sa.or_(sa.false(), *held)).distinct()))
