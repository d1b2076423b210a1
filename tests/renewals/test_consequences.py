"""What follows from a plan, against brute force over ten years of days and against the rules read by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals import answers
from renewals.consequences import Cover, Event, Plan, When, a_year_more, earliest_common_end, rules, timeline
from tests.examples import times

PAGE = json.loads((Path(__file__).parent.parent / "source_page.json").read_text(encoding="utf-8"))
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
days = st.dates(FIRST, LAST)
kinds = st.sampled_from(["software", "hardware", "online-service"])
covers = st.builds(Cover, st.uuids().map(str), kinds, days, st.booleans(), st.none() | days)
several = st.lists(covers, min_size=1, max_size=5)
plans = st.sampled_from(list(Plan))


def line(events: tuple[Event, ...], name: str) -> Event:
    (found,) = [event for event in events if event.line == name]
    return found


def test_every_line_has_words_in_each_language_and_a_section_of_the_page() -> None:
    for rule in rules():
        assert rule.section is None or rule.section in PAGE["headings"]
        assert rule.open == (rule.when is When.OPEN)
        for language in answers.languages():
            assert rule.line in answers.topics(language)["consequences"].phrases


def test_a_year_of_maintenance_is_every_day_up_to_the_same_day_a_year_on() -> None:
    end = FIRST
    while end <= LAST:
        day, start = a_year_more(end), end + DAY
        # Counted by the calendar: the day after the year has the start's day and month, or is 1 March after a leap day.
        after = day + DAY
        assert (after.month, after.day) == ((3, 1) if (start.month, start.day) == (2, 29) else (start.month, start.day))
        assert after.year == start.year + 1
        end += DAY


@times(3)
@given(several, days)
def test_the_earliest_common_end_is_the_first_that_a_search_day_by_day_finds(
    contracts: list[Cover], today: date
) -> None:
    def fits(day: date) -> bool:
        for cover in contracts:
            if day < cover.end_on or (day == cover.end_on and day < today):
                return False
            if day > cover.end_on and cover.kind != "online-service" and day < a_year_more(cover.end_on):
                return False
        return True

    found = earliest_common_end(contracts, today)
    if len(contracts) < 2:
        assert found is None
        return
    day = today
    while not fits(day):
        day += DAY
    assert found == day


@times(3)
@given(plans, several, days, st.integers(1, 3650))
def test_a_timeline_is_in_order_and_each_line_is_one_that_the_rules_give(
    plan: Plan, contracts: list[Cover], today: date, late: int
) -> None:
    events = timeline(plan, contracts, today, late)
    dated = [event.on for event in events if event.on]
    assert dated == sorted(dated)
    assert [event.on is None for event in events] == sorted(event.on is None for event in events)
    told = sorted((event.on or date.max, event.line, number) for event in events for number in event.numbers)
    assert told == sorted(by_hand(plan, contracts, today, late))


def by_hand(plan: Plan, contracts: list[Cover], today: date, late: int) -> list[tuple[date, str, str]]:
    """What the page and the file say, written without the rules: every day of a contract's ten years is looked at."""
    told: list[tuple[date, str, str]] = []
    for cover in contracts:
        number, online = cover.number, cover.kind == "online-service"
        runs = [today + n * DAY for n in range(3653) if today + n * DAY <= cover.end_on]
        over, after = not runs, cover.end_on + DAY
        if over and cover.renews:
            # It should have renewed by itself: the file may be behind, and nothing that follows from an end is said.
            told.append((cover.end_on, "should-have-renewed", number))
            continue
        too_late = cover.renews and cover.notice_on is not None and cover.notice_on < today
        if cover.notice_on in runs and cover.renews and not too_late and plan in (Plan.LATE, Plan.LAPSE, Plan.STOP):
            told.append((cover.notice_on or date.max, "notice", number))
        if plan in (Plan.LATE, Plan.LAPSE):
            if over or not cover.renews:
                told.append((cover.end_on, "ended" if over else "ends", number))
            else:
                told.append((runs[-1], "renews-anyway", number))
            if not over and not cover.renews:
                told.append((after, "access-stops" if online else "benefits-stop", number))
        goes_on = cover.renews and not over
        if plan is Plan.LATE and not goes_on:
            told += [(max(today, cover.end_on + late * DAY), "renewed-late", number)]
            told += [(date.max, name, number) for name in ("amount", "new-start")]
        if plan is Plan.LAPSE and cover.kind == "software" and not goes_on:
            told.append((date.max, "still-licensed", number))
        if plan is Plan.STOP and over:
            told.append((cover.end_on, "stopped-too-late", number))
        elif plan is Plan.STOP and not cover.renews:
            told.append((cover.end_on, "nothing-to-stop", number))
        elif plan is Plan.STOP and too_late:
            told += [
                (cover.notice_on or date.max, "notice-over", number),
                (runs[-1], "renews-anyway", number),
                (date.max, "still-stoppable", number),
            ]
        elif plan is Plan.STOP:
            told += [(today, "stop-now", number), (runs[-1], "order-by-hand", number), (after, "access-stops", number)]
        if plan is Plan.ALIGN:
            told += [(cover.end_on, "ended" if over else "ends", number), (date.max, "align-possible", number)]
            if len(contracts) > 1:
                told.append((earliest_common_end(contracts, today) or date.max, "aligned", number))
    return told


@pytest.mark.parametrize(("late", "on"), [(40, date(2027, 2, 9)), (1, date(2027, 1, 1))])
def test_forty_days_late_is_counted_from_the_last_day_of_cover(late: int, on: date) -> None:
    events = timeline(Plan.LATE, [Cover("C-1", "software", date(2026, 12, 31), False)], date(2026, 11, 23), late)
    assert line(events, "renewed-late").on == on
    assert line(events, "benefits-stop").on == date(2027, 1, 1)
    assert line(events, "amount") == Event(None, "amount", ("C-1",), "Rétablissement", True)


def test_what_is_over_cannot_be_renewed_in_the_past() -> None:
    events = timeline(Plan.LATE, [Cover("C-3", "online-service", date(2026, 11, 1), False)], date(2026, 11, 23), 10)
    assert line(events, "renewed-late").on == date(2026, 11, 23)


@pytest.mark.parametrize("plan", [Plan.STOP, Plan.LATE, Plan.LAPSE])
def test_a_notice_date_counts_until_it_is_over(plan: Plan) -> None:
    cover = Cover("C-4", "online-service", date(2026, 12, 31), True, date(2026, 12, 1))
    assert line(timeline(plan, [cover], date(2026, 12, 1)), "notice").on == date(2026, 12, 1)
    assert "notice" not in [event.line for event in timeline(plan, [cover], date(2026, 12, 2))]


def test_once_notice_is_too_late_nothing_says_that_the_renewal_can_be_stopped() -> None:
    cover = Cover("C-4", "online-service", date(2026, 12, 31), True, date(2026, 12, 1))
    events = timeline(Plan.STOP, [cover], date(2026, 12, 2))
    assert [event.line for event in events] == ["notice-over", "renews-anyway", "still-stoppable"]


@pytest.mark.parametrize("plan", list(Plan))
def test_what_should_have_renewed_by_itself_is_neither_late_nor_over(plan: Plan) -> None:
    events = timeline(plan, [Cover("C-4", "online-service", date(2026, 10, 31), True)], date(2026, 11, 23), 40)
    assert [(event.line, event.on) for event in events] == [("should-have-renewed", date(2026, 10, 31))]


def test_the_same_line_on_the_same_day_is_told_once_for_all_contracts() -> None:
    two = [Cover("C-1", "software", date(2026, 12, 31), False), Cover("C-2", "hardware", date(2026, 12, 31), False)]
    assert line(timeline(Plan.ALIGN, two, date(2026, 11, 23)), "ends").numbers == ("C-1", "C-2")
