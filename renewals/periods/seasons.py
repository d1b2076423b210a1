"""Seasons and feasts: what is asked back, with the days that it may mean.

Which months a season has hangs on the half of the world; a feast has its day, and what else belongs to it is nobody's
to say. So both are offered first; behind a bound a feast is its day, which leaves one meaning.
"""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from renewals.periods.calendar import Moment, chosen, day_of, once
from renewals.periods.dates import year_after
from renewals.periods.kinds import Period
from renewals.periods.reader import Reader

# By how many months the seasons of a half of the world lie behind those of the north.
HALVES_OF_THE_WORLD = (0, 6)
EASTER = "easter"
# What begins a range that a feast ends, or ends one that it begins.
OPENS_A_RANGE = ("month", "feast", "calendar_day", "date", "named", "weekday")
# "Between" stands so many words before the feast that ends a range.
FAR_BEFORE = 8


def season_or_feast(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "This summer", "last winter", "l'été prochain", "summer 2027"; behind a bound also "Christmas", "Easter 2027".

    None while it is not said for which half of the world these are read.
    """
    if reader.season_shift is None:
        return None
    named = next((kind for kind in ("last", "next", "this") if reader.has(place, kind)), None)
    at = place + 1 if named and reader.has(place + 1, "season") else place
    if reader.has(at, "season"):
        first = (int(reader.kind(at, "season")) - 1 + reader.season_shift) % 12 + 1
        each = Moment(lambda year: _season(first, year), "year", "quarter")
    elif reader.has(at, "feast") and (
        reader.has(place - 1, "bound", "the", "between") or _is_of_a_range(reader, place)
    ):
        feast = str(reader.kind(at, "feast"))
        each = Moment(lambda year: _feast(feast, year), "year")
    else:
        return None
    year, end = year_after(reader, at + 1, two_digits=False)
    if year is not None:
        return Moment(lambda _: each.at(year), unit=each.unit), end
    if at == place and reader.words.day_first and reader.has(end, "next", "last"):
        named, end = ("last" if reader.has(end, "last") else "next"), end + 1
    return (once(_last_over(each, reader.today), each.unit) if named == "last" else each), end


def _is_of_a_range(reader: Reader, place: int) -> bool:
    """ "Between Christmas and New Year", "du 15 août à Noël", "de la Toussaint à Noël"."""
    before = range(max(0, place - FAR_BEFORE), place - 1)
    if reader.has(place - 1, "and", "to") and any(reader.has(at, "between") for at in before):
        return True
    if reader.has(place - 1, "to") and any(reader.has(at, *OPENS_A_RANGE) for at in before):
        return True
    return reader.has(place + 1, "to") and any(reader.has(at, *OPENS_A_RANGE) for at in range(place + 2, place + 5))


def _last_over(each: Moment, today: date) -> Period:
    """The last one that is over: that under way is not the last."""
    begun = chosen(each, today, past=True)
    if begun.start is None or begun.end is None or begun.end < today:
        return begun
    return chosen(each, begun.start - timedelta(days=1), past=True)


def _season(first: int, year: int) -> Period:
    """The season of a year that begins with a month."""
    start = date(year, first, 1)
    return Period(start, start + relativedelta(months=3) - timedelta(days=1))


def _feast(feast: str, year: int) -> Period | None:
    """The day of a feast in a year: so many days from Easter ("easter+39"), or a date ("12-25")."""
    if feast.startswith(EASTER):
        day = easter(year) + timedelta(days=int(feast.removeprefix(EASTER) or 0))
        return Period(day, day)
    month, day_of_month = feast.split("-")
    return day_of(year, int(month), int(day_of_month))
