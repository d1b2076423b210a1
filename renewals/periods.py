"""What a stretch of time that somebody names means: "next quarter", "d'ici fin mars", "between May and June".

How each language says it stands in domain/<language>/periods.yml; here is what the kinds of saying mean. docs/periods.md tells it to people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import yaml
from dateutil.relativedelta import MO, relativedelta

from renewals import answers
from renewals.names import without_accents

MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
# What stands before a period and changes its meaning ("not later than the end of") is shorter than this.
LOOKED_BACK = 60
MOST_AHEAD = {"day": 36500, "week": 5200, "month": 1200, "quarter": 400, "half": 200, "year": 100}


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included; without an end it goes on."""

    start: date
    end: date | None


@dataclass(frozen=True)
class Unclear:
    """Something was named that can be read in two ways (`which-order`, with both days), is no day of the calendar (`no-such-day`), or has no days of its own (`which-period`)."""

    reason: str
    said: str
    options: tuple[date, ...] = ()


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    kind: str
    match: re.Match[str]


def period_in(text: str, language: str, today: date) -> Period | Unclear | None:
    """The period that a text names, seen from a day; None where it names none."""
    grammar = _grammar(language)
    said = _plain(text)
    found = _without_overlaps(grammar.all_found(said))
    if not found:
        return None
    try:
        return _range(grammar, said, found, today) or _single(grammar, said, found[0], today)
    except _CannotRead as problem:
        return problem.unclear
    except (OverflowError, ValueError):
        return Unclear("no-such-day", said[found[0].start : found[0].end])


class _CannotRead(Exception):
    def __init__(self, unclear: Unclear) -> None:
        super().__init__(unclear.reason)
        self.unclear = unclear


def _range(grammar: _Grammar, said: str, found: list[_Found], today: date) -> Period | None:
    """Two periods joined as "between … and …": from the first day of one to the last of the other."""
    for first, second in pairwise(found):
        first_edge, first_from = _edge_before(grammar, said, first.start)
        second_edge, second_from = _edge_before(grammar, said, second.start)
        between = said[first.end : second_from]
        for opened, opening, joining in grammar.ranges:
            if _just_before(opening, said, first_from) and joining.fullmatch(between):
                if not opened and (first.kind not in ("date", "month", "numeric") or second.kind not in ("date", "month", "numeric")):
                    continue
                start = _cut(grammar.meaning(first, today, today), first_edge)
                end = _cut(grammar.meaning(second, today, start.start), second_edge)
                if end.end is not None and end.end < start.start:
                    # "Between November and February" ends in the year after.
                    end = Period(end.start + relativedelta(years=1), end.end + relativedelta(years=1))
                return Period(start.start, end.end)
    return None


def _single(grammar: _Grammar, said: str, found: _Found, today: date) -> Period:
    edge, begins = _edge_before(grammar, said, found.start)
    modifier = next((name for name, before in grammar.modifiers if _just_before(before, said, begins)), None)
    meant = _cut(grammar.meaning(found, today, today), edge)
    last = meant.end or meant.start
    if modifier == "by":
        return Period(min(today, last), last)
    if modifier == "before":
        # "Before the end of March" lets the last day of March count; "before March" and "before the 15th" do not.
        ends = last if edge == "end" or found.kind == "unit-end" else meant.start - timedelta(days=1)
        return Period(min(today, ends), ends)
    if modifier == "after":
        return Period(last + timedelta(days=1), None)
    if modifier == "from":
        return Period(meant.start, today) if last < today else Period(meant.start, None)
    return meant


def _edge_before(grammar: _Grammar, said: str, position: int) -> tuple[str | None, int]:
    """Whether "end of", "mid" or "start of" stands right before a position, and where that begins."""
    for name, before in grammar.edges:
        if found := _just_before(before, said, position):
            return name, found.start("words")
    return None, position


def _just_before(words: re.Pattern[str], said: str, position: int) -> re.Match[str] | None:
    """What a pattern that ends with "$" finds right before a position.

    Looked for nearby: looking through all that comes before, at each of many periods, takes as much time as the text is long, squared.
    """
    return words.search(said, max(0, position - LOOKED_BACK), position)


def _cut(period: Period, edge: str | None) -> Period:
    """The start, middle or end of a period: a third of a month, the outer month of a quarter or more; of a week, two days."""
    if edge is None or period.end is None:
        return period
    days = (period.end - period.start).days + 1
    if days > 31:
        first, last = _month(period.start), _month(period.end)
        middle = _month(period.start + timedelta(days=days // 2))
        return {"start": first, "mid": middle, "end": last}[edge]
    if days < 28:
        return (
            period
            if days < 7
            else {
                "start": Period(period.start, period.start + timedelta(days=1)),
                "mid": Period(period.start + timedelta(days=2), period.start + timedelta(days=3)),
                "end": Period(period.end - timedelta(days=3), period.end),
            }[edge]
        )
    tenth, twentieth = period.start + timedelta(days=9), period.start + timedelta(days=19)
    return {
        "start": Period(period.start, tenth),
        "mid": Period(tenth + timedelta(days=1), twentieth),
        "end": Period(twentieth + timedelta(days=1), period.end),
    }[edge]


def _month(day: date) -> Period:
    return _unit("month", day, 0)


def _unit(unit: str, day: date, offset: int) -> Period:
    """The calendar's day, week (from Monday), month, quarter, half-year or year around a day, or so many later."""
    if unit == "day":
        return Period(day + timedelta(days=offset), day + timedelta(days=offset))
    if unit == "week":
        monday = day + relativedelta(weekday=MO(-1)) + timedelta(weeks=offset)
        return Period(monday, monday + timedelta(days=6))
    months = MONTHS_OF[unit]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1) + relativedelta(months=months * offset)
    return Period(first, first + relativedelta(months=months) - timedelta(days=1))


def _later(day: date, count: int, unit: str) -> date:
    if abs(count) > MOST_AHEAD[unit]:
        raise OverflowError
    return day + (
        timedelta(days=count * (7 if unit == "week" else 1)) if unit in ("day", "week") else relativedelta(months=count * MONTHS_OF[unit])
    )


class _Grammar:
    """One language's ways of saying periods, and their meanings."""

    def __init__(self, words: dict[str, Any]) -> None:
        self._words = words
        self._units = {name: unit for unit, names in words["units"].items() for name in names}
        self._months = {name: number for number, names in enumerate(words["months"], 1) for name in names}
        self._weekdays = {name: number for number, names in enumerate(words["weekdays"]) for name in names}
        blanks = {
            "n": rf"(?P<n>\d{{1,5}}|{_any(words['numbers'])})",
            "unit": rf"(?P<unit>{_any(self._units)})\b",
            "month": rf"(?P<month>{_any(self._months)})\b\.?",
            "weekday": rf"(?P<weekday>{_any(self._weekdays)})\b",
            "ordinal": words["ordinal"],
            "day": rf"(?P<day>\d{{1,2}}){words['ordinal']}\b",
        }
        self._kinds = [
            (kind, re.compile(r"(?<![\w/])" + _filled(pattern, blanks) + r"(?![\w/])"))
            for kind, patterns in words["kinds"].items()
            for pattern in patterns
        ]
        self._kinds.append(
            (
                "numeric",
                re.compile(r"(?<![\w/.-])(?P<iso>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}/\d{1,2})(?![\w/-]|\.\d)"),
            )
        )
        self.edges = [(name, re.compile(rf"(?:^|[^\w])(?P<words>{pattern})$")) for name, pattern in words["edges"].items()]
        self.modifiers = [(name, re.compile(rf"(?:^|[^\w]){pattern}$")) for name, pattern in words["modifiers"].items()]
        self.ranges = [(bool(opening), re.compile(rf"(?:^|[^\w]){opening}$"), re.compile(joining)) for opening, joining in words["ranges"]]

    def all_found(self, said: str) -> Iterator[_Found]:
        for kind, pattern in self._kinds:
            for match in pattern.finditer(said):
                yield _Found(match.start(), match.end(), kind, match)

    def meaning(self, found: _Found, today: date, since: date) -> Period:
        """What was found means, for a person whose day is `today`; what names no year is looked for from `since` on."""
        meanings: dict[str, Callable[[], Period]] = {
            "ahead": lambda: Period(today, _later(today, self._n(found), self._unit(found))),
            "past": lambda: Period(_later(today, -self._n(found), self._unit(found)), today),
            "next": lambda: _unit(self._unit(found), today, 1),
            "this": lambda: _unit(self._unit(found), today, 0),
            "the": lambda: _unit(self._unit(found), today, 0),
            "last": lambda: _unit(self._unit(found), today, -1),
            "unit-end": lambda: _cut(_unit(self._unit(found), today, 0), "end"),
            "quarter": lambda: self._nth(found, "quarter", "qyear", today, since),
            "half": lambda: self._nth(found, "half", "hyear", today, since),
            "month": lambda: self._month(found, today, since),
            "span": lambda: self._span(found, today, since),
            "date": lambda: self._date(found, today, since),
            "numeric": lambda: self._numeric(found, since),
            "weekday": lambda: self._weekday(found, since),
            "year": lambda: _unit("year", date(int(found.match["year"]), 1, 1), 0),
            "today": lambda: Period(today, today),
            "tomorrow": lambda: _unit("day", today, 1),
            "after-tomorrow": lambda: _unit("day", today, 2),
            "yesterday": lambda: _unit("day", today, -1),
            "weekend": lambda: Period(_unit("week", today, 0).start + timedelta(days=5), _unit("week", today, 0).start + timedelta(days=6)),
            "season": lambda: self._unsaid(found),
            "soon": lambda: Period(today, today + timedelta(days=90)),
        }
        return meanings[found.kind]()

    def _n(self, found: _Found) -> int:
        said = found.match["n"]
        return int(said) if said.isdigit() else int(self._words["numbers"][said])

    def _unit(self, found: _Found) -> str:
        named = found.match.groupdict()
        unit: str = self._units[named.get("unit") or named["unit_only"]]
        return unit

    def _nth(self, found: _Found, unit: str, year_name: str, today: date, since: date) -> Period:
        named = found.match.groupdict()
        number = int(named[unit]) if named.get(unit) else _ORDINALS.get(named["ordinal"] or "", 12 // MONTHS_OF[unit])
        year = self._year(named.get(year_name), today)
        months = MONTHS_OF[unit]
        meant = _unit(unit, date(year or since.year, (number - 1) * months + 1, 1), 0)
        # Without a year: the one under way or the next to come.
        return meant if year or (meant.end or since) >= since else _unit(unit, meant.start + relativedelta(years=1), 0)

    def _month(self, found: _Found, today: date, since: date) -> Period:
        named = found.match.groupdict()
        number = self._months[named["month"]]
        year = self._year(named.get("myear"), today)
        meant = _month(date(year or since.year, number, 1))
        if year:
            return meant
        if (named.get("relative") or "").strip() in ("last", "dernier"):
            return meant if (meant.end or today) < today else _month(meant.start - relativedelta(years=1))
        return meant if (meant.end or since) >= since else _month(meant.start + relativedelta(years=1))

    def _date(self, found: _Found, today: date, since: date) -> Period:
        named = found.match.groupdict()
        return _in_year(found, int(named["day"]), self._months[named["month"]], self._year(named.get("dyear"), today), since)

    def _span(self, found: _Found, today: date, since: date) -> Period:
        """Two days of one month ("from 1 to 15 March"); without a year, the next whose last day is not past."""
        last = self._date(found, today, since).start
        try:
            return Period(last.replace(day=int(found.match["first"])), last)
        except ValueError:
            raise _CannotRead(Unclear("no-such-day", found.match.group())) from None

    def _numeric(self, found: _Found, since: date) -> Period:
        parts = [int(part) for part in re.split(r"[/.-]", found.match["iso"])]
        if parts[0] > 31:
            return _in_year(found, parts[2], parts[1], parts[0], since)
        year = parts[2] + (2000 if parts[2] < 100 else 0) if len(parts) == 3 else None
        first, second = parts[:2]
        if first <= 12 and second <= 12 and first != second and self._words["date_order"] == "unsure":
            options = tuple(_in_year(found, day, month, year, since).start for day, month in ((first, second), (second, first)))
            raise _CannotRead(Unclear("which-order", found.match.group(), options))
        day, month = (second, first) if second > 12 and self._words["date_order"] == "unsure" else (first, second)
        return _in_year(found, day, month, year, since)

    def _unsaid(self, found: _Found) -> Period:
        """Seasons and feasts begin on other days for other people and firms."""
        raise _CannotRead(Unclear("which-period", found.match.group()))

    def _weekday(self, found: _Found, since: date) -> Period:
        ahead = (self._weekdays[found.match["weekday"]] - since.weekday()) % 7 or 7
        return _unit("day", since, ahead)

    def _year(self, said: str | None, today: date) -> int | None:
        if not said or said == "prochain":
            return None
        digits = re.sub(r"\D", "", said)
        if digits:
            return int(digits) + (2000 if int(digits) < 100 else 0)
        return today.year + (1 if "next" in said or "prochain" in said else -1 if "last" in said else 0)


_ORDINALS = {
    "first": 1, "1st": 1, "premier": 1, "1er": 1, "second": 2, "2nd": 2, "deuxieme": 2, "2e": 2, "2eme": 2,
    "third": 3, "3rd": 3, "troisieme": 3, "3e": 3, "3eme": 3, "fourth": 4, "4th": 4, "quatrieme": 4, "4e": 4, "4eme": 4,
}  # fmt: skip


def _in_year(found: _Found, day: int, month: int, year: int | None, since: date) -> Period:
    """One day; without a year, the next such day from `since` on."""
    try:
        meant = date(year or since.year, month, day)
        if year is None and meant < since:
            meant = date(since.year + 1, month, day)
    except ValueError:
        if year is None and (month, day) == (2, 29):
            leap = next(
                y for y in range(since.year, since.year + 9) if y % 4 == 0 and (y % 100 or y % 400 == 0) and date(y, 2, 29) >= since
            )
            return Period(date(leap, 2, 29), date(leap, 2, 29))
        raise _CannotRead(Unclear("no-such-day", found.match.group())) from None
    return Period(meant, meant)


def _without_overlaps(found: Iterator[_Found]) -> list[_Found]:
    """The longest of what overlaps, in the order of the text; at one length, the kind that the grammar names first."""
    chosen: list[_Found] = []
    taken: set[int] = set()
    for one in sorted(found, key=lambda one: one.start - one.end):
        places = range(one.start, one.end)
        if taken.isdisjoint(places):
            chosen.append(one)
            taken.update(places)
    return sorted(chosen, key=lambda one: one.start)


def _any(words: dict[str, Any]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _filled(pattern: str, blanks: dict[str, str]) -> str:
    for name, blank in blanks.items():
        pattern = pattern.replace("{" + name + "}", blank)
    return pattern


def _plain(text: str) -> str:
    return " ".join(without_accents(text.replace("’", "'")).lower().split())


@cache
def _grammar(language: str) -> _Grammar:
    return _Grammar(yaml.safe_load((answers.DOMAIN / language / "periods.yml").read_text(encoding="utf-8")))
