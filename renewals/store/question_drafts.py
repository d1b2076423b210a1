"""Queries of new questions that somebody of support has written, until they stand in the files. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.tables import QuestionDraft


@dataclass(frozen=True)
class NewQuestion:
    """A question within a topic: what it asks and its answer, by language; `open`: the vendor's page leaves it open."""

    topic: str
    name: str
    asks: Mapping[str, str]
    answers: Mapping[str, str]
    open: bool = False

    @property
    def id(self) -> str:
        """As decisions and files name it."""
        return f"{self.topic}/{self.name}"


def keep(session: Session, question: NewQuestion, who: str, at: datetime) -> None:
    """Keeps a question, new or written anew, and who wrote it."""
    session.merge(
        QuestionDraft(
            id=question.id,
            open=question.open,
            asks=dict(question.asks),
            answers=dict(question.answers),
            written_by=who,
            written_at=at,
        )
    )


def kept(session: Session) -> list[NewQuestion]:
    """All of them, by their ids."""
    rows = session.scalars(sa.select(QuestionDraft).order_by(QuestionDraft.id))
    return [
        NewQuestion(row.id.partition("/")[0], row.id.partition("/")[2], row.asks, row.answers, row.open) for row in rows
    ]
