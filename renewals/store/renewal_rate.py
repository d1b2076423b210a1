"""How many of the contracts that were to end within a period were renewed, as far as the imports tell.

The contract file itself has no renewals: a renewed contract has a later end, which an import has changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Subject
from renewals.periods import Period
from renewals.query import ContractQuery
from renewals.query.kinds import MOST_VALUES
from renewals.store.changes import changes_of
from renewals.store.contracts import contracts_of
from renewals.store.tables import ContractImport

MOST_CHANGES = 20_000


@dataclass(frozen=True)
class Renewals:
    """Of `ended` contracts that were to end within a period `renewed` were renewed; `since`: the day of the first
    import, before which nothing is known, where that is too late for the period.
    """

    renewed: int = 0
    ended: int = 0
    since: date | None = None


def renewals_within(
    session: Session, subject: Subject, query: ContractQuery, now: datetime, today: date
) -> Renewals | None:
    """The renewals of what a query asks for, by its period; None where nothing was ever imported or the history is too
    long to count.
    """
    first = session.scalar(sa.select(sa.func.min(ContractImport.at)))
    period = query.ending
    if first is None or period is None or period.start is None or period.end is None:
        return None
    if first.date() > period.start:
        return Renewals(since=first.date())
    since = datetime.combine(period.start, time.min, UTC)
    found, total = changes_of(session, subject, min(since, first), now, MOST_CHANGES)
    if total > MOST_CHANGES:
        return None
    moved = {one.contract_number for one in found if _renewed(one.details.get("end_date"), period)}
    others = replace(query, ending=None, skip=0, most=None)
    renewed = _among(session, subject, others, sorted(moved), today)
    left = contracts_of(session, subject, 1, replace(query, skip=0, most=None), 0, today)[1]
    return Renewals(renewed, renewed + left)


def _renewed(ends: object, period: Period) -> bool:
    """Whether an end within a period was moved to a later day behind it."""
    if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(one, str) for one in ends):
        return False
    before, after = (date.fromisoformat(one) for one in ends)
    assert period.start is not None
    assert period.end is not None
    return period.start <= before <= period.end < after


def _among(session: Session, subject: Subject, query: ContractQuery, numbers: list[str], today: date) -> int:
    """How many contracts of some numbers meet a query."""
    parts = (numbers[first : first + MOST_VALUES] for first in range(0, len(numbers), MOST_VALUES))
    return sum(contracts_of(session, subject, 1, query.having("number", part), 0, today)[1] for part in parts)
