"""Days and months as people write them: "15 March 2027", "2027-03-15", "le 15", "March 15-20", "mars 27"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from renewals.periods.calendar import Moment, chosen, day_of, numbered, once
from renewals.periods.figures import sure, yearly
from renewals.periods.kinds import CannotRead, Period
from renewals.periods.reader import Reader
from renewals.periods.relative import unit_named, weeks_after

# More days are not listed by name.
MOST_DAYS = 7


def _in(year: int | None, at: Callable[[int], Period | None], unit: str = "day") -> Moment:
    """A moment that comes each year, or the one of a year."""
    return Moment(lambda _: at(year), "once", unit) if year is not None else Moment(at, "year", unit)


def year_after(reader: Reader, place: int, two_digits: bool) -> tuple[int | None, int]:
    """The year that stands after a day, month or quarter, and where it ends."""
    at = (
        place + 1
        if reader.text(place) in (",", "/", "-") and (reader.text(place) != "-" or reader.glued(place + 1))
        else place
    )
    for begins in (at, reader.skip(at, "of", "the", "in")):
        if reader.has(begins, "year") and not reader.has(begins + 1, "quantity"):
            return int(reader.kind(begins, "year")), begins + 1
        if reader.text(begins) == "'" and reader.kind(begins + 1, "digits") == 2:
            return 2000 + int(reader.kind(begins + 1, "number")), begins + 2
        named = unit_named(reader, begins)
        if named and named[0] == "year":
            return reader.today.year + named[1], named[2]
    follows = reader.has(at + 1, "unit", "short_unit", "quantity", "month") or reader.text(at + 1) in ("/", "%")
    if two_digits and reader.kind(at, "digits") == 2 and not follows and not reader.kind(at, "number") % 1:
        return 2000 + int(reader.kind(at, "number")), at + 1
    return None, place


def _day(reader: Reader, place: int) -> int | None:
    """A day of the month, in figures or words."""
    if reader.has(place, "nth"):
        return int(reader.kind(place, "nth"))
    if (
        reader.has(place, "number")
        and (reader.kind(place, "digits") or 1) <= 2
        and reader.kind(place, "number") == int(reader.kind(place, "number"))
    ):
        return int(reader.kind(place, "number"))
    ordinal = reader.kind(place, "ordinal")
    return int(ordinal) if ordinal is not None and ordinal > 0 else None


def day_month(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "15 March 2027", "15-Mar-27", "the 15th of March", "15 to 20 March", "10, 11 and 12 March", "le 15 mars
    prochain".
    """
    if _day(reader, place) is None:
        return None
    days, joined, at = _days(reader, place)
    at = reader.past_sign(at, "-/.")
    at = at + 1 if reader.has(at, "edge_of") else at
    month = reader.kind(at, "month")
    if month is None:
        return None
    if reader.has(place - 1, "ordinal"):
        # "The first third of March" is no day.
        raise CannotRead("unread", place - 1, at + 1)
    at = at + 1 + int(reader.text(at + 1) == "." and reader.glued(at + 1) and not reader.glued(at + 2))
    at = at + 1 if reader.text(at) == "." and reader.glued(at + 1) else at
    year, end = year_after(reader, at, two_digits=True)
    opened = reader.has(place - 1, "between") or reader.has(place - 2, "between")
    ranged = len(joined) == 1 and (opened or reader.has(joined[0], "to"))
    first, last = days[0], days[-1]
    if not ranged and days != list(range(first, first + len(days))):
        raise CannotRead("which-of", place, end)
    if last < first:
        raise CannotRead("unread", place, end)
    if _sure_of_month(month, last) is None or first < 1:
        raise CannotRead("no-such-day", place, end)
    meant = replace(_in(year, lambda y: _span(y, month, (first, last))), spans=bool(joined))
    if year is None and reader.words.year_after_month and reader.has(end, "next", "last"):
        return once(chosen(meant, reader.today, past=reader.has(end, "last"))), end + 1
    return meant, end


def _days(reader: Reader, place: int) -> tuple[list[int], list[int], int]:
    """The days that begin at a token, the places of what joins them ("to", "and"), and where they end."""
    days, joined, at = [_day(reader, place) or 0], list[int](), place + 1
    while len(days) < MOST_DAYS and reader.has(at, "to", "and") and (other := _second_day(reader, at)):
        joined.append(at)
        days.append(other[0])
        at = other[1]
    return days, joined, at


def _second_day(reader: Reader, place: int) -> tuple[int, int] | None:
    """A further day: "to 20", "and the 16th", ", and 17", "au vendredi 20"."""
    at = reader.skip(place + 1, "and", "the", "weekday")
    day = _day(reader, at)
    return (day, at + 1) if day is not None else None


def _sure_of_month(month: int, day: int) -> Period | None:
    """A day that a month has in some year."""
    return day_of(2028, month, day)


def _span(year: int, month: int, days: tuple[int, int]) -> Period | None:
    first, last = day_of(year, month, days[0]), day_of(year, month, days[1])
    return Period(first.start, last.end) if first and last else None


def month_day(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "March 15, 2027", "March 15-20", "Mar-15-2027"; where the year follows the month, only a day with an ordinal's
    ending.
    """
    month = reader.kind(place, "month")
    if month is None:
        return None
    at = place + 1 + int(reader.text(place + 1) == "." and reader.glued(place + 1))
    hyphen = reader.text(at) == "-" and reader.glued(at + 1)
    at = reader.skip(at + int(hyphen), "the")
    day = _day(reader, at)
    if (
        day is None
        or not 1 <= day <= 31
        or reader.has(at + 1, "unit", "short_unit", "quantity")
        or reader.text(at + 1) == "%"
    ):
        return None
    if reader.words.year_after_month or reader.has(at + 1, "half"):
        return None
    if hyphen and reader.kind(at, "digits") == 2 and not reader.glued(at + 1) and day_of(2028, month, day):
        # "Mar-27" is a day to some and a month to others.
        both = chosen(yearly(month, day), reader.today), numbered("month", month, 2000 + day)
        raise CannotRead("which-of", place, at + 1, tuple(one for one in both if one))
    last, end = day, at + 1
    if (
        reader.has(end, "to", "and")
        and (other := _second_day(reader, end))
        and not reader.has(other[1], "month", "unit", "short_unit")
    ):
        joined = reader.has(end, "to") or other[0] == day + 1
        if joined:
            last, end = other
    year, end = year_after(reader, end, two_digits=False)
    if last < day or day_of(2028, month, last) is None:
        raise CannotRead("no-such-day", place, end)
    return replace(_in(year, lambda y: _span(y, month, (day, last))), spans=last != day), end


def year_first(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "2027 Aug", "2027 March 15", "2027-Mar-15"."""
    year, at = reader.kind(place, "year"), reader.past_sign(place + 1, "-/.")
    month = reader.kind(at, "month")
    if year is None or month is None:
        return None
    sign = reader.past_sign(at + 1, "-/.")
    day = _day(reader, sign)
    if day is not None and not reader.has(sign + 1, "unit", "month", "quantity") and not reader.has(sign, "year"):
        return sure(day_of(year, month, day), place), sign + 1
    return once(numbered("month", month, year) or Period(None, None), "month"), at + 1


def month_alone(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "March", "next March", "mars dernier", "month of March 2027", "juillet 27", "Aug '27"."""
    at, named = place, None
    if reader.has(at, "next", "last", "this") and reader.has(at + 1, "month") and not reader.has(at, "bound", "in"):
        named, at = ("next" if reader.has(at, "next") else "last" if reader.has(at, "last") else "this"), at + 1
    elif reader.kind(at, "unit") == "month" and reader.has(at + 1, "edge_of") and reader.has(at + 2, "month"):
        at += 2
    month = reader.kind(at, "month")
    if month is None:
        return None
    end = at + 1 + int(reader.text(at + 1) == "." and reader.glued(at + 1))
    year, end = year_after(reader, end, two_digits=reader.words.year_after_month)
    if year is None and named is None and reader.has(end, "next", "last") and reader.words.year_after_month:
        named, end = ("next" if reader.has(end, "next") else "last"), end + 1

    def each(one: int) -> Period | None:
        return numbered("month", month, one)

    if year is not None or named is None:
        return _in(year, each, "month"), end
    return once(_month_near(reader, each, named, place, end), "month"), end


def _month_near(reader: Reader, each: Callable[[int], Period | None], named: str, place: int, end: int) -> Period:
    """ "Next March" is the next to come, "last March" the last that is over; of this month it asks which is meant."""
    today, year = reader.today, reader.today.year
    this, before, after = (each(one) or Period(None, None) for one in (year, year - 1, year + 1))
    assert this.start is not None
    assert this.end is not None
    if named == "this":
        return this
    if named == "last":
        return this if this.end < today else before
    if this.start <= today <= this.end:
        raise CannotRead("which-of", place, end, (this, after))
    return this if this.start > today else after


def named_day(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """Today, tomorrow, yesterday; New Year's Eve."""
    offset = reader.kind(place, "named")
    if offset is not None:
        weeks, end = weeks_after(reader, place + 1)
        day = reader.today + timedelta(days=offset, weeks=weeks)
        return once(Period(day, day)), end
    day_and_month = reader.kind(place, "calendar_day")
    if day_and_month is None:
        return None
    month, day_of_month = (int(part) for part in str(day_and_month).split("-"))
    year, end = year_after(reader, place + 1, two_digits=False)
    return _in(year, lambda y: day_of(y, month, day_of_month)), end
