"""What lies behind the figures: the visits, requests for a person and tickets that they count; and messages that hold
some words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.conversations import CUSTOMER
from renewals.store.figures import shares, waiting
from renewals.store.figures.selection import Selection
from renewals.store.tables import (
    Conversation,
    Deflection,
    DeskTicket,
    Handoff,
    HandoffTime,
    Message,
    Visit,
    VisitQuestion,
)
from renewals.store.text_search import holding

# So many are shown at once.
SHOWN = 50
# How a question that was asked went; the names of `VisitQuestion`.
HOW = ("asked", "answered", "refused", "unhelpful")
# The question of a topic that is asked in general.
IN_GENERAL = "-"


@dataclass(frozen=True)
class Behind:
    """Which visits are wanted: those that a figure counts, those in which a topic was asked about, or both.

    `question`: one within the topic, or IN_GENERAL; `how`: of HOW. Empty is anything.
    """

    figure: str = ""
    topic: str = ""
    question: str = ""
    how: str = ""


@dataclass(frozen=True)
class Found:
    """A conversation in a list: its id, when its visit or the message found was, language, door, and the customer's
    first words of that visit, or the message. Where the text is empty it was deleted by age.
    """

    conversation_id: str
    at: datetime
    language: str
    door: str
    text: str


@dataclass(frozen=True)
class CountedRequest:
    """A request for a person: how long it waited (in working minutes), and its conversation, unless that was erased."""

    reference: str
    asked_at: datetime
    region: str
    language: str
    state: str
    claim_minutes: float | None
    reply_minutes: float | None
    conversation_id: str | None


@dataclass(frozen=True)
class Ticket:
    """A text of a ticket for which answers were looked for: what came of it, and the desk's own tickets."""

    id: str
    begun_at: datetime
    language: str
    site: str | None
    topics: list[str]
    outcome: str | None
    submitted_at: datetime | None
    experiment: str | None
    visitor: str | None
    arm: str | None
    desk_tickets: list[str]


def visits(session: Session, of: Behind, chosen: Selection, now: datetime, page: int = 1) -> tuple[int, list[Found]]:
    """How many visits there are, and a page of them, the newest first. Raises KeyError where no figure is called so."""
    wanted = chosen.of(Visit)
    wanted += [shares.condition(of.figure, now)] if of.figure else []
    if of.topic:
        same = sa.and_(VisitQuestion.conversation_id == Visit.conversation_id, VisitQuestion.visit == Visit.number)
        asked = [VisitQuestion.topic == of.topic, getattr(VisitQuestion, of.how or "asked") > 0]
        asked += [VisitQuestion.question == ("" if of.question == IN_GENERAL else of.question)] if of.question else []
        wanted.append(sa.exists().where(same, *asked))
    counted = session.scalar(sa.select(sa.func.count()).select_from(Visit).where(*wanted)) or 0
    query = (
        sa.select(Visit.conversation_id, Visit.began_at, Visit.language, Visit.door, _first_words())
        .where(*wanted)
        .order_by(Visit.began_at.desc(), Visit.conversation_id)
    )
    return counted, [Found(*row) for row in session.execute(_of_page(query, page))]


def _first_words() -> sa.ScalarSelect[str]:
    """What the customer said first in a visit."""
    query = sa.select(Message.text).where(
        Message.conversation_id == Visit.conversation_id,
        Message.speaker == CUSTOMER,
        Message.said_at >= Visit.began_at,
    )
    return query.order_by(Message.number).limit(1).correlate(Visit).scalar_subquery()


def search(session: Session, words: str, chosen: Selection) -> list[Found]:
    """The newest messages of customers that hold these words, in any case, with or without accents.

    The assistant's are not searched: by them one could guess contracts.
    """
    first, last = (datetime.combine(day, time(), UTC) for day in (chosen.first, chosen.last + timedelta(days=1)))
    wanted: list[sa.ColumnElement[bool]] = [
        Message.speaker == CUSTOMER,
        holding(session, Message.text, words),
        Message.said_at >= first,
        Message.said_at < last,
    ]
    wanted += [Message.language == chosen.language] if chosen.language else []
    wanted += [Conversation.door == chosen.door] if chosen.door else []
    if chosen.region is not None:
        during = (Visit.began_at <= Message.said_at, Visit.ended_at >= Message.said_at)
        of = (Visit.conversation_id == Message.conversation_id, Visit.region == chosen.region)
        wanted.append(sa.exists().where(*of, *during))
    query = sa.select(Message.conversation_id, Message.said_at, Message.language, Conversation.door, Message.text).join(
        Conversation, Conversation.id == Message.conversation_id
    )
    return [Found(*row) for row in session.execute(query.where(*wanted).order_by(Message.number.desc()).limit(SHOWN))]


def requests(
    session: Session, chosen: Selection, reference: str = "", page: int = 1
) -> tuple[int, list[CountedRequest]]:
    """How many requests for a person were made on the chosen days, and a page of them, the newest first; or the one
    with a reference, whenever it was made.
    """
    wanted = [Handoff.reference == reference] if reference else waiting.asked_in(chosen)
    counted = session.scalar(sa.select(sa.func.count()).select_from(Handoff).outerjoin(Conversation).where(*wanted))
    query = (
        sa.select(
            Handoff.reference, Handoff.asked_at, Handoff.region, Handoff.language, Handoff.state,
            HandoffTime.claim_minutes, HandoffTime.reply_minutes, Handoff.conversation_id,
        )
        .outerjoin(HandoffTime, HandoffTime.reference == Handoff.reference)
        .outerjoin(Conversation, Conversation.id == Handoff.conversation_id)
        .where(*wanted)
        .order_by(Handoff.asked_at.desc(), Handoff.reference)
    )  # fmt: skip
    return counted or 0, [CountedRequest(*row) for row in session.execute(_of_page(query, page))]


def tickets(
    session: Session, figure: str, chosen: Selection, page: int | None = 1, *, held_back: bool = False
) -> tuple[int, list[Ticket]]:
    """How many tickets a figure counts, and a page of them (or all, without one), the newest first.

    `held_back`: also those of writers from whom answers are held back. Raises KeyError where there is no such figure.
    """
    wanted = [*shares.tickets_of(chosen, held_back=held_back), shares.ticket_condition(figure)]
    counted = session.scalar(sa.select(sa.func.count()).select_from(Deflection).where(*wanted)) or 0
    query = sa.select(Deflection).where(*wanted).order_by(Deflection.asked_at.desc(), Deflection.id)
    rows = list(session.scalars(query if page is None else _of_page(query, page)))
    at_desk = dict[str | None, list[str]]()
    for ticket in session.scalars(sa.select(DeskTicket).where(DeskTicket.deflection_id.is_not(None))):
        at_desk.setdefault(ticket.deflection_id, []).append(ticket.ticket_id)
    return counted, [_ticket(row, at_desk.get(row.id, [])) for row in rows]


def _ticket(row: Deflection, at_desk: list[str]) -> Ticket:
    return Ticket(
        row.id, row.asked_at, row.language, row.site, list(row.topics), row.outcome, row.submitted_at, row.experiment,
        row.visitor, row.arm, sorted(at_desk),
    )  # fmt: skip


def _of_page(query: Any, page: int) -> Any:
    return query.limit(SHOWN).offset((page - 1) * SHOWN)
