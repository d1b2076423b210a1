"""Beginnings and ends of periods: "end of June", "fin 27"."""

from __future__ import annotations

from datetime import date

from renewals.periods.calendar import (
    Moment,
    around,
    cut,
    once,
)
from renewals.periods.figures import FAR
from renewals.periods.reader import Reader


def edge(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """ "End of March", "mid-2027", "début du T2", "late March", "year-end"."""
    if (
        reader.kind(place, "unit") in ("month", "quarter", "year")
        and reader.kind(reader.past_sign(place + 1, "-"), "edge") == "end"
    ):
        end = reader.past_sign(place + 1, "-") + 1
        if not reader.words.day_first and reader.text(end - 1) == "end":
            unit = reader.kind(place, "unit")
            if unit == "year" and reader.has(end, "year"):
                this = around("year", date(int(reader.kind(end, "year")), 1, 1))
                return once(this, unit).part(cut("end"), unit, "end"), end + 1
            return once(around(unit, reader.today), unit).part(cut("end"), unit, "end"), end
    named = reader.kind(place, "edge")
    if named is None or not _is_noun(reader, place):
        return None
    at = reader.past_sign(place + 1, "-")
    whole = reader.whole(at) or _short_year(reader, at)
    if whole is None or whole[0].unit == "day" or reader.has(reader.skip(at, "of", "the", "in"), "edge"):
        return None
    return whole[0].part(cut(named), whole[0].unit, named), whole[1]


def _short_year(reader: Reader, place: int) -> tuple[Moment, int] | None:
    """The two figures of a year that end what is said: "end of 27", "fin 27"."""
    at = reader.skip(place, "of", "the", "in")
    number = reader.kind(at, "number") if reader.kind(at, "digits") == 2 else None
    if (
        number is None
        or number % 1
        or not 20 <= number < FAR - 2000
        or reader.text(at + 1)[:1].isalpha()
        or reader.text(at + 1) in ("/", "%", "-")
    ):
        return None
    return once(around("year", date(2000 + int(number), 1, 1)), "year"), at + 1


def _is_noun(reader: Reader, place: int) -> bool:
    """Whether "end" is a time and not a verb ("which contracts end next quarter")."""
    if reader.words.day_first or reader.text(place) not in ("end", "start", "close", "beginning"):
        return True
    followed = reader.text(place + 1) in ("of", "of the")
    return followed or reader.has(place - 1, "bound", "the", "to", "between") or reader.text(place - 1) == "at"
