"""Numbered units and parts of periods: "Q1 2027", "the first Monday of January", "the last 5 days of March", "end of
June".
"""

from __future__ import annotations

from datetime import date

from renewals.periods import fiscal
from renewals.periods.calendar import (
    Moment,
    around,
    counted,
    half_of,
    nth_unit,
    nth_weekday,
    nth_weekend,
    numbered,
    once,
)
from renewals.periods.dates import month_alone, year_after
from renewals.periods.kinds import CannotRead, Period
from renewals.periods.reader import Reader
from renewals.periods.relative import unit as relative_unit

LONG = ("quarter", "half")


def _of_year(unit: str, number: int, year: int | None) -> Moment:
    if year is not None:
        return Moment(lambda _: numbered(unit, number, year), "once", unit)
    return Moment(lambda one: numbered(unit, number, one), "year", unit)


def quarter(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "Q1", "Q1 2027", "2027Q1", "1Q27", "T1/27", "H2 next year", "Q1 FY27"."""
    before, at = None, place
    if reader.has(place, "year") and reader.text(reader.past_sign(place + 1, "-/")) in reader.words.quarter_letters:
        before, at = int(reader.kind(place, "year")), reader.past_sign(place + 1, "-/")
    unit, number, end = _lettered(reader, at)
    if unit is None:
        return None
    if fiscal.follows(reader, end):
        return fiscal.quarter_of(reader, unit, number, place, end)
    year, end = (before, end) if before else year_after(reader, end, two_digits=True)
    if numbered(unit, number, 2028) is None:
        raise CannotRead("no-such-day", place, end)
    return _of_year(unit, number, year), end


def _lettered(reader: Reader, place: int) -> tuple[str | None, int, int]:
    """The letter of a quarter or half and its number, in either order."""
    letters = reader.words.quarter_letters
    unit = letters.get(reader.text(place))
    if unit in LONG and reader.kind(place + 1, "digits") == 1 and reader.glued(place + 1):
        number = int(reader.kind(place + 1, "number"))
        if not (number > 2 and reader.text(place) in reader.words.week_letters):
            return unit, number, place + 2
    unit = letters.get(reader.text(place + 1))
    if reader.kind(place, "digits") == 1 and unit in LONG and reader.glued(place + 1):
        # "2h" alone is two hours.
        dated = reader.glued(place + 2) and reader.kind(place + 2, "digits") in (2, 4)
        if dated or reader.text(place + 1) == "q":
            return unit, int(reader.kind(place, "number")), place + 2
    return None, 0, place


def _ordinal(reader: Reader, place: int) -> int | None:
    found = reader.kind(place, "ordinal")
    return (
        int(found if found is not None else reader.kind(place, "nth")) if reader.has(place, "ordinal", "nth") else None
    )


def nth(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "The first Monday of January", "last day of Q2", "the first 2 months of 2027", "les 10 premiers jours de mars",
    "second half of March".
    """
    count, at = 1, place
    number = _ordinal(reader, place)
    if number is not None and (reader.number(place + 1) is not None) and reader.has(place + 2, "unit"):
        count, at = _whole_number(reader, place + 1), place + 1
    elif (
        number is None
        and reader.number(place) is not None
        and (number := _ordinal(reader, place + 1)) is not None
        and reader.has(place + 2, "unit")
    ):
        count, at = _whole_number(reader, place), place + 1
    if number is None or (count > 1 and number not in (1, -1)):
        return None
    to_last = reader.has(place - 1, "to") and reader.has(place - 2, "ordinal", "nth")
    if number == -1 and (reader.has(place - 1, "ordinal", "nth") or to_last):
        # "The third last day", "the 2nd to last day" count from the end.
        raise CannotRead("unread", place - 1, at + 2)
    kind, unit = _kind_of_part(reader, at + 1)
    if kind is not None and number > 0 and reader.kind(at + 1, "ordinal") == -1:
        raise CannotRead("unread", place, at + 2)
    if kind is None or (unit in LONG and count == 1 and kind == "unit"):
        return None
    if not reader.has(at + 2, "edge_of", "of") and not (count > 1 and reader.has(at + 2, "year")):
        return None
    whole = reader.whole(at + 2)
    if whole is None or (kind == "unit" and whole[0].unit == "day" and unit == "day"):
        return None
    if kind == "weekday":
        day = int(reader.kind(at + 1, "weekday"))
        return _existing(whole[0].part(nth_weekday(number, day)), place, whole[1])
    if kind == "half":
        return _existing(whole[0].part(half_of(number), "half"), place, whole[1])
    if unit == "weekend" and count == 1:
        return _existing(whole[0].part(nth_weekend(number)), place, whole[1])
    if unit not in ("day", "week", "month", "quarter"):
        return None
    return _existing(whole[0].part(nth_unit(number, unit, count), unit), place, whole[1])


def possessed(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "January's last day", "next month's first Monday", "Q2's last week"."""
    found = quarter(reader, place) or relative_unit(reader, place) or month_alone(reader, place)
    if found is None or reader.text(found[1]) != "'s":
        return None
    number, at = _ordinal(reader, found[1] + 1), found[1] + 2
    kind, unit = _kind_of_part(reader, at)
    if number is None or kind is None or reader.has(at + 1, "of", "edge_of", "unit"):
        return None
    if kind == "weekday":
        part = nth_weekday(number, int(reader.kind(at, "weekday")))
    elif kind == "half":
        part = half_of(number)
    elif unit in ("day", "week", "month"):
        part = nth_unit(number, unit)
    else:
        return None
    return _existing(found[0].part(part, unit), place, at + 1)


def _whole_number(reader: Reader, place: int) -> int:
    return int(reader.number(place) or 0)


def _kind_of_part(reader: Reader, place: int) -> tuple[str | None, str]:
    if reader.has(place, "half", "halfmonth") or reader.kind(place, "unit") == "halfmonth":
        return "half", "half"
    if reader.has(place, "unit"):
        return "unit", str(reader.kind(place, "unit"))
    return ("weekday", "day") if reader.has(place, "weekday") else (None, "")


def _existing(moment: Moment, first: int, last: int) -> tuple[Moment, int]:
    """A part that is there; "the fifth week of February" is not."""
    tries = range(counted(moment.cycle, date(2024, 1, 1)), counted(moment.cycle, date(2032, 12, 31)) + 1)
    if all(moment.at(k) is None for k in tries):
        raise CannotRead("no-such-day", first, last)
    return moment, last


def nth_of_month(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "The 28th of this month", "le 10 du mois prochain"."""
    number = _ordinal(reader, place)
    number = number if number is not None else _day_in_words(reader, place)
    if number is None or not reader.has(place + 1, "edge_of", "of"):
        return None
    whole = reader.whole(place + 1)
    if (
        whole is None
        or whole[0].unit != "month"
        or reader.has(reader.skip(place + 1, "of", "edge_of", "the"), "month", "year", "date")
    ):
        return None
    if not -1 <= number <= 31 or number == 0:
        raise CannotRead("no-such-day", place, whole[1])
    return _existing(whole[0].part(nth_unit(number, "day")), place, whole[1])


def _day_in_words(reader: Reader, place: int) -> int | None:
    number = reader.number(place)
    return (
        int(number)
        if number is not None and number == int(number) and (reader.kind(place, "digits") or 1) <= 2
        else None
    )


def numbered_unit(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "The first quarter", "2e semestre 27", "last quarter of 2027", "the first and second quarter of 2027", "second
    half of 2027".
    """
    first = last = _ordinal(reader, place)
    at = place + 1
    if (
        first is not None
        and reader.has(at, "and", "to")
        and (second := _ordinal(reader, reader.skip(at + 1, "the"))) is not None
    ):
        last, at = second, reader.skip(at + 1, "the") + 1
    unit = (
        reader.kind(at, "unit")
        if reader.has(at, "unit")
        else "half"
        if reader.has(at, "half") and reader.text(at) == "half"
        else None
    )
    if first is None or last is None or unit not in LONG:
        return None
    year, end = _year_of(reader, at + 1)
    if fiscal.follows(reader, end):
        return fiscal.quarter_of(reader, unit, first, place, end)
    if first == -1 and year is None:
        return (once(around(unit, reader.today, -1), unit), end) if reader.has(place, "last") else None
    if year is None and reader.has(end, "edge_of"):
        return None
    most = {"quarter": 4, "half": 2}[unit]
    first, last = (most if one == -1 else one for one in (first, last))
    if not 1 <= first <= last <= most or last - first > 1:
        raise CannotRead("no-such-day" if last > most else "which-of", place, end)

    def spanned(one: int) -> Period | None:
        begins, ends = numbered(unit, first, one), numbered(unit, last, one)
        return Period(begins.start, ends.end) if begins and ends else None

    return (Moment(lambda _: spanned(year), "once", unit) if year else Moment(spanned, "year", unit)), end


def _year_of(reader: Reader, place: int) -> tuple[int | None, int]:
    """The year of which something is the first quarter: also "of the year"."""
    year, end = year_after(reader, place, two_digits=True)
    at = reader.skip(place, "edge_of", "the", "of")
    if year is None and at > place and reader.kind(at, "unit") == "year" and not reader.is_plural(at, at + 1):
        return reader.today.year, at + 1
    return year, end


def year(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """A year: "2027", "the year 2027"."""
    if reader.text(place) == "'" and reader.kind(place + 1, "digits") == 2 and reader.glued(place + 1):
        return once(around("year", date(2000 + int(reader.kind(place + 1, "number")), 1, 1)), "year"), place + 2
    at = place + 1 if reader.kind(place, "unit") == "year" and not reader.text(place).endswith("s") else place
    if not reader.has(at, "year") or not is_year(reader, at):
        return None
    return once(around("year", date(int(reader.kind(at, "year")), 1, 1)), "year"), at + 1


def is_year(reader: Reader, place: int) -> bool:
    """Whether four digits are a year: not of a product's version, nor a quantity, nor a part of a number."""
    if reader.has(place + 1, "quantity") or reader.has(place - 1, "year_before"):
        return False
    following = reader.glued(place + 1) and (reader.text(place + 1).isalpha() or reader.text(place + 1) in "/%")
    other = (
        reader.glued(place + 1)
        and reader.text(place + 1) == "-"
        and reader.glued(place + 2)
        and not reader.has(place + 2, "year", "month")
    )
    return not following and not other and not (reader.glued(place) and reader.text(place - 1) in "$€#.,")
