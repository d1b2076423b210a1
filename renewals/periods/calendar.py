"""Days, weeks, months and their parts. Pure arithmetic: no words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from renewals.periods.kinds import CannotRead, Period

MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14, "halfmonth": 15}
MOST_AHEAD = {
    "day": 36500,
    "week": 5200,
    "fortnight": 2600,
    "halfmonth": 2400,
    "month": 1200,
    "quarter": 400,
    "half": 200,
    "year": 100,
}
# How many years, months or weeks are looked through for a day that is not in each of them (29 February, the 31st).
LOOKED_THROUGH = 9


@dataclass(frozen=True)
class Moment:
    """What is named, before it is known which one is meant: the k-th March, the k-th 15th, the k-th Friday, or one
    period alone.

    `cycle`: what k counts (`year`, `half`, `quarter`, `month` from year 0 on, `week` and `day` from day 1 on, `once`);
    `edge`: "end" where the end of something is named; `strict`: today's own does not count (a weekday); `spans`: it was
    said as a range ("1 to 15 March").
    """

    at: Callable[[int], Period | None]
    cycle: str = "once"
    unit: str = "day"
    edge: str | None = None
    strict: bool = False
    spans: bool = False

    def part(self, cut: Callable[[Period], Period | None], unit: str = "day", edge: str | None = None) -> Moment:
        """A part of it."""

        def cut_at(k: int) -> Period | None:
            whole = self.at(k)
            return whole and cut(whole)

        return Moment(cut_at, self.cycle, unit, edge, self.strict)


def once(period: Period, unit: str = "day") -> Moment:
    return Moment(lambda _: period, "once", unit)


def counted(cycle: str, day: date) -> int:
    """Which year, half-year, quarter, month, week or day this is, so many from the first."""
    if cycle in MONTHS_OF:
        return (day.year * 12 + day.month - 1) // MONTHS_OF[cycle]
    return {"week": (day.toordinal() - 1) // 7, "day": day.toordinal() - 1, "once": 0}[cycle]


def begun(cycle: str, k: int) -> date:
    """The first day of the k-th year, half-year, quarter, month, week or day, as `counted` counts them."""
    if cycle in MONTHS_OF:
        year, month = divmod(k * MONTHS_OF[cycle], 12)
        return date(year, month + 1, 1)
    return date.fromordinal((k * 7 if cycle == "week" else k) + 1)


def chosen(moment: Moment, since: date, past: bool = False) -> Period:
    """The one under way or the next to come since a day; where the past is meant, the one under way or the last that
    began.
    """
    k = counted(moment.cycle, since)
    if moment.cycle == "once":
        tries = [0]
    elif past:
        tries = list(range(k + 1, k - LOOKED_THROUGH, -1))
    else:
        tries = list(range(k - 1, k + LOOKED_THROUGH))
    for one in tries:
        meant = moment.at(one)
        if meant is None or meant.start is None:
            continue
        if moment.cycle == "once" or _fits(meant, moment.strict, since, past):
            return meant
    raise CannotRead("no-such-day")


def _fits(meant: Period, strict: bool, since: date, past: bool) -> bool:
    assert meant.start is not None
    if past:
        return meant.start < since if strict else meant.start <= since
    return (meant.end or meant.start) > since if strict else (meant.end or meant.start) >= since


def around(unit: str, day: date, offset: int = 0) -> Period:
    """The calendar's day, week (from Monday), weekend, month, quarter, half-year or year around a day, or so many
    later.
    """
    if unit == "day":
        return Period(day + timedelta(days=offset), day + timedelta(days=offset))
    if unit in ("week", "weekend"):
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
        return Period(monday if unit == "week" else monday + timedelta(days=5), monday + timedelta(days=6))
    months = MONTHS_OF[unit]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1) + relativedelta(months=months * offset)
    return Period(first, first + relativedelta(months=months) - timedelta(days=1))


def numbered(unit: str, number: int, year: int) -> Period | None:
    """The n-th month, quarter, half or ISO week of a year; nothing where the year has none."""
    if unit == "week":
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        return Period(monday, monday + timedelta(days=6))
    if not 1 <= number <= 12 // MONTHS_OF[unit]:
        return None
    return around(unit, date(year, (number - 1) * MONTHS_OF[unit] + 1, 1))


def day_of(year: int, month: int, day: int) -> Period | None:
    """One day; nothing where the calendar has no such day."""
    try:
        return Period(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


def later(day: date, count: float, unit: str) -> date:
    """A day so many units later; months are whole ones ("1.5 years" are 18), anything finer cannot be read."""
    if unit == "hour":
        count, unit = count / 24, "day"
    if abs(count) > MOST_AHEAD[unit]:
        raise CannotRead("no-such-day")
    units = count * (DAYS_OF.get(unit) or MONTHS_OF[unit])
    if units != int(units):
        raise CannotRead("unread")
    return day + (timedelta(days=int(units)) if unit in DAYS_OF else relativedelta(months=int(units)))


def cut(edge: str) -> Callable[[Period], Period | None]:
    """The start, middle or end of a period: a third of a month, the outer month of a quarter or more; of a week, two
    days (its end: four).
    """

    def part(whole: Period) -> Period | None:
        assert whole.start is not None
        assert whole.end is not None
        first, last, days = whole.start, whole.end, (whole.end - whole.start).days + 1
        if days > 31:
            return {
                "start": around("month", first),
                "mid": around("month", first + timedelta(days=days // 2)),
                "end": around("month", last),
            }[edge]
        if days < 7:
            return whole if edge != "mid" else None
        if days < 28:
            begins = {"start": 0, "mid": 2, "end": days - 4}[edge]
            ends = {"start": 1, "mid": 3, "end": days - 1}[edge]
        else:
            begins, ends = {"start": (0, 9), "mid": (10, 19), "end": (20, days - 1)}[edge]
        return Period(first + timedelta(days=begins), first + timedelta(days=ends))

    return part


def nth_unit(number: int, unit: str, count: int = 1) -> Callable[[Period], Period | None]:
    """The n-th unit of a period (-1: its last); or, from there, so many of them.

    Weeks of a period are its days 1-7, 8-14 and so on, the last is its last seven.
    """

    def part(whole: Period) -> Period | None:
        assert whole.start is not None
        assert whole.end is not None
        if number < 0:
            start = later(whole.end + timedelta(days=1), -count, unit)
            found = Period(start, whole.end)
        else:
            start = later(whole.start, number - 1, unit)
            found = Period(start, later(start, count, unit) - timedelta(days=1))
        assert found.start is not None
        assert found.end is not None
        return found if whole.start <= found.start and found.end <= whole.end else None

    return part


def nth_weekday(number: int, weekday: int) -> Callable[[Period], Period | None]:
    """The n-th Monday of a period (-1: its last)."""

    def part(whole: Period) -> Period | None:
        assert whole.start is not None
        assert whole.end is not None
        if number < 0:
            day = whole.end - timedelta(days=(whole.end.weekday() - weekday) % 7)
        else:
            day = whole.start + timedelta(days=(weekday - whole.start.weekday()) % 7 + 7 * (number - 1))
        return Period(day, day) if whole.start <= day <= whole.end else None

    return part


def nth_weekend(number: int) -> Callable[[Period], Period | None]:
    """The n-th weekend of a period (-1: its last), by its Saturday."""

    def part(whole: Period) -> Period | None:
        saturday = nth_weekday(number, 5)(whole)
        return saturday and Period(saturday.start, around("weekend", saturday.end or date.max).end)

    return part


def half_of(number: int) -> Callable[[Period], Period | None]:
    """The first or second half of a month (its 1st to 15th, 16th to last day) or of a year; other periods have none."""

    def part(whole: Period) -> Period | None:
        assert whole.start is not None
        assert whole.end is not None
        days = (whole.end - whole.start).days + 1
        if number not in (1, 2, -1):
            return None
        if 28 <= days <= 31:
            middle = whole.start + timedelta(days=15)
            return Period(whole.start, middle - timedelta(days=1)) if number == 1 else Period(middle, whole.end)
        if days > 360:
            return around("half", whole.start if number == 1 else whole.end)
        return None

    return part
