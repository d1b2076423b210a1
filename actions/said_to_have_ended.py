"""Somebody says that a contract of theirs has ended: whether one has, by what is on file."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import Question
from actions.fact_words import said, says
from renewals.contracts import Terms

TOPIC = "late-renewal"


def says_so(question: Question) -> bool:
    """Whether a question within the topic of late renewals says that something has ended."""
    return question.topic == TOPIC and says(question, "ended-words")


def nothing_has(question: Question, contracts: Sequence[Terms], count: str) -> str | None:
    """That none of somebody's contracts has ended, by what is on file; nothing where one has, or nothing says so."""
    if not contracts or not says_so(question) or any(one.ended(question.today) for one in contracts):
        return None
    return said(question, "not-ended" if len(contracts) == 1 else "none-ended", contracts[0], count=count)
