"""Weeks by their number or by a day of theirs: "week 5", "S50", "2027-W05", "the week of 14 December"."""

from __future__ import annotations

from renewals.periods.calendar import Moment, around, numbered
from renewals.periods.dates import year_after
from renewals.periods.kinds import CannotRead, Period
from renewals.periods.reader import Reader
from renewals.periods.weekdays import day_of_months


def week(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "Week 5", "weeks 50 to 52", "S50", "2027-W05", "week of 14 December"."""
    year, at = None, place
    if reader.has(place, "year") and reader.text(reader.past_sign(place + 1, "-")) in reader.words.week_letters:
        year, at = int(reader.kind(place, "year")), reader.past_sign(place + 1, "-")
    apart = reader.glued(at + 1) or len(reader.text(at)) > 1
    lettered = reader.text(at) in reader.words.week_letters and apart and reader.kind(at + 1, "digits") in (1, 2)
    if reader.has(at, "week_commencing"):
        return _week_of(reader, at)
    if reader.kind(at, "unit") == "week" and reader.has(at + 1, "week_of") and (found := _week_of(reader, at + 1)):
        return found
    if not lettered and reader.kind(at, "unit") != "week":
        return None
    at = at + 1 + int(reader.text(at + 1) == ".")
    at = at if lettered else reader.skip(at, "week_number")
    at = at + 1 if reader.text(at) in (".", "°") else at
    if reader.kind(at, "digits") not in (1, 2):
        return None
    first = last = int(reader.kind(at, "number"))
    end = at + 1
    if (
        reader.has(end, "to", "and")
        and reader.kind(end + 1, "digits") in (1, 2)
        and not reader.has(end + 2, "unit", "month")
    ):
        if not reader.has(end, "to") and reader.kind(end + 1, "number") != first + 1:
            raise CannotRead("which-of", place, end + 2)
        last, end = int(reader.kind(end + 1, "number")), end + 2
    if year is None:
        year, end = year_after(reader, end, two_digits=False)
    if not 1 <= first <= last <= 53:
        raise CannotRead("no-such-day", place, end)

    def weeks(one: int) -> Period | None:
        begins, ends = numbered("week", first, one), numbered("week", last, one)
        return Period(begins.start, ends.end) if begins and ends else None

    return (Moment(lambda _: weeks(year), "once", "week") if year else Moment(weeks, "year", "week")), end


def _week_of(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """The week that holds a day."""
    for at in (place + 1, reader.skip(place + 1, "the"), place):
        found = reader.moment(at)
        if found is None and reader.kind(at, "digits") in (1, 2) and reader.words.day_first:
            found = day_of_months(int(reader.kind(at, "number"))), at + 1
        if found and found[0].unit == "day" and not reader.has(at, "unit", "next", "last", "this"):
            return found[0].part(lambda day: around("week", day.start) if day.start else None, "week"), found[1]
    return None
