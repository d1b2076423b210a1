"""Dates in figures alone: "2027-03-15", "15/03/27", "15.12", "03/2027", "15 03 2027"."""

from __future__ import annotations

from renewals.periods.calendar import Moment, day_of, numbered, once
from renewals.periods.kinds import CannotRead, Period
from renewals.periods.reader import Reader

# Two figures for a year mean this century, and no contract runs longer than to here.
FAR = 2060


def figures(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """A date in figures alone."""
    parts, end = reader.kind(place, "date"), place + 1
    if parts is None and (spaced := _spaced(reader, place)):
        parts, end = spaced, place + 3
    dotted = (
        reader.kind(place, "dotted")
        if reader.words.day_first and not reader.has(place + 1, "unit", "short_unit")
        else None
    )
    if dotted:
        parts = ("days", dotted[0], dotted[1], None)
    if parts is None:
        return None
    if parts[0] == "month":
        return sure(numbered("month", parts[2], parts[1]), place, "month"), place + 1
    if parts[0] == "ymd":
        return sure(day_of(*parts[1:]), place), place + 1
    first, second, year = parts[1:]
    ambiguous = first <= 12 and second <= 12 and first != second and not reader.words.day_first
    if ambiguous and reader.order is None:
        raise CannotRead("which-order", place, end)
    if year is not None and year >= FAR:
        raise CannotRead("no-such-day", place, end)
    month_first = not reader.words.day_first and (second > 12 or (ambiguous and reader.order == "mdy"))
    day, month = (second, first) if month_first else (first, second)
    if year is not None:
        return sure(day_of(year, month, day), place), end
    return yearly(month, day), end


def _spaced(reader: Reader, place: int) -> tuple[str, int, int, int] | None:
    """ "15 03 2027"; "le 15 03 27" where something says that it is a day."""
    figures = [reader.kind(at, "digits") for at in range(place, place + 3)]
    if figures[0] not in (1, 2) or figures[1] not in (1, 2) or any(reader.glued(at) for at in (place + 1, place + 2)):
        return None
    first, second, year = (
        (int(reader.kind(at, "number")) for at in range(place, place + 3)) if figures[2] else (0, 0, 0)
    )
    if first > 31 or second > 31 or not first or not second:
        return None
    if figures[2] == 4 and reader.has(place + 2, "year"):
        return ("days", first, second, year)
    two = figures == [2, 2, 2] and year >= 20 and reader.has(place - 1, "the", "bound", "in")
    return ("days", first, second, 2000 + year) if two else None


def sure(period: Period | None, place: int, unit: str = "day") -> Moment:
    if period is None:
        raise CannotRead("no-such-day", place, place + 1)
    return once(period, unit)


def yearly(month: int, day: int) -> Moment:
    return Moment(lambda year: day_of(year, month, day), "year")
