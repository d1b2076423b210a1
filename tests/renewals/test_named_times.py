"""Times between named days, times that rest on one named before, what is compared, and what is left out behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.periods import Period
from renewals.query import to_json
from renewals.query.named_before import spelled_out
from tests.renewals.reading import TODAY, reading


def ending(text: str, language: str) -> Any:
    found = reading(text, language)
    assert found.unclear is None, text
    return found.query.ending


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("ends between Easter and Whit Monday", "en", (2027, 3, 28), (2027, 5, 17)),
        ("ends between Boxing Day and Valentine's Day", "en", (2026, 12, 26), (2027, 2, 14)),
        ("overdue, ended 1 September 2026 to 30 October 2026", "en", (2026, 9, 1), (2026, 10, 30)),
        ("ends from 20 December to Epiphany", "en", (2026, 12, 20), (2027, 1, 6)),
        ("finit du 3 septembre à la Toussaint", "fr", (2027, 9, 3), (2027, 11, 1)),
        ("finit entre le 2 mai et l'Ascension", "fr", (2027, 5, 2), (2027, 5, 6)),
        ("finit de l'Assomption à Noël", "fr", (2027, 8, 15), (2027, 12, 25)),
        ("finit entre Noël et l'Épiphanie (6 janvier)", "fr", (2026, 12, 25), (2027, 1, 6)),
    ],
)
def test_named_days_bound_a_period(text: str, language: str, first: tuple[int, ...], last: tuple[int, ...]) -> None:
    assert ending(text, language) == Period(date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "language"), [("what ends at All Saints", "en"), ("ce qui finit à la Pentecôte", "fr")]
)
def test_around_a_feast_is_no_period_of_its_own(text: str, language: str) -> None:
    assert reading(text, language).unclear is not None


def test_a_date_in_brackets_that_is_another_day_is_asked_back() -> None:
    assert reading("finit entre Noël et l'Épiphanie (9 janvier)", "fr").unclear is not None


@pytest.mark.parametrize(
    ("text", "language", "by", "first", "last"),
    [
        ("compare Q4 of this year with Q1 of the following one", "en", "quarter", (2026, 10, 1), (2027, 3, 31)),
        ("compare seats this quarter and the following one", "en", "quarter", (2026, 10, 1), (2027, 3, 31)),
        ("compare January and the month after", "en", "month", (2027, 1, 1), (2027, 2, 28)),
        ("compare Q1 2027 to Q2 2027", "en", "quarter", (2027, 1, 1), (2027, 6, 30)),
        ("compare le T3 2027 au T4 2027", "fr", "quarter", (2027, 7, 1), (2027, 12, 31)),
        ("compare ce trimestre et le suivant", "fr", "quarter", (2026, 10, 1), (2027, 3, 31)),
        ("postes par mois, de décembre 2026 à janvier de la suivante", "fr", "month", (2026, 12, 1), (2027, 1, 31)),
    ],
)
def test_the_following_one_rests_on_what_was_named_before(
    text: str, language: str, by: str, first: tuple[int, ...], last: tuple[int, ...]
) -> None:
    assert ending(text, language) == Period(date(*first), date(*last))
    found = reading(text, language)
    assert (found.query.by, found.unread) == (by, ())


@pytest.mark.parametrize(
    ("text", "language", "left_out"),
    [
        ("ends in March, France and Spain excluded", "en", {"country": ["FR", "ES"]}),
        ("ends in March, hardware apart", "en", {"kind": ["hardware"]}),
        ("finit en mars, sauf le cloud et le matériel", "fr", {"kind": ["online-service", "hardware"]}),
        ("finit en mars, France et Espagne mises à part", "fr", {"country": ["FR", "ES"]}),
    ],
)
def test_what_is_left_out_is_all_that_is_joined(text: str, language: str, left_out: dict[str, list[str]]) -> None:
    query = to_json(reading(text, language).query)
    assert query.get("not") == left_out
    assert query.get("only") is None


WORDS = "Q4 2026 and the following one of (6 January) Noël".split()


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_a_text_with_its_times_spelled_out_keeps_its_length(text: str) -> None:
    for language in ("en", "fr"):
        assert len(spelled_out(text, language, TODAY)) == len(text)
