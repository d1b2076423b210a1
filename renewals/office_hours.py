"""When a regional team is there: working days and hours in its own time zone, without its public holidays. Pure: the instant is an argument."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from renewals.regions import Region

# Longer than any series of holidays: a team that is not open within it never is.
LOOKS_AHEAD = timedelta(days=60)


class NeverOpen(Exception):
    """The region's data leave no opening at all."""


def is_open(region: Region, at: datetime) -> bool:
    """Whether the team is at work at an instant."""
    return opens_at(region, at) == at


def opens_at(region: Region, at: datetime) -> datetime:
    """The instant (UTC) from which the team is at work: `at` itself where it is now, else the next opening. Raises NeverOpen."""
    first, _ = next(_openings(region, at))
    return max(first, at)


def after_minutes(region: Region, at: datetime, minutes: float) -> datetime:
    """The instant (UTC) at which so many minutes of the team's working time have passed since `at`. Raises NeverOpen."""
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
    return day in _holidays(country, day.year)


def _openings(region: Region, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans (UTC) in which the team is at work, from the one that `since` falls into, or the next, on."""
    zone = ZoneInfo(region.timezone)
    day, seen = since.astimezone(zone).date() - timedelta(days=1), since
    while True:
        if day.weekday() in region.days and not is_holiday(region.holidays, day):
            for first, last in region.hours:
                opens, closes = (datetime.combine(day, moment, zone).astimezone(UTC) for moment in (first, last))
                if closes > since:
                    seen = closes
                    yield opens, closes
        day += timedelta(days=1)
        if datetime.combine(day, region.hours[0][0], zone) - seen > LOOKS_AHEAD:
            raise NeverOpen(region.code)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))
