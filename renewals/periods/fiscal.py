"""Fiscal years and their quarters.

When they begin is the person's or the region's to say; it is asked where nobody has.
"""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from renewals.periods.calendar import MONTHS_OF, Moment, once
from renewals.periods.kinds import CannotRead, Fiscal, Period
from renewals.periods.reader import Reader

# When most fiscal years begin: these are offered.
COMMON = tuple(Fiscal(month) for month in (1, 4, 7, 10))


def is_short(reader: Reader, place: int) -> bool:
    """Whether "FY27", "FY 2027" stands at a place."""
    return reader.words.quarter_letters.get(reader.text(place)) == "fiscal" and (
        reader.kind(place + 1, "digits") in (2, 4) or not reader.has(place + 1, "digits")
    )


def follows(reader: Reader, place: int) -> bool:
    """Whether a fiscal year is named next, as that of a quarter: "Q1 FY27", "T2 de l'exercice 2027"."""
    at = reader.skip(place, "of", "edge_of", "the")
    return reader.has(at, "fiscal") or is_short(reader, at)


def year_or_quarter(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "FY27", "fiscal year 2027", "next fiscal year", "fiscal Q2", "last fiscal quarter", "l'exercice en cours",
    "trimestre fiscal".
    """
    offset, at = 0, place
    if reader.has(at, "next", "last", "this") and (reader.has(at + 1, "fiscal") or is_short(reader, at + 1)):
        offset, at = reader.kind(at, "next") or -(reader.kind(at, "last") or 0), at + 1
    unit_first = reader.kind(at, "unit") in ("quarter", "half", "year") and reader.has(at + 1, "fiscal")
    if not unit_first and not reader.has(at, "fiscal") and not is_short(reader, at):
        return None
    unit = str(reader.kind(at, "unit")) if unit_first else "year"
    at += 2 if unit_first else 1
    if not unit_first and reader.kind(at, "unit") in ("quarter", "half", "year"):
        unit, at = str(reader.kind(at, "unit")), at + 1
    letter = reader.words.quarter_letters.get(reader.text(at))
    if letter in ("quarter", "half") and reader.kind(at + 1, "digits") == 1:
        return quarter_of(reader, letter, int(reader.kind(at + 1, "number")), place, at + 2)
    if reader.words.year_after_month and reader.has(at, "next", "last", "this"):
        offset, at = reader.kind(at, "next") or -(reader.kind(at, "last") or 0), at + 1
    if reader.kind(at, "digits") in (2, 4) and unit == "year":
        year, at = int(reader.kind(at, "number")), at + 1
        return once(_year(_known(reader, place, at), year + (2000 if year < 100 else 0)), "year"), at
    begins = _known(reader, place, at)
    return once(_around(begins, unit, reader.today, offset), unit), at


def quarter_of(reader: Reader, unit: str, number: int, first: int, place: int) -> tuple[Moment, int]:
    """The n-th quarter or half of a fiscal year that is named next, or of the one under way."""
    at = reader.skip(place, "of", "edge_of", "the")
    at = at + 1 if reader.has(at, "fiscal") or is_short(reader, at) else place
    named = reader.kind(at, "digits") in (2, 4)
    end = at + 1 if named else at
    begins = _known(reader, first, end)
    if not 1 <= number <= 12 // MONTHS_OF[unit]:
        raise CannotRead("no-such-day", first, end)
    said = int(reader.kind(at, "number")) if named else 0
    whole = _year(begins, said + (2000 if said < 100 else 0)) if named else _around(begins, "year", reader.today, 0)
    assert whole.start is not None
    start = whole.start + relativedelta(months=(number - 1) * MONTHS_OF[unit])
    return once(Period(start, start + relativedelta(months=MONTHS_OF[unit]) - timedelta(days=1)), unit), end


def _known(reader: Reader, first: int, last: int) -> Fiscal:
    if reader.fiscal is None:
        raise CannotRead("which-fiscal", first, last)
    return reader.fiscal


def _year(fiscal: Fiscal, name: int) -> Period:
    """The fiscal year of a name (2027 for FY27)."""
    start = date(name - 1 if fiscal.named_by_its_end and fiscal.begins > 1 else name, fiscal.begins, 1)
    return Period(start, start + relativedelta(years=1) - timedelta(days=1))


def _around(fiscal: Fiscal, unit: str, day: date, offset: int) -> Period:
    """The fiscal year, half or quarter around a day, or so many later."""
    months = MONTHS_OF[unit]
    since = (day.year * 12 + day.month - fiscal.begins) // months + offset
    months_from_zero = since * months + fiscal.begins - 1
    start = date(months_from_zero // 12, months_from_zero % 12 + 1, 1)
    return Period(start, start + relativedelta(months=months) - timedelta(days=1))
