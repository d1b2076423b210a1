"""What happens if contracts are renewed late, lapse, no longer renew by themselves, or end on one day: a dated
timeline. Pure.

The rules are data (renewals/data/consequences.yml): what the vendor's page says, and what it leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from renewals.yaml_file import read_yaml

# Maintenance of these runs for a year at least, as the page says.
A_YEAR_AT_LEAST = frozenset({"software", "hardware"})
_DAY = timedelta(days=1)


class Plan(StrEnum):
    """What a person means to do."""

    LATE = "late"
    LAPSE = "lapse"
    STOP = "stop"
    ALIGN = "align"


class When(StrEnum):
    """The day of a line, by what it depends on."""

    TODAY = "today"
    NOTICE = "notice"
    END = "end"
    AFTER_END = "after-end"
    RENEWAL = "renewal"
    ALIGNED = "aligned"
    OPEN = "open"


@dataclass(frozen=True)
class Cover:
    """What a timeline needs of a contract.

    `end_on`: its last day of cover; `notice_on`: until when notice can be given, where that is kept.
    """

    number: str
    kind: str
    end_on: date
    renews: bool
    notice_on: date | None = None


@dataclass(frozen=True)
class Rule:
    """A line of the page or of the file of contracts, and to which contracts it applies."""

    line: str
    plans: frozenset[Plan]
    when: When
    kinds: frozenset[str] | None
    renews: bool | None
    ended: bool | None
    notice_over: bool | None
    check: bool
    section: str | None
    open: bool

    def applies(self, plan: Plan, cover: Cover, today: date) -> bool:
        ended = cover.end_on < today
        notice_over = cover.renews and cover.notice_on is not None and cover.notice_on < today
        return (
            plan in self.plans
            # Of a contract that should have renewed by itself, nothing else is known.
            and self.check == (cover.renews and ended)
            and (self.kinds is None or cover.kind in self.kinds)
            and self.renews in (None, cover.renews and not ended)
            and self.ended in (None, ended)
            and self.notice_over in (None, notice_over)
        )


@dataclass(frozen=True)
class Event:
    """One line of a timeline: its day (None where none can be told), its name, the contracts that it concerns, where it
    is written, whether it is left open.
    """

    on: date | None
    line: str
    numbers: tuple[str, ...]
    section: str | None
    open: bool


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in the order in which lines of one day are told."""
    rows = read_yaml(files("renewals.data").joinpath("consequences.yml"))
    return tuple(
        Rule(
            row["line"],
            frozenset(Plan(plan) for plan in row["if"]),
            When(row["at"]),
            frozenset(row["kinds"]) if "kinds" in row else None,
            row.get("renews"),
            row.get("ended"),
            row.get("notice_over"),
            row.get("check", False),
            row.get("section"),
            row.get("open", False),
        )
        for row in rows
    )


def timeline(plan: Plan, covers: Sequence[Cover], today: date, days_late: int = 0) -> tuple[Event, ...]:
    """What follows for some contracts, by day; what has no day comes last.

    `days_late`: days from the last day of cover to the renewal, 1 or more.

    A late renewal cannot be before today: where that day is over, the renewal is today.
    """
    found = [event for rule in rules() for event in _events(rule, plan, covers, today, days_late)]
    return tuple(sorted(_together(found), key=lambda event: (event.on is None, event.on or date.max)))


def _events(rule: Rule, plan: Plan, covers: Sequence[Cover], today: date, days_late: int) -> Iterator[Event]:
    for cover in covers:
        if rule.applies(plan, cover, today):
            on = _day(rule.when, cover, covers, today, days_late)
            if on is not None or rule.when is When.OPEN:
                yield Event(on, rule.line, (cover.number,), rule.section, rule.open)


def _day(when: When, cover: Cover, covers: Sequence[Cover], today: date, days_late: int) -> date | None:
    match when:
        case When.TODAY:
            return today
        case When.NOTICE:
            return cover.notice_on if cover.notice_on and cover.notice_on <= cover.end_on else None
        case When.END:
            return cover.end_on
        case When.AFTER_END:
            return cover.end_on + _DAY
        case When.RENEWAL:
            return max(cover.end_on + days_late * _DAY, today)
        case When.ALIGNED:
            return earliest_common_end(covers, today)
        case When.OPEN:
            return None


def _together(events: Iterable[Event]) -> list[Event]:
    """Lines that say the same of several contracts on one day are one."""
    found: dict[tuple[date | None, str, str | None, bool], tuple[str, ...]] = {}
    for event in events:
        key = (event.on, event.line, event.section, event.open)
        found[key] = (*found.get(key, ()), *event.numbers)
    return [Event(on, line, numbers, section, opened) for (on, line, section, opened), numbers in found.items()]


def earliest_common_end(covers: Sequence[Cover], today: date) -> date | None:
    """The first day, from today on, on which all contracts can end together: none shortened, and maintenance that is
    renewed for it for a year at least.

    None for fewer than two contracts. Those that end on that day anyway are not renewed for it.
    """
    if len(covers) < 2:
        return None
    first = max(today, *(cover.end_on for cover in covers))
    candidates = {first, *(a_year_more(cover.end_on) for cover in covers)}
    return min(day for day in candidates if day >= first and all(_may_end(cover, day) for cover in covers))


def _may_end(cover: Cover, day: date) -> bool:
    renewed_for = day >= a_year_more(cover.end_on) if cover.kind in A_YEAR_AT_LEAST else day > cover.end_on
    return day == cover.end_on or renewed_for


def a_year_more(end_on: date) -> date:
    """The last day of the year that begins on the day after an end."""
    start = end_on + _DAY
    leap_day = (start.month, start.day) == (2, 29)
    return (date(start.year + 1, 3, 1) if leap_day else start.replace(year=start.year + 1)) - _DAY
