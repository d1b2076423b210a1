"""What is named from today: "next month", "the week after next", "last Friday", "vendredi en huit", "the rest of the
year".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from renewals.periods.calendar import Moment, around, chosen, cut, once
from renewals.periods.kinds import CannotRead, Period
from renewals.periods.reader import Reader

CALENDAR = ("day", "week", "weekend", "month", "quarter", "half", "year")


def unit_named(reader: Reader, place: int) -> tuple[str, int, int] | None:
    """A unit and how many from today's it is ("next month": month, 1), and where that ends."""
    if reader.has(place, "next", "last", "this") and reader.kind(place + 1, "unit") in CALENDAR:
        unit, end = reader.kind(place + 1, "unit"), place + 2
        offset = reader.kind(place, "next") or -(reader.kind(place, "last") or 0)
        if reader.has(place, "this"):
            end = reader.past_sign(end, "-")
            if reader.has(end, "next", "last") and reader.words.year_after_month:
                offset, end = reader.kind(end, "next") or -reader.kind(end, "last"), end + 1
            elif reader.text(end) in ("ci", "en cours"):
                end += 1
        return None if reader.is_plural(place, end) else (unit, offset, end)
    if reader.kind(place, "unit") not in CALENDAR or reader.is_plural(place, place + 2):
        return None
    unit = reader.kind(place, "unit")
    beyond = _one_further(reader, place + 1)
    if beyond:
        return unit, beyond, place + 3
    if (
        reader.words.year_after_month
        and reader.has(place + 1, "next", "last", "this")
        and reader.text(place + 1) not in ("ce", "cet", "cette", "ces")
    ):
        return unit, reader.kind(place + 1, "next") or -(reader.kind(place + 1, "last") or 0), place + 2
    return None


def _one_further(reader: Reader, place: int) -> int:
    """ "After next" (2), "before last" (-2); 0 where neither stands there."""
    if reader.has(place + 2, "unit", "number", "weekday", "month") or reader.words.year_after_month:
        return 0
    after = reader.kind(place, "bound") == "after" and reader.has(place + 1, "next")
    before = reader.kind(place, "bound") == "before" and reader.has(place + 1, "last")
    return 2 if after else -2 if before else 0


def unit(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """The calendar's this, next or last unit; also two of them: "this and next quarter",
    "ce mois-ci ou le prochain".
    """
    first, end = reader.kind(place, "this"), place + 1
    if first is not None and reader.has(end, "and") and (second := unit_named(reader, end + 1)) and second[1] == 1:
        return once(_both(reader, second[0], 0, 1), second[0]), second[2]
    named = unit_named(reader, place)
    if named is None:
        return None
    of, offset, end = named
    if str(reader.kind(end, "rest")).startswith("to-date"):
        return once(Period(around(of, reader.today, offset).start, reader.today), of), end + 1
    other = reader.skip(end + 1, "the")
    if (
        reader.has(end, "and")
        and (reader.kind(other, "next") == 1 or reader.kind(other, "further") == "next")
        and not reader.has(other + 1, "unit", "number", "weekday", "month")
        and offset == 0
    ):
        return once(_both(reader, of, 0, 1), of), other + 1
    return once(around(of, reader.today, offset), of), end


def _both(reader: Reader, unit: str, first: int, last: int) -> Period:
    return Period(around(unit, reader.today, first).start, around(unit, reader.today, last).end)


def weekday(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """A weekday: the next one after today; "last Friday"; "Friday of next week"; "Friday week", "vendredi en huit"."""
    at = place + 1 if reader.has(place, "next", "last", "this") else place
    day = reader.kind(at, "weekday")
    if day is None:
        day = reader.kind(at, "short_day")
    if day is None:
        return None
    end = at + 1 + int(reader.has(at, "short_day") and reader.text(at + 1) == ".")
    is_last, is_next = reader.has(place, "last"), reader.has(place, "next")
    if (reader.words.year_after_month and at == place) or (reader.words.year_after_month and reader.has(place, "this")):
        is_last, is_next = is_last or reader.has(end, "last"), is_next or reader.has(end, "next")
        end += int(reader.has(end, "last", "next"))
    each = Moment(lambda week: _on(week, day), "week", strict=True)
    further = _one_further(reader, end) if at == place else 0
    if further:
        # "The Friday before last", "the Friday after next"
        near = chosen(each, reader.today, past=further < 0)
        assert near.start is not None
        return once(around("day", near.start, 7 if further > 0 else -7)), end + 2
    within = unit_named(reader, reader.skip(end, "of", "the", "in"))
    if within and within[0] == "week" and not (is_last or is_next):
        return once(_on_in(reader, day, within[1])), within[2]
    if is_last:
        return once(chosen(each, reader.today, past=True)), end
    later, end = weeks_after(reader, end)
    if later or is_next:
        coming = chosen(each if is_next else replace(each, strict=False), reader.today)
        assert coming.start is not None
        return once(around("day", coming.start, 7 * later)), end
    return each, end


def _on(week: int, day: int) -> Period:
    monday = week * 7 + 1
    return around("day", date.fromordinal(monday + day))


def _on_in(reader: Reader, day: int, weeks: int) -> Period:
    monday = around("week", reader.today, weeks).start
    assert monday is not None
    return around("day", monday, day)


def weeks_after(reader: Reader, place: int) -> tuple[int, int]:
    """ "Friday week", "vendredi en huit", "demain en quinze": how many weeks after that day."""
    if (
        reader.kind(place, "unit") == "week"
        and reader.text(place) == "week"
        and not reader.has(place + 1, "next", "last", "of", "number")
    ):
        return 1, place + 1
    if (
        reader.has(place, "within")
        and reader.kind(place + 1, "number") in (8, 15)
        and not reader.has(place + 2, "unit", "month")
    ):
        return (1 if reader.kind(place + 1, "number") == 8 else 2), place + 2
    return 0, place


def weekend(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """A weekend that is not called this, next or last one: the one under way or the next to come; or that of a day
    ("the weekend of 7 November").
    """
    if reader.kind(place, "unit") == "weekend" and reader.has(place + 1, "week_of"):
        named = reader.moment(reader.skip(place + 1, "week_of", "the"))
        if named and named[0].unit == "day":
            return named[0].part(lambda day: around("weekend", day.start) if day.start else None), named[1]
    if reader.kind(place, "unit") != "weekend" or reader.is_plural(place, place + 1) or _goes_on(reader, place + 1):
        return None
    return Moment(lambda week: Period(_on(week, 5).start, _on(week, 6).start), "week", "week"), place + 1


def rest(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """The rest of a unit, from today; or so much of it as is over: "rest of the year", "later this month", "so far this
    year", "year to date".
    """
    how = reader.kind(place, "rest")
    if how is not None and how != "to-date-after":
        at = reader.skip(place + 1, "edge_of", "the", "in")
        named = unit_named(reader, at) or unit_named(reader, at - 1)
        if named is None and how == "rest" and reader.kind(at, "unit") in CALENDAR:
            named = reader.kind(at, "unit"), 0, at + 1
        if named is None or named[1] != 0:
            return None
        around_today = around(named[0], reader.today)
        over = how.startswith("to-date")
        return once(
            Period(around_today.start, reader.today) if over else Period(reader.today, around_today.end), named[0]
        ), named[2]
    if reader.kind(place + 1, "rest") == "to-date-after" and reader.kind(place, "unit") in CALENDAR:
        return once(Period(around(reader.kind(place, "unit"), reader.today).start, reader.today), "month"), place + 2
    return None


def acronym(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """EOM, EOQ, EOY: the end of the one under way; YTD and its like."""
    named = reader.kind(place, "acronym")
    if named is None:
        return None
    if named.endswith("td"):
        whole = around({"y": "year", "m": "month", "q": "quarter"}[named[0]], reader.today)
        return once(Period(whole.start, reader.today), "month"), place + 1
    edge, _, of = named.rpartition("-")
    return once(around(of, reader.today), of).part(cut(edge or "end"), of, edge or "end"), place + 1


def the_unit(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """The unit under way, where it is named as a time of its own: "in the quarter", "dans l'année", "échéances du
    mois".
    """
    if reader.kind(place, "unit") not in ("week", "month", "quarter", "half", "year") or reader.is_plural(
        place, place + 1
    ):
        return None
    if not _is_entered(reader, place) or _goes_on(reader, place + 1):
        return None
    return once(around(reader.kind(place, "unit"), reader.today), reader.kind(place, "unit")), place + 1


def _is_entered(reader: Reader, place: int) -> bool:
    """Whether "in the", "of the", "dans l'", "au cours du" or nothing but an article stands before a unit."""
    if reader.text(place - 1).startswith("au cours "):
        return True
    inside = (
        reader.has(place - 2, "in", "within", "edge_of") or reader.has(place - 1, "in", "edge_of") or place - 1 <= 0
    )
    if not reader.has(place - 1, "the", "edge_of") or not inside or reader.has(place - 1, "bound"):
        return False
    if reader.has(place - 2, "bound", "between", "to", "number", "ordinal", "one"):
        return False
    if reader.has(place - 3, "one", "number", "ordinal", "vague", "half") or reader.text(place - 1) in ("de", "d'"):
        return False
    return reader.words.day_first or not reader.has(place - 1, "edge_of") or reader.text(place - 1) == "of the"


def _goes_on(reader: Reader, place: int) -> bool:
    """Whether more is said of a unit ("the week of the audit", "le mois où il a commencé"): then it is not the one
    under way.
    """
    return reader.has(place, "which", "vague", "bound", "unit", "to", "never")


def fail_for_weekdays(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "On Fridays" is no day."""
    if reader.has(place, "weekdays"):
        raise CannotRead("which-period", place, place + 1)
    return None
