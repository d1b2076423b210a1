"""Visits, worked out of the rows of conversations by SQL. The definitions stand in docs/figures.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from renewals.regions import all_regions
from renewals.store.conversations import CUSTOMER
from renewals.store.figures.dialects import epoch_seconds, utc_day
from renewals.store.tables import Account, Contact, Conversation, Feedback, Handoff, Message, Understanding

# Seconds without a word after which the next message begins a new visit.
PAUSE = 30 * 60
ANSWERS = ("answer", "contract")
NO_ANSWERS = ("fallback", "error")
SMALL_TALK = "smalltalk"


def visits(conversations: Sequence[str]) -> sa.Select[Any]:
    """The visits of some conversations, as rows of the table `visits`.

    A person's return is looked for among these conversations: give all of theirs.
    """
    turns = _turns(conversations)
    whole = _whole(conversations, turns)
    person = sa.func.coalesce(Conversation.identity, Conversation.id)
    asked_again = sa.func.lead(whole.c.began).over(
        partition_by=[person, whole.c.asked > 0], order_by=[whole.c.began_at, whole.c.conversation_id, whole.c.number]
    )
    handed = _requests(whole)
    return sa.select(
        whole.c.conversation_id, whole.c.number, whole.c.began_at, whole.c.ended_at,
        utc_day(whole.c.began_at).label("day"), Conversation.door,
        whole.c.language, sa.func.coalesce(handed.scalar_subquery(), _own_region(), "").label("region"),
        whole.c.messages, whole.c.asked,
        (whole.c.answered > 0).label("answered"), (whole.c.unanswered > 0).label("unanswered"),
        (whole.c.refused > 0).label("refused"),
        (whole.c.ends_answered > 0).label("ends_answered"), (whole.c.confirmed > 0).label("confirmed"),
        handed.exists().label("handed_over"),
        sa.case((whole.c.asked > 0, asked_again - whole.c.ended)).label("return_seconds"), whole.c.helpful,
        whole.c.unhelpful,
    ).select_from(whole).join(Conversation, Conversation.id == whole.c.conversation_id)  # fmt: skip


def questions(conversations: Sequence[str]) -> sa.Select[Any]:
    """What was asked in the visits of some conversations, as the columns of the table `visit_questions` that the visit
    does not give.
    """
    turns = _turns(conversations)
    of_question = (
        turns.c.conversation_id,
        turns.c.visit,
        Understanding.topic,
        sa.func.coalesce(Understanding.question, ""),
    )
    counted = [sa.func.sum(turns.c[name]).label(name) for name in ("asks", "answered", "refused", "voted_down")]
    return (
        sa.select(*of_question, *counted)
        .select_from(turns)
        .join(Understanding, Understanding.message_id == turns.c.id)
        .where(turns.c.asks == 1)
        .group_by(*of_question)
    )


def _said(conversations: Sequence[str]) -> sa.Subquery:
    """Everything said, with the visit in which it was said: one begins with a customer's message after a pause; what
    was said before the first is in none.
    """
    second = epoch_seconds(Message.said_at)
    order: dict[str, Any] = {"partition_by": Message.conversation_id, "order_by": Message.number}
    before = sa.func.lag(second).over(**order)
    one = (
        sa.select(
            Message.number, Message.id, Message.conversation_id, Message.speaker, Message.language, Message.said_at,
            second.label("second"),
            sa.case((sa.and_(Message.speaker == CUSTOMER, sa.or_(before.is_(None), second - before >= PAUSE)), 1),
            else_=0).label("begins"),
        ).where(Message.conversation_id.in_(conversations))
    ).subquery()  # fmt: skip
    visit = sa.func.sum(one.c.begins).over(partition_by=one.c.conversation_id, order_by=one.c.number, rows=(None, 0))
    return sa.select(one, visit.label("visit")).subquery()


def _answers(said: sa.Subquery) -> sa.Subquery:
    """Everything said, and what a customer's message got for an answer, as numbers of 0 and 1 (ratings:
    their count).
    """
    reply = aliased(Message)
    kind = reply.reply["kind"].as_string()
    refused = sa.case((Understanding.refused, 1), else_=0)
    return (
        sa.select(
            said, sa.func.max(_one(kind != SMALL_TALK)).label("asks"),
            sa.func.max(_one(kind.in_(ANSWERS))).label("answered"),
            sa.func.max(_one(kind.in_(NO_ANSWERS))).label("unanswered"),
            sa.func.sum(_one(Feedback.helpful.is_(True))).label("helpful"),
            sa.func.sum(_one(Feedback.helpful.is_(False))).label("unhelpful"), refused.label("refused"),
        )
        .select_from(said)
        # By the index of what a message answers: SQLite would scan a subquery once for each message.
        .outerjoin(reply, reply.answers == said.c.id)
        .outerjoin(Feedback, Feedback.reply_id == reply.id)
        .outerjoin(Understanding, Understanding.message_id == said.c.id)
        .group_by(*said.c, refused)
    ).subquery()  # fmt: skip


def _turns(conversations: Sequence[str]) -> sa.Subquery:
    """Everything said in visits, and of a customer's message how it went; `last`: the visit's last question."""
    got = _answers(_said(conversations))
    place = sa.func.row_number().over(
        partition_by=[got.c.conversation_id, got.c.visit, got.c.asks], order_by=got.c.number.desc()
    )
    last = _one(sa.and_(got.c.asks == 1, place == 1))
    return (
        sa.select(got, _one(got.c.unhelpful > 0).label("voted_down"), last.label("last"))
        .where(got.c.visit > 0)
        .subquery()
    )


def _whole(conversations: Sequence[str], turns: sa.Subquery) -> sa.Subquery:
    """Each visit, its turns counted."""
    good = sa.and_(
        turns.c.last == 1, turns.c.answered == 1, turns.c.unanswered == 0, turns.c.refused == 0, turns.c.unhelpful == 0
    )
    return (
        sa.select(
            turns.c.conversation_id, turns.c.visit.label("number"), sa.func.min(turns.c.said_at).label("began_at"),
            sa.func.min(turns.c.second).label("began"),
            sa.func.max(turns.c.said_at).label("ended_at"), sa.func.max(turns.c.second).label("ended"),
            sa.func.max(turns.c.number).label("last_number"),
            sa.func.max(sa.case((turns.c.begins == 1, turns.c.language))).label("language"),
            sa.func.count().label("messages"),
            sa.func.sum(turns.c.asks).label("asked"), sa.func.sum(turns.c.answered).label("answered"),
            sa.func.sum(turns.c.unanswered).label("unanswered"),
            sa.func.sum(turns.c.refused * turns.c.asks).label("refused"),
            sa.func.sum(_one(good)).label("ends_answered"),
            sa.func.sum(_one(sa.and_(good, turns.c.helpful > 0))).label("confirmed"),
            sa.func.sum(turns.c.helpful).label("helpful"), sa.func.sum(turns.c.unhelpful).label("unhelpful"),
        ).group_by(turns.c.conversation_id, turns.c.visit)
    ).subquery()  # fmt: skip


def _requests(whole: sa.Subquery) -> sa.Select[Any]:
    """The region of the last request for a person that was made in a visit, or was open while it went on."""
    return (
        sa.select(Handoff.region)
        .where(
            Handoff.conversation_id == whole.c.conversation_id,
            Handoff.asked_number <= whole.c.last_number,
            sa.or_(Handoff.ended_at.is_(None), Handoff.ended_at >= whole.c.began_at),
        )
        .order_by(Handoff.asked_number.desc(), Handoff.reference)
        .limit(1)
        .correlate(whole)
    )


def _own_region() -> sa.ScalarSelect[Any]:
    """The region of the country of who has proved who they are, where they are a customer."""
    regions = {country: region.code for region in all_regions() for country in region.countries}
    return (
        sa.select(sa.func.min(sa.case(regions, value=Account.country)))
        .select_from(Contact)
        .join(Account, Account.id == Contact.account_id)
        .where(Contact.email == Conversation.identity)
        .correlate(Conversation)
        .scalar_subquery()
    )


def _one(condition: Any) -> sa.Case[int]:
    """1 where a condition holds, else 0."""
    return sa.case((condition, 1), else_=0)
