from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import holidays
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.office_hours import NeverOpen, after_minutes, calendar_of, is_certain, is_open, minutes_between, opens_at
from renewals.regions import HalfDay, Region, all_regions, region_named, region_of
from tests.tables import for_each_row

REGIONS = {region.code: region for region in all_regions()}
EMEA = REGIONS["EMEA"]
# A week without, and one with, public holidays for each team (of 2026 and 2027), by its Monday and what is closed in
# it.
WEEKS = {
    "EMEA": {
        "2026-11-16": [],
        "2026-07-13": ["2026-07-14"],
        "2027-05-03": ["2027-05-06"],
        "2026-12-28": ["2027-01-01"],
    },
    "AMS": {"2026-11-16": [], "2026-11-23": ["2026-11-26"], "2026-06-29": ["2026-07-03"]},
    "JP": {"2026-11-16": [], "2026-05-04": ["2026-05-04", "2026-05-05", "2026-05-06"], "2026-11-23": ["2026-11-23"]},
    "CN": {"2026-11-16": [], "2026-09-28": ["2026-10-01", "2026-10-02"]},
    "SG": {"2026-11-16": [], "2026-08-10": ["2026-08-10"], "2026-12-21": ["2026-12-25"]},
}
HOURS = [
    (code, monday, closed, weekday, hour)
    for code, weeks in WEEKS.items()
    for monday, closed in weeks.items()
    for weekday in range(7)
    for hour in range(24)
]
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
teams = st.sampled_from(list(REGIONS.values()))


def local(region: Region, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, ZoneInfo(region.timezone))


@for_each_row(HOURS)
def test_a_team_is_there_on_working_days_from_nine_to_six_of_its_own_time_and_not_on_its_holidays(
    code: str, monday: str, closed: list[str], weekday: int, hour: int
) -> None:
    region, day = REGIONS[code], date.fromisoformat(monday) + timedelta(days=weekday)
    expected = weekday < 5 and 9 <= hour < 18 and day.isoformat() not in closed
    assert is_open(region, local(region, day, time(hour, 30))) is expected


@for_each_row(country.alpha_2 for country in pycountry.countries)
def test_every_country_has_a_team_with_a_time_zone_hours_languages_and_a_region_that_steps_in(country: str) -> None:
    region = region_of(country)
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert opens_at(region, at) < at + timedelta(days=7)
    assert region_named(region.overflow) != region
    assert region.languages
    assert set(region.languages) <= {"fr", "en"}
    assert region.holidays in holidays.list_supported_countries()


@pytest.mark.parametrize(
    ("code", "at", "opens"),
    [
        ("EMEA", "2026-11-23T18:00+01:00", "2026-11-24T09:00+01:00"),
        ("EMEA", "2026-11-20T17:59+01:00", "2026-11-20T17:59+01:00"),
        ("EMEA", "2026-11-20T18:00+01:00", "2026-11-23T09:00+01:00"),
        ("EMEA", "2026-07-13T19:00+02:00", "2026-07-15T09:00+02:00"),
        ("EMEA", "2026-12-31T20:00+01:00", "2027-01-04T09:00+01:00"),
        ("AMS", "2026-11-25T20:00-05:00", "2026-11-27T09:00-05:00"),
        ("JP", "2026-05-01T20:00+09:00", "2026-05-07T09:00+09:00"),
    ],
)
def test_the_next_opening_passes_over_nights_weekends_and_holidays(code: str, at: str, opens: str) -> None:
    assert opens_at(REGIONS[code], datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


@pytest.mark.parametrize(
    ("at", "minutes", "then"),
    [
        ("2026-11-23T10:00+01:00", 15, "2026-11-23T10:15+01:00"),
        ("2026-11-23T17:50+01:00", 15, "2026-11-24T09:05+01:00"),
        ("2026-11-21T12:00+01:00", 15, "2026-11-23T09:15+01:00"),
        ("2026-11-23T09:00+01:00", 9 * 60, "2026-11-23T18:00+01:00"),
        ("2026-11-23T09:00+01:00", 9 * 60 + 1, "2026-11-24T09:01+01:00"),
        # Over the night in which summer time begins: the office still opens at nine.
        ("2026-03-27T17:50+01:00", 20, "2026-03-30T09:10+02:00"),
    ],
)
def test_business_minutes_count_only_while_the_team_is_there(at: str, minutes: float, then: str) -> None:
    assert after_minutes(EMEA, datetime.fromisoformat(at), minutes) == datetime.fromisoformat(then)


@given(teams, instants, st.floats(0.5, 5000))
def test_as_many_business_minutes_lie_before_a_deadline_as_it_was_set_for(
    region: Region, at: datetime, minutes: float
) -> None:
    deadline = after_minutes(region, at, minutes)
    assert minutes_between(region, at, deadline) == pytest.approx(minutes, abs=0.001)


@given(teams, instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(region: Region, at: datetime) -> None:
    opens = opens_at(region, at)
    assert is_open(region, opens)
    between = [at + (opens - at) * part / 10 for part in range(10)]
    assert opens == at or not any(is_open(region, moment) for moment in between)


@given(teams, st.lists(instants, min_size=3, max_size=3))
def test_business_minutes_add_up(region: Region, moments: list[datetime]) -> None:
    first, middle, last = sorted(moments)
    parts = sum(minutes_between(region, one, other) for one, other in pairwise((first, middle, last)))
    assert parts == pytest.approx(minutes_between(region, first, last), abs=0.01)


def test_a_break_at_noon_counts_as_closed() -> None:
    with_break = replace(EMEA, hours=((time(9), time(12)), (time(14), time(18))))
    noon = datetime.fromisoformat("2026-11-23T12:30+01:00")
    assert not is_open(with_break, noon)
    assert opens_at(with_break, noon) == datetime.fromisoformat("2026-11-23T14:00+01:00")
    assert after_minutes(with_break, datetime.fromisoformat("2026-11-23T11:50+01:00"), 20) == datetime.fromisoformat(
        "2026-11-23T14:10+01:00"
    )


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        # The days of weekends that the State Council's decree for 2026 makes up for holidays with.
        ("2026-01-03T10:00+08:00", "2026-01-04T09:00+08:00"),
        ("2026-02-14T12:00+08:00", "2026-02-14T12:00+08:00"),
        ("2026-02-14T19:00+08:00", "2026-02-24T09:00+08:00"),
        ("2026-02-28T08:00+08:00", "2026-02-28T09:00+08:00"),
        ("2026-05-09T17:00+08:00", "2026-05-09T17:00+08:00"),
        ("2026-09-20T09:00+08:00", "2026-09-20T09:00+08:00"),
        ("2026-10-01T09:00+08:00", "2026-10-08T09:00+08:00"),
        ("2026-10-10T09:00+08:00", "2026-10-10T09:00+08:00"),
        # An ordinary weekend.
        ("2026-11-21T10:00+08:00", "2026-11-23T09:00+08:00"),
    ],
)
def test_china_works_on_the_weekends_that_make_up_for_holidays(at: str, opens: str) -> None:
    assert opens_at(REGIONS["CN"], datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


@for_each_row(product(REGIONS.values(), range(2015, 2031)))
def test_no_day_is_both_worked_and_closed_and_only_weekends_make_up(region: Region, year: int) -> None:
    calendar = calendar_of(region.holidays, year)
    assert not calendar.worked & calendar.closed
    assert all(day.weekday() > 4 for day in calendar.worked)


@pytest.mark.parametrize(
    ("code", "first", "last", "certain"),
    [
        ("CN", "2026-09-30T19:00+08:00", "2026-10-08T09:00+08:00", True),
        # Nobody has decreed 2040 yet: what is moved around its holidays is not known. In between all is as ever.
        ("CN", "2040-09-28T19:00+08:00", "2040-10-08T09:00+08:00", False),
        ("CN", "2040-07-06T19:00+08:00", "2040-07-09T09:00+08:00", True),
        ("SG", "2026-08-07T19:00+08:00", "2026-08-11T09:00+08:00", True),
        # The end of Ramadan is seen, not counted.
        ("SG", "2040-10-05T19:00+08:00", "2040-10-09T09:00+08:00", False),
        ("EMEA", "2040-07-13T19:00+02:00", "2040-07-16T09:00+02:00", True),
    ],
)
def test_days_that_are_worked_out_and_not_announced_are_told_apart(
    code: str, first: str, last: str, certain: bool
) -> None:
    assert is_certain(REGIONS[code], datetime.fromisoformat(first), datetime.fromisoformat(last)) is certain


def test_a_half_day_ends_early_each_year_or_in_one() -> None:
    region = replace(EMEA, half_days=(HalfDay("12-24", time(13)), HalfDay("2026-12-31", time(12))))
    assert is_open(region, datetime.fromisoformat("2026-12-24T12:30+01:00"))
    assert opens_at(region, datetime.fromisoformat("2026-12-24T13:00+01:00")) == datetime.fromisoformat(
        "2026-12-28T09:00+01:00"
    )
    assert not is_open(region, datetime.fromisoformat("2027-12-24T13:30+01:00"))
    assert not is_open(region, datetime.fromisoformat("2026-12-31T12:30+01:00"))
    assert is_open(region, datetime.fromisoformat("2027-12-31T12:30+01:00"))
    assert (
        minutes_between(
            region, datetime.fromisoformat("2026-12-24T00:00+01:00"), datetime.fromisoformat("2026-12-25T00:00+01:00")
        )
        == 4 * 60
    )


@given(teams, instants, st.integers(1, 28), st.integers(1, 12), st.integers(0, 23))
def test_business_minutes_hold_with_half_days_as_well(
    region: Region, at: datetime, day: int, month: int, hour: int
) -> None:
    region = replace(region, half_days=(HalfDay(f"{month:02d}-{day:02d}", time(hour)),))
    deadline = after_minutes(region, at, 2000)
    assert minutes_between(region, at, deadline) == pytest.approx(2000, abs=0.001)


def test_a_team_that_never_opens_is_a_mistake_that_is_told() -> None:
    with pytest.raises(NeverOpen):
        opens_at(replace(EMEA, days=()), datetime(2026, 11, 23, tzinfo=UTC))


def test_a_region_of_no_such_code_is_a_mistake_that_is_told() -> None:
    with pytest.raises(KeyError):
        region_named("XX")
