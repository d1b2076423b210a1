"""A part of a message: its words, and what is named in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from renewals.query.items import TIMES as PARTS_OF_TIME
from renewals.query.items import Item

# What may stand before what is done.
BEFORE = ("opening", "and", "polite", "subject")
OPENERS = ("contacted", "had", "mark", "unmark", "remind", "snooze", "note", "clear", "wake", "undo", "put")
# Behind these stands what is noted: "put on C-100 that …".
INTRODUCES = (":", "that", "que", "qu")
# What somebody says that they did, or think; with a question mark it is a question.
SAID = ("contacted", "uncontacted", "forecast")
OBJECTS = ("account", "product", "number")
TIMES = PARTS_OF_TIME | {"calendar_day", "named", "date", "next", "last"}
FORECASTS = frozenset(("forecast", "outcome"))
SEPARATORS = ",;!?\n"
PEOPLE = ("he", "she", "they", "il", "elle", "ils", "elles")


@dataclass
class Clause:
    """Some items of a text between two places.

    `asks`: it is a question. `act`: what it does (an opener's kind, or `forecast`), if anything; `verb`: the
    place of the item that says so.
    """

    items: list[Item]
    start: int
    end: int
    asks: bool = False
    act: str | None = None
    verb: int = 0
    leftover: list[Item] = field(default_factory=list)

    def has(self, *kinds: str) -> bool:
        return any(kind in item.meanings for item in self.items for kind in kinds)

    def value(self, kind: str) -> str:
        """The value of the first item of a kind."""
        return next((str(item.meanings[kind]) for item in self.items if kind in item.meanings), "")

    def named(self, of: str) -> tuple[str, ...]:
        """The values that names of a field in it may mean."""
        found = (item.meanings["named"] for item in self.items if "named" in item.meanings)
        return tuple(dict.fromkeys(value for one in found if one.field == of for value in one.values))

    @property
    def accounts(self) -> tuple[tuple[str, ...], ...]:
        """The accounts that are named, those together that one name may mean."""
        found = (item.meanings["named"] for item in self.items if "named" in item.meanings)
        return tuple(dict.fromkeys(one.values for one in found if one.field == "account"))

    @property
    def names_contracts(self) -> bool:
        return any(self.named(one) for one in OBJECTS)
