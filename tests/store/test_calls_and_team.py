"""Whom to call first, what a week brought, and how the team stands: right, within the asker's sight,
on both databases.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from renewals.access import SalesRep
from renewals.contract_file import read_contracts
from renewals.store.database import Sessions
from renewals.store.importing import Source, import_contracts
from renewals.store.morning import Brought, Week, calls, still_to_call, week
from renewals.store.tables import TeamDay
from renewals.store.team import Standing, keep_day, standings, week_before
from tests import marks
from tests.builders import contract_file

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LAST_WEEK = NOW - timedelta(days=7)
PAUL, GRACE = SalesRep("paul@vendor.example"), SalesRep("grace@vendor.example")
MONA = SalesRep("mona@vendor.example", manager=True)


def row(number: str, days: int, **more: str) -> dict[str, str]:
    """A contract that ends so many days from today, of an account of its own."""
    account = more.pop("account", f"A-{number}")
    end = (TODAY + timedelta(days=days)).isoformat()
    return {
        "contract_number": number,
        "account_number": account,
        "account_name": f"Firm {account}",
        "start_date": "2020-01-01",
        "end_date": end,
        **more,
    }


def load_file(
    database: Sessions, *rows: dict[str, str], at: datetime = NOW - timedelta(days=100), whole: bool = False
) -> None:
    lines = contract_file(*rows).splitlines(keepends=True)
    with database.begin() as session:
        import_contracts(
            session, read_contracts(lines), source=Source("crm.csv", at=at, whole=whole), may_end=9 if whole else 0
        )


def called(database: Sessions, subject: SalesRep = PAUL, most: int = 9) -> list[tuple[str, tuple[str, ...]]]:
    with database() as session:
        return [(call.contract.contract_number, call.why) for call in calls(session, subject, TODAY, most)]


def test_the_soonest_are_called_first_then_what_is_over_then_the_rest(database: Sessions) -> None:
    load_file(
        database, row("C-60", 60), row("C-3", 3), row("C-0", 0), row("C-over", -5), row("C-long-over", -29),
        row("C-gone-by", -40), row("C-91", 91),
        row("C-check", -2, auto_renew="true"), row("C-auto", 20, auto_renew="true"),
        row("C-notice", 80, auto_renew="true", notice_date=(TODAY + timedelta(days=7)).isoformat()),
        row("C-other", 1, owner_email="grace@vendor.example"),
    )  # fmt: skip
    assert called(database) == [
        ("C-0", ("today",)), ("C-3", ("ends",)), ("C-notice", ("notice",)), ("C-check", ("check",)), ("C-over",
        ("ended",)),
        ("C-long-over", ("ended",)), ("C-60", ("ends",)),
    ]  # fmt: skip
    assert len(called(database, most=5)) == 5


def test_who_is_contacted_put_off_or_to_be_reminded_of_later_is_not_called_and_a_wish_comes_first(
    database: Sessions,
) -> None:
    load_file(database, row("C-1", 3), row("C-2", 4), row("C-3", 5), row("C-4", 6), row("C-5", 300))
    with database.begin() as session:
        marks.mark_contacted(session, "C-1", "grace@vendor.example", NOW)
        marks.snooze(session, "C-2", TODAY + timedelta(days=1))
        marks.remind(session, "C-3", PAUL.email, TODAY + timedelta(days=2))
        marks.remind(session, "C-4", "grace@vendor.example", TODAY + timedelta(days=2))
        marks.remind(session, "C-5", PAUL.email, TODAY)
    assert called(database) == [("C-5", ("wished", "ends")), ("C-4", ("ends",))]
    with database() as session:
        assert still_to_call(session, PAUL, ["C-1", "C-2", "C-3", "C-4"], TODAY) == {"C-4"}
        assert still_to_call(session, GRACE, ["C-4"], TODAY) == set()
        assert still_to_call(session, PAUL, [], TODAY) == set()


def test_thirty_that_are_over_do_not_hide_what_ends_today(database: Sessions) -> None:
    load_file(database, row("C-today", 0), *(row(f"C-over-{day}", -day) for day in range(1, 31)))
    assert [number for number, _ in called(database, most=3)] == ["C-today", "C-over-1", "C-over-2"]


def test_a_week_tells_what_is_new_renewed_lapsed_taken_over_changed_and_gone(database: Sessions) -> None:
    before = [
        row("C-renewed", 5), row("C-lapsed", -3), row("C-long-over", -20), row("C-taken", 50,
        owner_email="grace@vendor.example"), row("C-handed", 50),
        row("C-changed", 50), row("C-gone", 50, account="A-C-same", account_name="Firm A-C-same"), row("C-same", 50),
    ]  # fmt: skip
    load_file(database, *before)
    after = [
        row("C-renewed", 370), row("C-lapsed", -3), row("C-long-over", -20), row("C-taken", 50), row("C-handed", 50,
        owner_email="grace@vendor.example"),
        row("C-changed", 50, quantity="11"), row("C-same", 50), row("C-new", 50),
    ]  # fmt: skip
    load_file(database, *after, at=NOW - timedelta(days=2), whole=True)
    with database() as session:
        found = week(session, PAUL, PAUL.email, LAST_WEEK, NOW, TODAY)
        assert {kind: brought.count for kind, brought in found.kinds.items()} == dict.fromkeys(
            ("new", "renewed", "lapsed", "taken", "handed", "changed", "gone"), 1
        )
        assert found.kinds["renewed"].first == [("C-renewed", "Firm A-C-renewed")]
        # It is none of Paul's to see any more.
        assert found.kinds["handed"].first == ()
        of_all = week(session, MONA, None, LAST_WEEK, NOW, TODAY)
        assert (of_all.kinds["handed"].count, "taken" in of_all.kinds) == (2, False)
        assert week(session, GRACE, GRACE.email, LAST_WEEK - timedelta(days=7), LAST_WEEK, TODAY) == Week()


def test_two_imports_in_a_week_count_a_contract_once(database: Sessions) -> None:
    load_file(database, row("C-1", 5))
    load_file(database, row("C-1", 5, quantity="11"), at=NOW - timedelta(days=3))
    load_file(database, row("C-1", 370, quantity="12"), at=NOW - timedelta(days=2))
    with database() as session:
        assert week(session, PAUL, PAUL.email, LAST_WEEK, NOW, TODAY).kinds == {
            "renewed": Brought(1, [("C-1", "Firm A-C-1")])
        }


def test_the_team_is_told_by_owner_and_only_to_who_may_see_it(database: Sessions) -> None:
    load_file(
        database, row("C-1", -5), row("C-2", 10), row("C-3", 45), row("C-4", 90), row("C-5", 91), row("C-6", -31),
        row("C-7", -2, auto_renew="true"),
        row("C-8", 10, auto_renew="true", notice_date=(TODAY + timedelta(days=1)).isoformat()),
        row("X-1", 30, owner_email="grace@vendor.example"), row("X-2", 200, owner_email="noah@vendor.example"),
    )  # fmt: skip
    with database.begin() as session:
        marks.mark_contacted(session, "C-2", PAUL.email, NOW)
        of_paul, of_grace = Standing(1, 2, 1, 1, 2), Standing(0, 1, 0, 0, 1)
        assert standings(session, MONA, TODAY) == {PAUL.email: of_paul, GRACE.email: of_grace}
        assert standings(session, PAUL, TODAY) == {PAUL.email: of_paul}


@pytest.mark.parametrize(("ago", "found"), [(6, False), (7, True), (10, True), (11, False)])
def test_a_trend_is_told_by_the_day_a_week_ago_or_one_of_three_before(
    database: Sessions, ago: int, found: bool
) -> None:
    with database.begin() as session:
        keep_day(session, TODAY - timedelta(days=ago), lambda: {PAUL.email: Standing(overdue=3)})
    with database() as session:
        assert week_before(session, TODAY) == ({PAUL.email: Standing(overdue=3)} if found else None)


def test_a_day_is_kept_once_and_for_two_months(database: Sessions) -> None:
    with database.begin() as session:
        keep_day(session, TODAY - timedelta(days=61), lambda: {PAUL.email: Standing(overdue=1)})
        keep_day(session, TODAY, lambda: {})
        keep_day(session, TODAY, lambda: {PAUL.email: Standing(overdue=2)})
    with database() as session:
        assert session.execute(sa.select(TeamDay.day, TeamDay.owner_email)).all() == [(TODAY, "")]
