"""A day of any month, and a weekday with its date: "the 15th", "le 15", "Friday the 27th"."""

from __future__ import annotations

from renewals.periods.calendar import Moment, chosen, day_of
from renewals.periods.dates import day_month, month_day, year_first
from renewals.periods.figures import figures
from renewals.periods.kinds import CannotRead
from renewals.periods.reader import Reader


def nth_alone(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """A day of any month: "the 15th", "le 15", "by the first"."""
    day = reader.kind(place, "nth")
    if day is None:
        day = _bare_day(reader, place) if reader.words.day_first else _ordinal_day(reader, place)
    if day is None or reader.has(place + 1, "unit", "half", "weekday", "quantity", "term"):
        return None
    if not 1 <= day <= 31:
        raise CannotRead("no-such-day", place, place + 1)
    return day_of_months(int(day)), place + 1


def day_of_months(day: int) -> Moment:
    """The same day of each month that has it."""
    return Moment(lambda k: day_of(k // 12, k % 12 + 1, day), "month")


def _bare_day(reader: Reader, place: int) -> int | None:
    """A number after "le", "au", "du" that counts nothing."""
    number = reader.kind(place, "number")
    if number is None or number != int(number) or (reader.kind(place, "digits") or 1) > 2 or reader.has(place, "unit"):
        return None
    if reader.text(place - 1).split(" ")[-1].split("'")[-1] not in ("le", "au", "du"):
        return None
    if reader.has(place + 1, "unit", "short_unit", "quantity", "term", "next", "last", "ordinal") or reader.text(
        place + 1
    ) in ("/", "%"):
        return None
    follows = reader.tokens[place + 1] if place + 1 < len(reader.tokens) else None
    counts = (
        follows is not None
        and follows.text[0].isalpha()
        and not follows.kinds
        and follows.text not in ("qui", "svp", "merci")
    )
    return None if counts else int(number)


def _ordinal_day(reader: Reader, place: int) -> int | None:
    """ "By the first": an ordinal in words, where nothing follows that it counts."""
    ordinal = reader.kind(place, "ordinal") or 0
    if ordinal < 1 or reader.text(place - 1) != "the" or not reader.has(place - 2, "bound", "in"):
        return None
    ends = (
        place + 1 >= len(reader.tokens) or not reader.text(place + 1)[0].isalpha() or reader.has(place + 1, "to", "and")
    )
    return int(ordinal) if ends else None


def weekday_date(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "Monday, 15 March 2027", "Friday the 27th", "vendredi 27": both must agree."""
    weekday = reader.kind(place, "weekday")
    if weekday is None:
        weekday = reader.kind(place, "short_day")
    if weekday is None:
        return None
    at = place + 1
    while reader.text(at) in (",", ".") or reader.has(at, "the"):
        at += 1
    for rule in (figures, day_month, month_day, year_first, _nth_after_weekday):
        found = rule(reader, at)
        if found and (found[0].unit == "day"):
            meant = chosen(found[0], reader.today, reader.past)
            assert meant.start is not None
            if meant.start.weekday() != weekday:
                raise CannotRead("no-such-day", place, found[1])
            return found
    return None


def _nth_after_weekday(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """The bare number after a weekday."""
    day = reader.kind(place, "nth")
    if (
        day is None
        and reader.words.day_first
        and reader.kind(place, "digits") in (1, 2)
        and not reader.has(place + 1, "unit", "short_unit", "quantity")
    ):
        day = reader.kind(place, "number")
    if day is None or day != int(day) or not 1 <= day <= 31:
        return None
    return day_of_months(int(day)), place + 1
