"""What a sentence says that a shorter reading would drop: an area, both of two, a day beside a day, the next period."""

from __future__ import annotations

from datetime import date

import pytest

from renewals.periods import Period
from renewals.query import following
from tests.renewals.reading import PAGE, reading


def test_an_area_is_no_part_of_an_accounts_name_behind_its_article() -> None:
    assert not reading("overdue in the nordics", "en").query.values("account")
    assert len(reading("overdue in the nordics", "en").query.values("country")) > 3
    assert reading("overdue for Contoso Nordic", "en").query.values("account")


def test_accounts_that_have_each_of_two_kinds_are_more_than_a_query_can_say() -> None:
    assert "both" in reading("which accounts have both software and hardware", "en").unread
    assert reading("both software and hardware in May", "en").unread == ()


def test_a_short_day_beside_a_day_is_a_day() -> None:
    assert reading("what ends weds or thu", "en").query.ending == Period(date(2026, 11, 25), date(2026, 11, 26))


def test_whom_one_has_not_called_within_some_days_is_no_end_within_them() -> None:
    query = reading("which of mine haven't i called this week", "en").query
    assert (query.ending, query.values("contacted")) == (None, ("no",))
    assert query.contact is not None


@pytest.mark.parametrize(
    ("first", "then", "language", "starts", "ends"),
    [
        ("contracts ending in May", "and the following month?", "en", (2027, 6, 1), (2027, 6, 30)),
        ("contrats de mai", "et le mois suivant ?", "fr", (2027, 6, 1), (2027, 6, 30)),
        ("contrats du T2 2027", "et le trimestre suivant ?", "fr", (2027, 7, 1), (2027, 9, 30)),
    ],
)
def test_the_following_one_after_a_list_follows_the_list(
    first: str, then: str, language: str, starts: tuple[int, ...], ends: tuple[int, ...]
) -> None:
    before = reading(first, language).query
    after = following(before, reading(then, language), PAGE).query
    assert after.ending == Period(date(*starts), date(*ends))
