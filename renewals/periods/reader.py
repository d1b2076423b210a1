"""The state of a reading, and what every rule of the grammar asks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from renewals.periods.calendar import Moment, around, begun
from renewals.periods.kinds import Fiscal
from renewals.periods.tokens import Token
from renewals.periods.words import TimeVocabulary

PLURALS = frozenset("les des ces aux ses nos mes vos".split())


@dataclass
class Reader:
    """A text's tokens, read on a day.

    `past`: what is asked has ended; `order`: how ambiguous dates are taken ("dmy", "mdy"), if at all; `season_shift`:
    by how many months the seasons lie behind those of the north, where seasons are read at all.
    """

    tokens: list[Token]
    words: TimeVocabulary
    today: date
    past: bool = False
    fiscal: Fiscal | None = None
    order: str | None = None
    season_shift: int | None = None
    rules: tuple[Callable[[Reader, int], tuple[Moment, int] | None], ...] = ()

    def kind(self, place: int, name: str) -> Any:
        """What a token is as one kind; None where it is not of it."""
        return self.tokens[place].kinds.get(name) if 0 <= place < len(self.tokens) else None

    def has(self, place: int, *names: str) -> bool:
        return 0 <= place < len(self.tokens) and any(name in self.tokens[place].kinds for name in names)

    def text(self, place: int) -> str:
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def glued(self, place: int) -> bool:
        return 0 <= place < len(self.tokens) and self.tokens[place].glued

    def skip(self, place: int, *names: str) -> int:
        """Past tokens of some kinds, three at most."""
        for _ in range(3):
            if not self.has(place, *names):
                break
            place += 1
        return place

    def past_sign(self, place: int, signs: str) -> int:
        """Past one sign that joins the parts of a date."""
        joined = len(self.text(place)) == 1 and self.text(place) in signs
        return (
            place + 1
            if joined and (self.text(place) != "-" or (self.glued(place) and self.glued(place + 1)))
            else place
        )

    def moment(self, place: int) -> tuple[Moment, int] | None:
        """What is named from a token on, and where that ends."""
        for rule in self.rules:
            found = rule(self, place)
            if found:
                return found
        return None

    def whole(self, place: int) -> tuple[Moment, int] | None:
        """That of which something is a part: "of next month", "of the year", "de mars"."""
        begins = self.skip(place, "of", "the", "in")
        for at in (place, place + 1, begins):
            if at <= begins and at < len(self.tokens) and (found := self.moment(at)):
                return found
        unit = self.kind(begins, "unit")
        if unit in ("day", "week", "month", "quarter", "half", "year") and not self.is_plural(begins, begins + 1):
            return Moment(lambda k: around(unit, begun(unit, k)), unit, unit), begins + 1
        return None

    def is_plural(self, first: int, last: int) -> bool:
        """Whether some tokens, or the article before them, speak of several: "the next months", "les mois à venir"."""
        if self.text(first - 1) in PLURALS:
            return True
        for token in self.tokens[first:last]:
            known = token.text[:-1] if token.text.endswith("s") and token.text[:-1] in self.words.phrases else ""
            if token.text in PLURALS or (
                known and ("unit" in token.kinds or "next" in token.kinds or "last" in token.kinds)
            ):
                return True
        return False

    def number(self, place: int) -> float | None:
        """A number in figures or words; "a" and "one" are none."""
        found = self.kind(place, "number")
        return float(found) if found is not None else None
