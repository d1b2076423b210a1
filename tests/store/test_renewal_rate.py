"""A renewal rate is told of what the imports know, with what it is of, and of what the asker may see alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

from renewals.access import SalesRep
from renewals.periods import Period
from renewals.query import ContractQuery
from renewals.store.database import Sessions
from renewals.store.renewal_rate import Renewals, renewals_within
from tests.store.test_calls_and_team import GRACE, MONA, NOW, PAUL, TODAY, load_file, row

FIRST = datetime(2026, 8, 1, 7, tzinfo=UTC)
OCTOBER = ContractQuery(ending=Period(date(2026, 10, 1), date(2026, 10, 31)))


def days_to(day: date) -> int:
    return (day - TODAY).days


def told(database: Sessions, subject: SalesRep, query: ContractQuery = OCTOBER) -> Renewals | None:
    with database() as session:
        return renewals_within(session, subject, query, NOW, TODAY)


def imported(database: Sessions) -> None:
    """Of three contracts that were to end in October Paul's was renewed and one of Grace's; R-later never was to."""
    ends = {name: days_to(date(2026, 10, 15)) for name in ("R-1", "R-2", "R-3")} | {"R-later": 40}
    owners = {"R-1": "paul@vendor.example"}
    for moved, at in (((), FIRST), (("R-1", "R-2", "R-later"), datetime(2026, 11, 2, 7, tzinfo=UTC))):
        rows = [
            row(name, days + 365 * (name in moved), owner_email=owners.get(name, "grace@vendor.example"))
            for name, days in ends.items()
        ]
        load_file(database, *rows, at=at)


def test_what_was_renewed_is_counted_with_what_was_to_end(database: Sessions) -> None:
    imported(database)
    assert told(database, MONA) == Renewals(2, 3)


def test_each_hears_of_what_they_may_see(database: Sessions) -> None:
    imported(database)
    assert told(database, PAUL) == Renewals(1, 1)
    assert told(database, GRACE) == Renewals(1, 2)
    assert told(database, MONA, OCTOBER.having("owner", ["paul@vendor.example"])) == Renewals(1, 1)


def test_before_the_first_import_nothing_is_known(database: Sessions) -> None:
    imported(database)
    july = ContractQuery(ending=Period(date(2026, 7, 1), date(2026, 7, 31)))
    assert told(database, MONA, july) == Renewals(since=FIRST.date())
    assert told(database, MONA, ContractQuery()) is None
