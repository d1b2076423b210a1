"""How the renewals of each representative stand, for their managers; and how they stood, day by day.

The caller commits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Scope, Subject, condition, rights, scope_of
from renewals.store.querying import deadline_on
from renewals.store.tables import Contract, ContractMark, Rep, TeamDay

PAST_FOR, WITHIN = timedelta(days=30), timedelta(days=90)
KEPT_FOR = timedelta(days=60)
COUNTS = ("overdue", "within_30", "within_60", "within_90", "untouched")


@dataclass(frozen=True)
class Standing:
    """How many contracts of a representative are overdue (within 30 days, not renewing by themselves), and have their
    deadline within 30, 31 to 60 and 61 to 90 days; `untouched`: those overdue or within 30 days whose customers nobody
    has contacted.
    """

    overdue: int = 0
    within_30: int = 0
    within_60: int = 0
    within_90: int = 0
    untouched: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(*(getattr(self, name) + getattr(other, name) for name in COUNTS))

    @property
    def empty(self) -> bool:
        return not any(getattr(self, name) for name in COUNTS)


def standings(session: Session, subject: Subject, today: date) -> dict[str, Standing]:
    """How each owner's contracts stand, of those that a subject may see; owners of whom nothing is to be told are left
    out.
    """
    found = session.execute(_by_owner(scope_of(subject), today), rights(subject))
    counted = {row[0]: Standing(*(int(count or 0) for count in row[1:])) for row in found}
    return {owner: standing for owner, standing in counted.items() if not standing.empty}


def _by_owner(scope: Scope, today: date) -> sa.Select[str, int, int, int, int, int]:
    deadline = deadline_on(sa.literal(today, sa.Date))
    touched = sa.exists().where(
        ContractMark.contract_id == Contract.id,
        ContractMark.for_end_on == Contract.end_on,
        ContractMark.contacted_at.is_not(None),
    )
    overdue = sa.and_(deadline < today, sa.not_(Contract.auto_renew))
    soon = deadline.between(today, today + timedelta(days=30))
    first, last = today - PAST_FOR, today + WITHIN
    return (
        sa.select(
            Contract.owner_email,
            _count(overdue),
            _count(soon),
            _count(deadline.between(today + timedelta(days=31), today + timedelta(days=60))),
            _count(deadline.between(today + timedelta(days=61), last)),
            _count(sa.and_(sa.or_(overdue, soon), ~touched)),
        )
        # The second condition follows from the first, and has indexes.
        .where(condition(scope), deadline.between(first, last))
        .where(sa.or_(Contract.end_on.between(first, last), Contract.notice_on.between(first, last)))
        .group_by(Contract.owner_email)
    )


def _count(meant: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((meant, 1), else_=0))


def keep_day(session: Session, today: date, count: Callable[[], Mapping[str, Standing]]) -> None:
    """Keeps how everybody stands on a day, and forgets what is older than two months; a day that was kept is left, and
    not counted again.
    """
    if session.scalar(sa.select(sa.exists().where(TeamDay.day == today))):
        return
    session.execute(sa.delete(TeamDay).where(TeamDay.day < today - KEPT_FOR))
    rows = [
        {"owner_email": owner, "day": today, **{name: getattr(standing, name) for name in COUNTS}}
        for owner, standing in count().items()
    ]
    # A day on which nothing is to be told was looked at all the same.
    nobody = {"owner_email": "", "day": today, **dict.fromkeys(COUNTS, 0)}
    session.execute(sa.insert(TeamDay), [nobody, *rows])


def week_before(session: Session, today: date) -> dict[str, Standing] | None:
    """How everybody stood a week ago, or on the nearest day that was kept within three days before that; None where
    none was.
    """
    last = today - timedelta(days=7)
    day = session.scalar(sa.select(sa.func.max(TeamDay.day)).where(TeamDay.day.between(last - timedelta(days=3), last)))
    if day is None:
        return None
    rows = session.scalars(sa.select(TeamDay).where(TeamDay.day == day, TeamDay.owner_email != ""))
    return {row.owner_email: Standing(*(getattr(row, name) for name in COUNTS)) for row in rows}


def names_of_owners(session: Session, emails: Collection[str]) -> dict[str, str]:
    """What representatives on file are called, by their addresses."""
    return dict(session.execute(sa.select(Rep.email, Rep.name).where(Rep.email.in_(emails))).all())
