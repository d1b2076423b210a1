"""What stands beside a list of what is overdue: contracts that are past their end as well, but should have renewed by
themselves.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from renewals.access import Subject
from renewals.query import ContractQuery
from renewals.store.contracts import contracts_of

OVERDUE, CHECK = ("overdue",), ("check",)


def check_beside(session: Session, subject: Subject, query: ContractQuery, today: date) -> tuple[ContractQuery, int]:
    """The query of the contracts that should have renewed by themselves, beside a query of what is overdue, and how
    many there are; 0 for any other query, and on its further pages.

    `today`: the asker's day.
    """
    if query.values("status") != OVERDUE or query.values("auto_renew") or query.skip:
        return query, 0
    beside = query.having("status", CHECK)
    return beside, contracts_of(session, subject, 1, beside.conditions(), 0, today)[1]
