"""What was asked, and by which doors, in which languages and regions, on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.figures.selection import Selection
from renewals.store.tables import Visit, VisitQuestion

Part = Literal["day", "language", "door", "region"]


@dataclass(frozen=True)
class QuestionCount:
    """How often a topic, or a question within it, was asked, and how that went.

    `question`: empty for the topic in general, or where topics are counted.
    """

    topic: str
    question: str
    asked: int
    answered: int
    refused: int
    unhelpful: int


@dataclass(frozen=True)
class Slice:
    """The visits in which something was asked, of one day, language, door or region (empty: unknown)."""

    value: str
    conversations: int
    answered: int
    handed_over: int


def topics(session: Session, chosen: Selection, most: int = 1000) -> list[QuestionCount]:
    """The topics that were asked about, most often first."""
    return _asked(session, chosen, [VisitQuestion.topic], most)


def questions(session: Session, chosen: Selection, most: int = 1000) -> list[QuestionCount]:
    """The questions within topics that were asked, and topics asked in general, most often first."""
    return _asked(session, chosen, [VisitQuestion.topic, VisitQuestion.question], most)


def slices(session: Session, chosen: Selection, part: Part) -> list[Slice]:
    """The visits by days, in their order, or by languages, doors or regions, most first."""
    column: Any = getattr(Visit, part)
    count = sa.func.count()
    sums = [sa.func.sum(sa.case((holds, 1), else_=0)) for holds in (Visit.answered, Visit.handed_over)]
    query = sa.select(column, count, *sums).where(*chosen.of(Visit), Visit.asked > 0).group_by(column)
    rows = session.execute(query.order_by(column) if part == "day" else query.order_by(count.desc(), column))
    return [Slice(str(value), *map(int, counts)) for value, *counts in rows]


def _asked(session: Session, chosen: Selection, by: Sequence[Any], most: int) -> list[QuestionCount]:
    sums = [sa.func.sum(getattr(VisitQuestion, name)) for name in ("asked", "answered", "refused", "unhelpful")]
    query = (
        sa.select(*by, *sums).where(*chosen.of(VisitQuestion)).group_by(*by).order_by(sums[0].desc(), *by).limit(most)
    )
    names = len(by)
    return [
        QuestionCount(row[0], row[1] if names > 1 else "", *map(int, row[names:])) for row in session.execute(query)
    ]
