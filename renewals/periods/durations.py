"""Lengths of time from today: "in 60 days", "the last 3 months", "d'ici 30j", "within 30 days of 1 March", "2-3 weeks",
"a year and a half".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from renewals.periods.calendar import chosen, later
from renewals.periods.kinds import CannotRead, Period
from renewals.periods.reader import Reader

UNITS = ("day", "week", "month", "quarter", "half", "year", "fortnight", "halfmonth", "hour")


@dataclass(frozen=True)
class Amount:
    """So many units; `direction`: "next" or "last" where that stands among its words; `bare`: only "a" or nothing
    stands before the unit.
    """

    count: float
    unit: str
    end: int
    direction: str | None = None
    bare: bool = False
    rest: Amount | None = None

    def after(self, day: date) -> date:
        day = later(day, self.count, self.unit)
        return self.rest.after(day) if self.rest else day

    def before(self, day: date) -> date:
        day = later(day, -self.count, self.unit)
        return self.rest.before(day) if self.rest else day


def amount(reader: Reader, place: int) -> Amount | None:
    """An amount of time that begins at a token; none where it is a contract's term."""
    found = _halves(reader, place) or _counted(reader, place)
    if found is None:
        return None
    if (
        reader.has(found.end, "term")
        or (reader.text(found.end) == "-" and reader.has(found.end + 1, "term"))
        or reader.has(place - 1, "term_before")
    ):
        return None
    if reader.has(found.end, "vague", "fiscal"):
        return None
    return _with_rest(reader, found)


def _with_rest(reader: Reader, found: Amount) -> Amount:
    """With smaller units that follow: "1 year and 3 months", "1 an 6 mois"."""
    at = found.end + 1 if reader.kind(found.end, "and") == "and" else found.end
    if reader.number(at) is None and not reader.has(at, "one"):
        return found
    more = _counted(reader, at)
    finer = (
        more is not None
        and more.unit in UNITS[: UNITS.index(found.unit)]
        and found.unit in ("week", "month", "quarter", "year")
    )
    if more is None or not finer or more.direction is not None or found.direction == "last":
        return found
    return replace(found, end=more.end, rest=more)


def _direction(reader: Reader, place: int) -> str | None:
    return "next" if reader.has(place, "next") else "last" if reader.has(place, "last") else None


def _unit(reader: Reader, place: int, glued: bool) -> str | None:
    """The unit of a number; its short forms only where they are written to it."""
    unit = reader.kind(place, "unit")
    if unit in UNITS:
        return str(unit)
    short = reader.kind(place, "short_unit")
    dated = (
        reader.glued(place + 1)
        and reader.kind(place + 1, "digits") in (2, 4)
        and not reader.has(place + 2, "short_unit", "unit")
    )
    if dated and reader.words.quarter_letters.get(reader.text(place)):
        # "2H27" is a half-year.
        return None
    return str(short) if short and (glued or short == "day") else None


def _halves(reader: Reader, place: int) -> Amount | None:
    """ "Half a year", "a year and a half", "two and a half years", "deux ans et demi"."""
    if reader.text(place) == "half" and reader.has(place + 1, "one") and reader.kind(place + 2, "unit") in UNITS:
        return Amount(0.5, str(reader.kind(place + 2, "unit")), place + 3)
    number = reader.number(place)
    number = 1.0 if number is None and reader.has(place, "one") else number
    if number is None:
        return None
    if reader.has(place + 1, "and_half") and reader.kind(place + 2, "unit") in UNITS:
        return Amount(number + 0.5, str(reader.kind(place + 2, "unit")), place + 3)
    if reader.kind(place + 1, "unit") in UNITS and reader.has(place + 2, "and_half"):
        return Amount(number + 0.5, str(reader.kind(place + 1, "unit")), place + 3)
    return None


def _counted(reader: Reader, place: int) -> Amount | None:
    """A number or two and a unit, with "next" or "last" before, among or after them."""
    direction, at = _direction(reader, place), place
    at = at + 1 if direction else at
    number, bare = reader.number(at), False
    if number is None and reader.has(at, "one"):
        number, bare = 1.0, reader.text(at) != "one"
    if number is not None and reader.has(at, "year"):
        return None
    if number is None:
        special = reader.kind(at, "unit")
        if (
            special in ("fortnight", "halfmonth")
            and not reader.is_plural(at, at + 1)
            and not reader.has(place - 1, "ordinal")
            and (reader.text(at + 1) == "'s" or not reader.has(at + 1, "of", "edge_of"))
        ):
            following = None if direction else _direction(reader, at + 1)
            return Amount(
                1, special, at + 1 + bool(following), direction or following, bare=not (direction or following)
            )
        return None
    glued = reader.glued(at + 1)
    at += 1
    if (
        reader.has(at, "to", "and")
        and reader.kind(at, "and") not in ("and", "list")
        and (other := reader.number(at + 1)) is not None
    ):
        number, at = max(number, other), at + 2
        glued = reader.glued(at)
    if direction is None and (direction := _direction(reader, at)):
        at += 1
    at = at + 1 if reader.text(at) == "-" and not glued else reader.past_sign(at, "-")
    unit = _unit(reader, at, glued)
    if unit is None:
        return Amount(number, "day", at, None, False) if reader.has(at - 1, "days_alone") else None
    at += 1
    starts_there = reader.has(at, "from") and reader.moment(reader.skip(at + 1, "the"))
    if reader.kind(at, "and") == "or" and (most := reader.number(at + 1)) is not None and not _counts(reader, at + 2):
        # "A month or two"
        number, at, bare = max(number, most), at + 2, False
    if direction is None and reader.has(at, "next", "last") and reader.words.year_after_month and not starts_there:
        direction, at = _direction(reader, at), at + 1
    return Amount(number, unit, at, direction, bare)


def _counts(reader: Reader, place: int) -> bool:
    """Whether something stands there that the number before it counts."""
    return reader.has(place, "unit", "short_unit", "quantity", "term", "month", "next", "last") or reader.text(
        place
    ) in ("/", "%", "-")


def window(reader: Reader, place: int) -> tuple[Period, int] | None:
    """The days that an amount of time from today covers, and where it ends."""
    found = (
        _between(reader, place)
        or _since(reader, place)
        or _more_or_less(reader, place)
        or _so_many_or_more(reader, place)
    )
    if found:
        return found
    begins = reader.skip(place, "in", "within", "the", "less_than")
    within = any(reader.has(at, "within", "for") for at in range(place, begins))
    entered = begins > place
    begins = reader.skip(begins, "the", "in", "this") if entered or reader.has(begins, "this") else begins
    if reader.text(place) == "over" and begins == place + 1 and reader.number(begins) is not None:
        raise CannotRead("unread", place, begins + 1)
    found_amount = amount(reader, begins)
    if found_amount is None:
        return None
    return _read(reader, found_amount, place, within, entered)


def _read(reader: Reader, found: Amount, place: int, within: bool, entered: bool) -> tuple[Period, int] | None:
    today, end = reader.today, found.end
    if found.direction == "last":
        return None if reader.has(end, "edge_of") and reader.whole(end) else (Period(found.before(today), today), end)
    if found.direction == "next":
        return Period(today, found.after(today)), end
    if reader.has(end, "ago"):
        return Period(found.before(today), today), end + 1
    from_when = _from_when(reader, found, within)
    if from_when:
        return from_when
    if reader.has(end, "from_now"):
        return Period(today, found.after(today)), end + 1
    if reader.has(end, "bound") and reader.kind(end, "bound") in ("before", "after", "since"):
        raise CannotRead("unread", place, end + 1)
    if reader.text(end) in ("later", "earlier") or reader.kind(end, "rest") in ("rest-before", "to-date-before"):
        raise CannotRead("unread", place, end + 1)
    if reader.has(end, "edge_of") and reader.text(end) != "'s":
        return None
    if found.bare and not entered:
        return None
    return Period(today, found.after(today)), end


def _from_when(reader: Reader, found: Amount, within: bool) -> tuple[Period, int] | None:
    """ "30 days from tomorrow" ends then; "within 30 days of 1 March" and "30 days starting tomorrow" begin there."""
    how = reader.kind(found.end, "from")
    if how is None or (reader.text(found.end) == "of" and not within):
        return None
    at = reader.skip(found.end + 1, "the")
    if reader.has(at, "now"):
        return Period(reader.today, found.after(reader.today)), at + 1
    named = reader.moment(at)
    if named is None or named[0].unit != "day":
        return None
    meant = chosen(named[0], reader.today, reader.past)
    assert meant.start is not None
    if how == "starting" or within:
        return Period(meant.start, found.after(meant.start)), named[1]
    if meant.start > reader.today + timedelta(days=2):
        raise CannotRead("unread", found.end - 2, named[1])
    return Period(reader.today, found.after(meant.start)), named[1]


def _between(reader: Reader, place: int) -> tuple[Period, int] | None:
    """ "Between 30 and 60 days"."""
    low, high = reader.number(place + 1), reader.number(place + 3)
    if not reader.has(place, "between") or low is None or high is None or not reader.has(place + 2, "and", "to"):
        return None
    unit = _unit(reader, place + 4, reader.glued(place + 4))
    if unit is None or low > high:
        return None
    end = place + 5 + int(reader.has(place + 5, "from_now"))
    return Period(later(reader.today, low, unit), later(reader.today, high, unit)), end


def _since(reader: Reader, place: int) -> tuple[Period, int] | None:
    """ "Il y a 3 semaines", "il y a plus de 3 mois", "depuis 3 mois", "for the last 3 months"."""
    if not reader.has(place, "ago_before") and reader.kind(place, "bound") != "since":
        return None
    more = reader.has(place + 1, "more_than")
    at = reader.skip(place + 1, "more_than", "less_than", "the", "in", "this")
    found = amount(reader, at)
    if found is None or found.direction == "next":
        return None
    if more:
        return Period(None, found.before(reader.today) - timedelta(days=1)), found.end
    if reader.has(found.end, "bound"):
        raise CannotRead("unread", place, found.end + 1)
    return Period(found.before(reader.today), reader.today), found.end


def _more_or_less(reader: Reader, place: int) -> tuple[Period, int] | None:
    """ "More than 90 days from now", "expired more than 3 months ago", "in more than 6 months", "less than 45 days"."""
    at = reader.skip(place, "in", "within")
    more = reader.has(at, "more_than") or (
        at == place and reader.kind(at, "bound") == "after" and not reader.has(at, "last")
    )
    if not more:
        return None
    found = amount(reader, reader.skip(at + 1, "the", "in"))
    if found is None or found.direction is not None:
        return None
    if reader.has(found.end, "ago"):
        return Period(None, found.before(reader.today) - timedelta(days=1)), found.end + 1
    if reader.has(found.end, "from") and (reader.has(found.end + 1, "now") or reader.kind(found.end + 1, "named") == 0):
        return Period(found.after(reader.today) + timedelta(days=1), None), found.end + 2
    if reader.has(found.end, "bound", "from") and not reader.has(found.end, "from_now"):
        raise CannotRead("unread", place, found.end + 1)
    end = found.end + int(reader.has(found.end, "from_now"))
    return Period(found.after(reader.today) + timedelta(days=1), None), end


def _so_many_or_more(reader: Reader, place: int) -> tuple[Period, int] | None:
    """ "30+ days", "90+ days ago"."""
    at = reader.skip(place, "in", "within")
    number = reader.number(at)
    if number is None or reader.text(at + 1) != "+" or not reader.glued(at + 1):
        return None
    unit = _unit(reader, at + 2, reader.glued(at + 2))
    if unit is None or reader.has(at + 3, "term"):
        return None
    if reader.has(at + 3, "ago"):
        return Period(None, later(reader.today, -number, unit)), at + 4
    if reader.past or reader.has(at + 3, "bound", "from"):
        raise CannotRead("unread", place, at + 3)
    return Period(later(reader.today, number, unit), None), at + 3 + int(reader.has(at + 3, "from_now"))
