"""What a list of contracts in Slack shows, as it travels in buttons.

Whoever presses one may have changed it: it narrows, and never widens, what they may see.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from renewals.contracts import DUE_WITHIN_DAYS
from renewals.periods import Period
from renewals.query import EVERYTHING, ContractQuery, NotAQuery, from_json, to_json

PER_PAGE = 10
# A button's value holds 2000 characters.
LONGEST = 1900
OVERDUE_FOR = timedelta(days=30)
# Where the asker stands in a button's value.
ASKED_BY = "user"

__all__ = ["LONGEST", "OVERDUE_FOR", "PER_PAGE", "NotAQuery", "Query", "fits", "of_mine", "unpacked"]


@dataclass(frozen=True)
class Query:
    """A query of contracts, and by whom it was asked for (a user's id)."""

    asked: ContractQuery = EVERYTHING
    by: str | None = None

    @property
    def page(self) -> int:
        """The page, from 0."""
        return self.asked.skip // PER_PAGE

    @property
    def first(self) -> int:
        """Where its first page begins: "the next 5" begin behind those that were shown before."""
        return self.asked.skip % PER_PAGE

    def on_page(self, page: int) -> Query:
        return replace(self, asked=replace(self.asked, skip=self.first + max(0, page) * PER_PAGE))

    def pages(self, total: int) -> int:
        """How many pages a list of so many has."""
        return max(1, -(-(total - self.first) // PER_PAGE))

    def of(self, asked: ContractQuery) -> Query:
        """Another query, asked for by the same person."""
        return replace(self, asked=asked)

    def packed(self) -> str:
        """As a button's value."""
        values = {**to_json(self.asked), **({ASKED_BY: self.by} if self.by else {})}
        return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def unpacked(value: str) -> Query:
    """The query of a button's value; raises NotAQuery for anything that is none."""
    try:
        read: Any = json.loads(value)
        by = read.pop(ASKED_BY, None)
    except (ValueError, AttributeError, TypeError) as wrong:
        raise NotAQuery(value[:80]) from wrong
    if by is not None and not isinstance(by, str):
        raise NotAQuery(value[:80])
    return Query(from_json(read), by)


def of_mine(owner: str, today: date, days: int = DUE_WITHIN_DAYS) -> ContractQuery:
    """A representative's own: what ran out within the last 30 days, and what ends or can no longer be stopped after so
    many.
    """
    return ContractQuery(deadline=Period(today - OVERDUE_FOR, today + timedelta(days=days))).having("owner", [owner])


def fits(query: Query) -> bool:
    """Whether it can travel in a button."""
    return len(query.packed()) <= LONGEST
