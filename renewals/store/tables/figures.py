"""The summary tables of the figures, made from the rows of `renewals.store.tables` by `renewals.store.figures.summary`.

They hold no text and no address.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base


class Visit(Base):
    """A stretch of a conversation without a pause of 30 minutes (docs/figures.md).

    `number` counts from 1 within the conversation.

    `day`: the UTC day on which it began. `region`: of its request for a person, else of the country of who is known;
    empty where neither is. `asked`: questions in it. `ends_answered`: its last question got an answer that was neither
    refused nor voted down; `confirmed`: and was voted helpful. `handed_over`: a person was asked for, or had it.
    `return_seconds`: from its end until the same person asked something again; none where they have not. `helpful`,
    `unhelpful`: replies rated so.
    """

    __tablename__ = "visits"
    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    day: Mapped[date]
    door: Mapped[str] = mapped_column(sa.String(16))
    language: Mapped[str] = mapped_column(sa.String(8))
    region: Mapped[str] = mapped_column(sa.String(8))
    messages: Mapped[int]
    asked: Mapped[int]
    answered: Mapped[bool]
    unanswered: Mapped[bool]
    refused: Mapped[bool]
    ends_answered: Mapped[bool]
    confirmed: Mapped[bool]
    handed_over: Mapped[bool]
    return_seconds: Mapped[int | None] = mapped_column(sa.BigInteger)
    helpful: Mapped[int]
    unhelpful: Mapped[int]


class VisitQuestion(Base):
    """What was asked in a visit: how often, and how often it was answered, refused and voted down.

    `question`: empty for the topic in general.
    """

    __tablename__ = "visit_questions"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["conversation_id", "visit"], ["visits.conversation_id", "visits.number"], ondelete="CASCADE"
        ),
        # All that the figures read, in the order in which they count it: 0.1 s in place of 0.5 s for 450,000 rows on
        # SQLite.
        sa.Index(
            "ix_visit_questions_figures",
            *("topic question day door language region asked answered refused unhelpful").split(),
        ),
    )
    conversation_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    visit: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    question: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    day: Mapped[date]
    door: Mapped[str] = mapped_column(sa.String(16))
    language: Mapped[str] = mapped_column(sa.String(8))
    region: Mapped[str] = mapped_column(sa.String(8))
    asked: Mapped[int]
    answered: Mapped[int]
    refused: Mapped[int]
    unhelpful: Mapped[int]


class HandoffTime(Base):
    """How long a request for a person waited, in working minutes of its region's team: until it was taken up, and until
    a person wrote.
    """

    __tablename__ = "handoff_times"
    reference: Mapped[str] = mapped_column(sa.ForeignKey("handoffs.reference", ondelete="CASCADE"), primary_key=True)
    claim_minutes: Mapped[float | None]
    reply_minutes: Mapped[float | None]


class FigureMark(Base):
    """How far the summary tables have read: one row, with the highest message and the highest transition of a hand-off,
    and (`seen`) by which names the last ones of each are known that had been read.
    """

    __tablename__ = "figure_marks"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message: Mapped[int] = mapped_column(sa.BigInteger)
    transition: Mapped[int] = mapped_column(sa.BigInteger)
    seen: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))


class StaleVisits(Base):
    """A conversation whose visits are to be worked out again although nothing was said in it: a reply was rated, or the
    person erased another conversation.
    """

    __tablename__ = "stale_visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
