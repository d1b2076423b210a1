"""Queries by the first day, by when a customer was contacted, by state; and groups that are equal or have none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from renewals.access import SalesRep
from renewals.acts import Wish
from renewals.acts.kinds import CONTACTED
from renewals.query import from_json
from renewals.store.acts import carry_out
from renewals.store.contracts import contracts_of
from renewals.store.database import Sessions
from renewals.store.sums import sums_of
from tests.builders import load

TODAY = date(2026, 11, 23)
BOSS = SalesRep("boss@vendor.example", manager=True)
ROWS = [
    # Number, first and last day, renews by itself, owner, day of the contact
    ("C-1", "2026-01-01", "2026-10-31", "false", "ann", "2026-11-05"),
    ("C-2", "2025-11-01", "2026-10-31", "true", "ben", "2026-10-20"),
    ("C-3", "2026-02-01", "2027-01-31", "false", "ben", None),
    ("C-4", "2026-03-01", "2027-12-31", "false", "cy", None),
    ("C-5", "2026-03-15", "2026-11-01", "false", "ann", None),
]


@pytest.fixture
def desk(database: Sessions) -> Sessions:
    load(
        database,
        *(
            {"contract_number": number, "start_date": start, "end_date": end, "auto_renew": auto,
             "owner_email": f"{owner}@vendor.example"}
            for number, start, end, auto, owner, _ in ROWS
        ),
    )  # fmt: skip
    with database.begin() as session:
        for number, _, _, _, owner, day in ROWS:
            if day:
                at = datetime.fromisoformat(f"{day}T23:30:00").replace(tzinfo=UTC)
                carry_out(session, f"{owner}@vendor.example", [(number, [Wish(CONTACTED)])], at, number)
    return database


def numbers(desk: Sessions, query: dict[str, Any]) -> list[str]:
    with desk() as session:
        found, total = contracts_of(session, BOSS, 100, from_json(query), today=TODAY)
    assert total == len(found)
    return sorted(one.contract_number for one in found)


def groups(desk: Sessions, query: dict[str, Any]) -> dict[str, int]:
    with desk() as session:
        return {one.key.partition("@")[0]: one.contracts for one in sums_of(session, BOSS, from_json(query), TODAY)}


def test_contracts_are_found_by_their_first_day(desk: Sessions) -> None:
    assert numbers(desk, {"starting": ["2026-03-01", "2026-03-31"]}) == ["C-4", "C-5"]
    assert numbers(desk, {"starting": [None, "2026-01-01"], "ending": ["2026-10-01", "2026-10-31"]}) == ["C-1", "C-2"]


def test_contracts_are_found_by_when_their_customer_was_contacted(desk: Sessions) -> None:
    within = {"contact": ["2026-11-01", "2026-11-05"]}
    assert numbers(desk, {"only": {"contacted": ["yes"]}, **within}) == ["C-1"]
    assert numbers(desk, {"only": {"contacted": ["no"]}, **within}) == ["C-2", "C-3", "C-4", "C-5"]
    assert numbers(desk, {"only": {"contacted": ["yes"]}, "contact": ["2026-10-21", None]}) == ["C-1"]
    assert numbers(desk, {"only": {"contacted": ["no"]}}) == ["C-3", "C-4", "C-5"]


def test_contracts_are_counted_by_state_each_once(desk: Sessions) -> None:
    assert groups(desk, {"ask": "count", "by": "status"}) == {"overdue": 2, "check": 1, "due": 1, "active": 1}
    both = {"only": {"status": ["running", "overdue"]}, "ask": "count", "by": "status"}
    assert groups(desk, both) == {"overdue": 2, "running": 2}


def test_groups_without_any_are_found_and_counted_among_those_with_few(desk: Sessions) -> None:
    overdue = {"only": {"status": ["overdue"]}, "ask": "count", "by": "owner"}
    assert groups(desk, overdue) == {"ann": 2}
    assert groups(desk, {**overdue, "each": [None, 0]}) == {"ben": 0, "cy": 0}
    assert groups(desk, {**overdue, "each": [None, 2]}) == {"ann": 2, "ben": 0, "cy": 0}
    assert groups(desk, {**overdue, "by": "region", "each": [None, 0]}) == {}
    theirs = {"only": {"status": ["overdue"], "owner": ["cy@vendor.example"]}, "ask": "count", "by": "owner"}
    assert groups(desk, {**theirs, "each": [None, 0]}) == {"cy": 0}


def test_groups_that_equal_the_last_one_asked_for_are_not_cut_off(desk: Sessions) -> None:
    assert groups(desk, {"ask": "count", "by": "owner", "most": 1}) == {"ann": 2, "ben": 2}
    assert groups(desk, {"ask": "count", "by": "owner", "most": 3}) == {"ann": 2, "ben": 2, "cy": 1}


def test_contracts_are_put_together_by_quarter_and_by_how_they_renew(desk: Sessions) -> None:
    assert list(groups(desk, {"by": "quarter"}).items()) == [("2026-Q4", 3), ("2027-Q1", 1), ("2027-Q4", 1)]
    assert groups(desk, {"by": "auto_renew"}) == {"no": 4, "yes": 1}
