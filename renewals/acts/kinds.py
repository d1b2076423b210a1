"""What is to be done to contracts, as values, and their form as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from renewals.query.kinds import FORECASTS

__all__ = [
    "CLEAR",
    "CONTACTED",
    "FILES",
    "FORECAST",
    "FORECASTS",
    "KEPT",
    "MINUTES_OF_A_DAY",
    "NOTE",
    "REASONS",
    "REMIND",
    "SNOOZE",
    "UNKNOWN",
    "WISHES",
]
__all__ += ["Acts", "Completion", "NotActs", "Part", "Unsure", "Wish", "from_json", "to_json"]

CONTACTED, NOTE, REMIND, SNOOZE, CLEAR, FORECAST = "contacted", "note", "remind", "snooze", "clear", "forecast"
WISHES = (CONTACTED, FORECAST, NOTE, REMIND, SNOOZE, CLEAR)
# What can be cleared.
KEPT = ("contacted", "reminders", "snooze", "notes", "forecast")
# The field of a name that looks like a contract's number and is none in sight.
UNKNOWN = "unknown"
FILES = ("csv", "chart")
# Why a day is asked back.
REASONS = ("none", "unread", "past", "after-end", "which", "repeating")
MINUTES_OF_A_DAY = 24 * 60


class NotActs(ValueError):
    """A value is none that `to_json` has made."""


@dataclass(frozen=True)
class Unsure:
    """Why a day is not known: the reason (one of `REASONS`), the words, and the days that may be meant, each with its
    minute.
    """

    reason: str
    said: str = ""
    options: tuple[tuple[date, int | None], ...] = ()


@dataclass(frozen=True)
class Wish:
    """One thing that is to be kept: `what` (one of `WISHES`).

    `day` and `minute` (of that day): when to remind, or until when to be silent. `text`: a note, or the reason of a
    forecast. `value`: what is cleared (one of `KEPT`), or the forecast (one of `FORECASTS`). `unsure`: why there is no
    day yet.
    """

    what: str
    day: date | None = None
    minute: int | None = None
    text: str = ""
    value: str = ""
    unsure: Unsure | None = None


@dataclass(frozen=True)
class Part:
    """Wishes for the same contracts.

    `numbers`, `products`: what is named of them; `accounts`: by their numbers, those together that one name may mean;
    `every`: all of them; `ordinal`: one of a list; `unknown`: a name that nothing on file has.
    """

    wishes: tuple[Wish, ...]
    numbers: tuple[str, ...] = ()
    accounts: tuple[tuple[str, ...], ...] = ()
    products: tuple[str, ...] = ()
    every: bool = False
    ordinal: int = 0
    unknown: str = ""

    @property
    def named(self) -> bool:
        return bool(self.numbers or self.accounts or self.products)


@dataclass(frozen=True)
class Acts:
    """What a message does.

    `rest`: what it asks beside it; `undo`: it takes an act back, the one of a number, or (0) the last; `file`: it wants
    the list that was shown as a file (one of `FILES`).
    """

    parts: tuple[Part, ...] = ()
    rest: str = ""
    undo: int | None = None
    file: str | None = None

    @property
    def unsure(self) -> Unsure | None:
        """The first day that is not known."""
        return next((wish.unsure for part in self.parts for wish in part.wishes if wish.unsure), None)

    def with_day(self, day: date, minute: int | None) -> Acts:
        """The same, with the first day that was not known."""
        parts, done = list(self.parts), False
        for place, part in enumerate(parts):
            wishes = list(part.wishes)
            for at, wish in enumerate(wishes):
                if wish.unsure and not done:
                    kept = wish.minute if minute is None else minute
                    wishes[at], done = (
                        replace(wish, day=day, minute=kept if wish.what == REMIND else None, unsure=None),
                        True,
                    )
            parts[place] = replace(part, wishes=tuple(wishes))
        return replace(self, parts=tuple(parts))


@dataclass(frozen=True)
class Completion:
    """What a message adds to acts that wait for something: a day, contracts,
    or (`dropped`) that nothing is to be kept.
    """

    part: Part = Part(())
    day: date | None = None
    minute: int | None = None
    unsure: Unsure | None = None
    dropped: bool = False


def to_json(acts: Acts) -> list[dict[str, Any]]:
    """The parts as plain values, without what is not given."""
    return [
        _without_empty({**vars(part), "wishes": [_wish_values(wish) for wish in part.wishes]}) for part in acts.parts
    ]


def from_json(values: Any) -> Acts:
    """The reverse of `to_json`; raises NotActs for anything that it has not made."""
    try:
        return Acts(tuple(_part(one) for one in values))
    except (TypeError, ValueError, KeyError, AttributeError) as wrong:
        raise NotActs(str(values)[:80]) from wrong


def _wish_values(wish: Wish) -> dict[str, Any]:
    unsure = wish.unsure and {"reason": wish.unsure.reason, "said": wish.unsure.said}
    return _without_empty({**vars(wish), "day": wish.day.isoformat() if wish.day else None, "unsure": unsure})


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    made = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return {
        name: value
        for name, value in made.items()
        if not (value is None or value is False or value in ("", []) or (name, value) == ("ordinal", 0))
    }


def _part(values: Mapping[str, Any]) -> Part:
    numbers, products = (tuple(str(one) for one in values.get(name, ())) for name in ("numbers", "products"))
    return Part(
        tuple(_wish(one) for one in values["wishes"]),
        numbers,
        tuple(tuple(str(number) for number in group) for group in values.get("accounts", ())),
        products,
        every=bool(values.get("every")),
        ordinal=int(values.get("ordinal", 0)),
        unknown=str(values.get("unknown", "")),
    )


def _wish(values: Mapping[str, Any]) -> Wish:
    what, day, minute, unsure = values["what"], values.get("day"), values.get("minute"), values.get("unsure")
    if what not in WISHES or (minute is not None and not 0 <= int(minute) < MINUTES_OF_A_DAY):
        raise NotActs(str(values)[:80])
    return Wish(
        what,
        date.fromisoformat(day) if day else None,
        None if minute is None else int(minute),
        str(values.get("text", "")),
        str(values.get("value", "")),
        Unsure(str(unsure["reason"]), str(unsure.get("said", ""))) if unsure else None,
    )
