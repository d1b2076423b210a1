"""Words as they are shortened in haste: kinds, sizes, accounts, days, products by the beginning of their names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from renewals.periods import Period
from renewals.query import to_json
from tests.renewals.reading import reading


@pytest.mark.parametrize(
    ("text", "language", "only"),
    [
        ("sw overdue", "en", {"kind": ["software"], "status": ["overdue"]}),
        ("hw en retard", "fr", {"kind": ["hardware"], "status": ["overdue"]}),
        ("ent accts overdue", "en", {"segment": ["enterprise"], "status": ["overdue"]}),
        ("smb custs overdue", "en", {"segment": ["small-business"], "status": ["overdue"]}),
        ("gds comptes en retard", "fr", {"segment": ["enterprise"], "status": ["overdue"]}),
        ("prem support overdue", "en", {"offering": ["premium-support"], "status": ["overdue"]}),
        ("overdue it mgmt suite", "en", {"product": ["IT Management Suite"], "status": ["overdue"]}),
        ("VIP Access or data loss", "en", {"product": ["VIP Access", "Data Loss Prevention"]}),
    ],
)
def test_a_shortened_word_is_the_whole_one(text: str, language: str, only: dict[str, Any]) -> None:
    found = reading(text, language)
    assert (found.unread, to_json(found.query).get("only")) == ((), only)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [("ending thurs", "en", 26), ("ending on tues", "en", 24), ("ending weds", "en", 25), ("fin merc", "fr", 25)],
)
def test_a_shortened_day_of_the_week_is_the_next_of_them(text: str, language: str, day: int) -> None:
    period = reading(text, language).query.ending
    expected = date(2026, 11, day)
    assert period == Period(expected, expected)


def test_a_products_whole_name_is_no_beginning_of_a_longer_one() -> None:
    found = reading("Endpoint Protection or data loss, overdue", "en")
    assert found.query.values("product") == ("Endpoint Protection", "Data Loss Prevention")
