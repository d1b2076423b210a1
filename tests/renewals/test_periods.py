"""What named periods mean. "Today" is Monday, 23 November 2026, unless a test says otherwise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from period_phrases import PHRASES

from renewals.periods import Period, Unclear, period_in

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("language", "phrase", "start", "end"), PHRASES)
def test_a_phrase_means_the_period_that_is_written_down(language: str, phrase: str, start: str, end: str | None) -> None:
    meant = Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)
    assert period_in(phrase, language, TODAY) == meant


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("en", "what ends on 31/02/2027"),
        ("en", "on 30 February"),
        ("fr", "avant le 31/06"),
        ("fr", "le 30 février 2027"),
        ("en", "2027-13-01"),
    ],
)
def test_an_impossible_day_is_asked_back(language: str, phrase: str) -> None:
    meant = period_in(phrase, language, TODAY)
    assert isinstance(meant, Unclear)
    assert meant.reason == "no-such-day"


def test_a_date_that_is_read_in_two_ways_is_asked_back_with_both() -> None:
    meant = period_in("before 03/04/2027", "en", TODAY)
    assert meant == Unclear("which-order", "03/04/2027", (date(2027, 4, 3), date(2027, 3, 4)))


def test_the_french_put_the_day_first() -> None:
    assert period_in("le 03/04/2027", "fr", TODAY) == Period(date(2027, 4, 3), date(2027, 4, 3))


@pytest.mark.parametrize("phrase", ["when does my contract end", "C-100234", "hello", "combien de temps", "renew 250 seats"])
def test_what_names_no_period_means_none(phrase: str) -> None:
    assert period_in(phrase, "en", TODAY) is None


days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(days, st.integers(1, 900))
def test_the_next_days_run_from_today_for_as_many_days(today: date, count: int) -> None:
    assert period_in(f"in the next {count} days", "en", today) == Period(today, today + timedelta(days=count))
    assert period_in(f"dans les {count} prochains jours", "fr", today) == Period(today, today + timedelta(days=count))


@given(days)
def test_the_next_quarter_begins_the_day_after_this_one_ends(today: date) -> None:
    this, coming = (period_in(f"{which} quarter", "en", today) for which in ("this", "next"))
    assert isinstance(this, Period)
    assert isinstance(coming, Period)
    assert this.start <= today <= (this.end or today)
    assert coming.start == (this.end or today) + timedelta(days=1)
    assert coming == period_in("le trimestre prochain", "fr", today)


@given(days, st.sampled_from("january february march april may june july august september october november december".split()))
def test_a_month_without_a_year_is_never_past_and_begins_within_a_year(today: date, month: str) -> None:
    meant = period_in(f"in {month}", "en", today)
    assert isinstance(meant, Period)
    assert meant.end is not None
    assert today <= meant.end
    assert meant.start <= today + timedelta(days=366)
    assert (meant.end + timedelta(days=1)).day == 1


@given(days)
def test_before_leaves_out_what_by_includes(today: date) -> None:
    by, before = period_in("by 15 march", "en", today), period_in("before 15 march", "en", today)
    assert isinstance(by, Period)
    assert isinstance(before, Period)
    assert by.end is not None
    assert before.end == by.end - timedelta(days=1)


@given(st.text(max_size=80), st.sampled_from(["en", "fr"]), days)
def test_any_text_gives_a_period_a_question_or_nothing(text: str, language: str, today: date) -> None:
    meant = period_in(text, language, today)
    assert meant is None or isinstance(meant, (Period, Unclear))
    if isinstance(meant, Period) and meant.end is not None:
        assert meant.start <= meant.end


@given(
    st.lists(
        st.sampled_from(
            "next last between and before the end of march 2027 q1 31/12 in 3 months from to by 29 february monday year week 12".split()
        ),
        max_size=9,
    ),
    days,
)
def test_any_heap_of_time_words_gives_an_ordered_period_or_a_question(words: list[str], today: date) -> None:
    meant = period_in(" ".join(words), "en", today)
    if isinstance(meant, Period) and meant.end is not None:
        assert meant.start <= meant.end
