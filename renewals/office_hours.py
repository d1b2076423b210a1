"""When a regional team is there: working days and hours in its own time zone, without its public holidays, with the
weekends that are worked instead. Pure: the instant is an argument.

Holidays come from the package `holidays`. Where a government moves working days by a decree each year (China), the
decree counts; until it is known, and where a holiday follows the moon, days are worked out, and `is_certain` tells
that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from renewals.regions import Region

# Longer than any series of holidays: a team that is not open within it never is.
LOOKS_AHEAD = timedelta(days=60)
# A decree moves working days to within so many days of the holiday.
MOVED_WITHIN = timedelta(days=9)


@dataclass(frozen=True)
class Calendar:
    """A country's year: the days on which nobody works, the days of weekends that are worked in their place, and the
    days for which either was worked out and not announced.
    """

    closed: frozenset[date]
    worked: frozenset[date]
    uncertain: frozenset[date]


class NeverOpen(Exception):
    """The region's data leave no opening at all."""


def is_open(region: Region, at: datetime) -> bool:
    """Whether the team is at work at an instant."""
    return opens_at(region, at) == at


def opens_at(region: Region, at: datetime) -> datetime:
    """The instant (UTC) from which the team is at work: `at` itself where it is now, else the next opening.

    Raises NeverOpen.
    """
    first, _ = next(_openings(region, at))
    return max(first, at)


def after_minutes(region: Region, at: datetime, minutes: float) -> datetime:
    """The instant (UTC) at which so many minutes of the team's working time have passed since `at`.

    Raises NeverOpen.
    """
    left = timedelta(minutes=minutes)
    for first, last in _openings(region, at):
        first = max(first, at)
        if first + left <= last:
            return first + left
        left -= last - first
    raise NeverOpen(region.code)


def minutes_between(region: Region, first: datetime, last: datetime) -> float:
    """The team's working minutes between two instants; 0 where `last` is not after `first`."""
    passed = timedelta()
    for opens, closes in _openings(region, first):
        if opens >= last:
            break
        passed += max(timedelta(), min(closes, last) - max(opens, first))
    return passed / timedelta(minutes=1)


def is_holiday(country: str, day: date) -> bool:
    """Whether a day is a public holiday in a country (ISO 3166-1 alpha-2)."""
    return day in calendar_of(country, day.year).closed


def is_working_day(region: Region, day: date) -> bool:
    """Whether the team works on a day of its own time zone: an ordinary working day, or one that makes up for a
    holiday.
    """
    year = calendar_of(region.holidays, day.year)
    return day in year.worked or (day.weekday() in region.days and day not in year.closed)


def is_certain(region: Region, first: datetime, last: datetime) -> bool:
    """Whether all holidays between two instants are announced. Where not,
    an opening told for then may be another one.
    """
    zone = ZoneInfo(region.timezone)
    day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    years = (calendar_of(region.holidays, year).uncertain for year in range(day.year, end.year + 1))
    return not any(day <= one <= end for uncertain in years for one in uncertain)


@cache
def calendar_of(country: str, year: int) -> Calendar:
    """The year of a country (ISO 3166-1 alpha-2)."""
    known = holidays.country_holidays(country, years=year)
    closed = frozenset(known)
    signs = [
        str(label).replace("%s", "")
        for name in ("estimated_label", "observed_estimated_label")
        if (label := getattr(known, name, None))
    ]
    uncertain = {day for day, name in known.items() if any(sign in name for sign in map(known.tr, signs) if sign)}
    if known.has_substituted_holidays and year not in known.special_public_holidays:
        around = range(-MOVED_WITHIN.days, MOVED_WITHIN.days + 1)
        uncertain |= {day + timedelta(days=by) for day in closed for by in around}
    return Calendar(closed, frozenset(known.weekend_workdays), frozenset(uncertain))


def _openings(region: Region, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans (UTC) in which the team is at work, from the one that `since` falls into, or the next, on."""
    zone = ZoneInfo(region.timezone)
    day, seen = since.astimezone(zone).date() - timedelta(days=1), since
    while True:
        if is_working_day(region, day):
            for first, last in _hours(region, day):
                opens, closes = (datetime.combine(day, moment, zone).astimezone(UTC) for moment in (first, last))
                if closes > since:
                    seen = closes
                    yield opens, closes
        day += timedelta(days=1)
        if datetime.combine(day, region.hours[0][0], zone) - seen > LOOKS_AHEAD:
            raise NeverOpen(region.code)


def _hours(region: Region, day: date) -> Iterator[tuple[time, time]]:
    """The team's hours on a working day, cut where it is a half day."""
    closes = next(
        (half.closes for half in region.half_days if half.day in (day.strftime("%m-%d"), day.isoformat())), time.max
    )
    for first, last in region.hours:
        if first < closes:
            yield first, min(last, closes)
