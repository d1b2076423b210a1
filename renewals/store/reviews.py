"""Queries of messages that were not understood well, and of what a person decided on them. The caller commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from renewals.store.conversations import CUSTOMER
from renewals.store.figures.selection import Selection
from renewals.store.tables import (
    Account,
    AccountWord,
    Contact,
    Conversation,
    Feedback,
    Handoff,
    Message,
    Review,
    Understanding,
    Visit,
)

NOT_UNDERSTOOD, REFUSED, REFUSED_TWICE = "not understood", "refused", "refused twice"
NOT_HELPFUL, CLOSE_CALL, HANDED_OVER = "not helpful", "close call", "handed over"
# The decision to decide later, and how long it hides a message.
LATER, HIDES = "later", timedelta(days=7)
# The stage of a message that refuses the answer before it (nlu/dialogue): what it refuses is listed, not the refusal.
CORRECTION = "correction"
# A request for a person belongs to the last question before it, said so shortly before.
BEFORE_REQUEST, REQUESTS_READ = timedelta(minutes=30), 500


@dataclass(frozen=True)
class Doubtful:
    """A customer's message that was not understood well: why it is thought so, what it was taken for, and what else it
    may have meant (best first).

    `said_at`: when it was said. `before`: what the person had said last before it; `answered`: the assistant's reply to
    it; each empty where there is none.
    """

    message_id: str
    text: str
    language: str
    topic: str
    others: tuple[str, ...]
    reasons: tuple[str, ...]
    said_at: datetime
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


def doubtful(session: Session, limit: int, now: datetime, chosen: Selection | None = None) -> list[Doubtful]:
    """Messages that nobody has decided on yet, newest first: not understood, refused by the person (also twice in a
    row), voted down, a close call, or the last question before a person was asked for.

    `chosen`: only of these days, region, language and door.
    """
    answer = aliased(Message)
    replied = sa.select(answer.id).where(answer.answers == Message.id)
    not_understood = replied.where(answer.reply["kind"].as_string() == "fallback").exists()
    not_helpful = replied.join(Feedback, Feedback.reply_id == answer.id).where(Feedback.helpful.is_(False)).exists()
    handed_over = Message.number.in_(_before_requests(session))
    answered = (
        sa.select(answer.text).where(answer.answers == Message.id).order_by(answer.number).limit(1).scalar_subquery()
    )
    decided_on = sa.or_(Review.decision != LATER, Review.decided_at > now - HIDES)
    query = (
        sa.select(
            Message, Understanding, not_understood, not_helpful, handed_over, _refused_again(), _said_before(), answered
        )
        .join(Understanding, Understanding.message_id == Message.id)
        .where(
            Message.speaker == CUSTOMER,
            Message.text != "",
            Understanding.decided_by != CORRECTION,
            ~sa.exists().where(Review.message_id == Message.id, decided_on),
            sa.or_(
                not_understood,
                not_helpful,
                handed_over,
                Understanding.refused.is_(True),
                Understanding.close_call.is_(True),
            ),
            *([] if chosen is None else _of(chosen)),
        )
        .order_by(Message.number.desc())
        .limit(limit)
    )
    return [_doubtful(*row) for row in session.execute(query)]


def _of(chosen: Selection) -> list[sa.ColumnElement[bool]]:
    """The conditions on messages of a selection."""
    first, last = (datetime.combine(day, time(), UTC) for day in (chosen.first, chosen.last + timedelta(days=1)))
    wanted: list[sa.ColumnElement[bool]] = [Message.said_at >= first, Message.said_at < last]
    wanted += [Message.language == chosen.language] if chosen.language is not None else []
    if chosen.door is not None:
        by = (Conversation.id == Message.conversation_id, Conversation.door == chosen.door)
        wanted.append(sa.exists().where(*by))
    if chosen.region is not None:
        during = (Visit.began_at <= Message.said_at, Visit.ended_at >= Message.said_at)
        of = (Visit.conversation_id == Message.conversation_id, Visit.region == chosen.region)
        wanted.append(sa.exists().where(*of, *during))
    return wanted


def _said_before() -> sa.ScalarSelect[str]:
    """What the customer said last before a message."""
    earlier = aliased(Message)
    own = (earlier.conversation_id == Message.conversation_id, earlier.speaker == CUSTOMER)
    query = sa.select(earlier.text).where(*own, earlier.number < Message.number)
    return query.order_by(earlier.number.desc()).limit(1).scalar_subquery()


def _refused_again() -> sa.ScalarSelect[bool]:
    """Whether the answer that came in place of a refused one was refused too."""
    later, of_later = aliased(Message), aliased(Understanding)
    own = (later.conversation_id == Message.conversation_id, later.speaker == CUSTOMER)
    query = (
        sa.select(sa.and_(of_later.decided_by == CORRECTION, of_later.refused))
        .select_from(later)
        .join(of_later, of_later.message_id == later.id)
        .where(*own, later.number > Message.number)
    )
    return query.order_by(later.number).limit(1).scalar_subquery()


def _before_requests(session: Session) -> list[int]:
    """The last question before each of the latest requests for a person, by its number."""
    asked, reply = aliased(Message), aliased(Message)
    kinds = reply.reply["kind"].as_string().in_(("answer", "contract", "fallback", "error"))
    latest = (
        sa.select(Handoff.conversation_id, Handoff.asked_number, Handoff.asked_at)
        .where(Handoff.conversation_id.is_not(None))
        .order_by(Handoff.asked_at.desc())
        .limit(REQUESTS_READ)
        .subquery()
    )
    query = (
        sa.select(latest.c.asked_number, latest.c.asked_at, asked.number, asked.said_at)
        .join(asked, asked.conversation_id == latest.c.conversation_id)
        .where(asked.speaker == CUSTOMER, asked.number < latest.c.asked_number)
        .where(sa.exists().where(reply.answers == asked.id, kinds))
        .order_by(asked.number)
    )
    last: dict[int, tuple[datetime, int, datetime]] = {}
    for request, asked_at, number, said_at in session.execute(query):
        last[request] = (asked_at, number, said_at)
    return [number for asked_at, number, said_at in last.values() if asked_at - said_at <= BEFORE_REQUEST]


def _doubtful(
    message: Message,
    understood: Understanding,
    missed: bool,
    voted_down: bool,
    handed_over: bool,
    refused_again: bool | None,
    before: str | None,
    answered: str | None,
) -> Doubtful:
    twice = bool(understood.refused and refused_again)
    reasons = {
        NOT_UNDERSTOOD: missed,
        REFUSED_TWICE: twice,
        REFUSED: understood.refused and not twice,
        NOT_HELPFUL: voted_down,
        CLOSE_CALL: understood.close_call,
        HANDED_OVER: handed_over,
    }
    return Doubtful(
        message_id=message.id,
        text=message.text,
        language=message.language,
        topic=understood.topic,
        others=tuple(name for name, _ in understood.ranking if name != understood.topic),
        reasons=tuple(reason for reason, holds in reasons.items() if holds),
        said_at=message.said_at,
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
