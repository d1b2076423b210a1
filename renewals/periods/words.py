"""One language's words of time, as domain/<language>/periods.yml lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from renewals.periods.pieces import pieces

DOMAIN = Path(__file__).resolve().parents[2] / "domain"
# Words this long are recognised with one slip of the finger ("septmbre").
LONG_ENOUGH = 6
MISTYPED_KINDS = ("month", "weekday", "named", "unit", "bound", "next", "last")

Meanings = dict[str, Any]


@dataclass(frozen=True)
class TimeVocabulary:
    """`phrases`: by the first word, the rest of it and what it is, the longest first; `by_length`: long words, for
    slips of the finger.
    """

    day_first: bool
    year_after_month: bool
    phrases: dict[str, list[tuple[tuple[str, ...], Meanings]]]
    by_length: dict[int, list[tuple[str, Meanings]]]
    quarter_letters: dict[str, str]
    week_letters: frozenset[str]
    suffixes: frozenset[str]
    letters: frozenset[str]

    def at(self, texts: Sequence[str], place: int) -> tuple[int, Meanings]:
        """The longest phrase that stands at a place among words and signs: where it ends, and its meanings by kind."""
        for rest, meanings in self.phrases.get(texts[place], ()):
            end = end_of(rest, texts, place + 1)
            if end:
                return end, meanings
        return place + 1, self._mistyped(texts[place])

    def knows(self, word: str) -> bool:
        return any(not rest for rest, _ in self.phrases.get(word, ()))

    def _mistyped(self, word: str) -> Meanings:
        if len(word) < LONG_ENOUGH or not word.isalpha():
            return {}
        for length in (len(word), len(word) - 1, len(word) + 1):
            for known, meanings in self.by_length.get(length, ()):
                if one_slip(word, known):
                    return meanings
        return {}


def end_of(rest: Sequence[str], texts: Sequence[str], place: int) -> int | None:
    """Where a phrase ends whose first word ends before a place; a hyphen may join its words."""
    for word in rest:
        if place < len(texts) and texts[place] == "-" and word != "-":
            place += 1
        if place >= len(texts) or texts[place] != word:
            return None
        place += 1
    return place


def one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, too many, another one, or changed places with its neighbour; the first letter
    stands.
    """
    if word[0] != known[0]:
        return False
    if len(word) == len(known):
        wrong = [place for place, (one, other) in enumerate(zip(word, known)) if one != other]  # noqa: B905 - for Python 3.9 too
        swapped = (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and word[wrong[0]] == known[wrong[1]]
            and word[wrong[1]] == known[wrong[0]]
        )
        return len(wrong) == 1 or swapped
    longer, shorter = (word, known) if len(word) > len(known) else (known, word)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(1, len(longer)))


@cache
def words_of(language: str) -> TimeVocabulary:
    """The words of a language; a file that is not as it should be raises KeyError or ValueError."""
    content: dict[str, Any] = yaml.safe_load((DOMAIN / language / "periods.yml").read_text(encoding="utf-8"))
    listed: dict[str, dict[Any, str]] = content["words"]
    phrases: dict[tuple[str, ...], Meanings] = {}
    for kind, values in listed.items():
        for value, written in values.items():
            for phrase in written.split("|"):
                phrases.setdefault(_split(phrase), {})[kind] = value
    by_first: dict[str, list[tuple[tuple[str, ...], Meanings]]] = {}
    for words, meanings in sorted(phrases.items(), key=lambda one: -len(one[0])):
        by_first.setdefault(words[0], []).append((words[1:], meanings))
    by_length: dict[int, list[tuple[str, Meanings]]] = {}
    for words, meanings in phrases.items():
        if len(words) == 1 and len(words[0]) >= LONG_ENOUGH and any(kind in meanings for kind in MISTYPED_KINDS):
            by_length.setdefault(len(words[0]), []).append((words[0], meanings))
    letters = {letter: unit for unit, written in listed["quarter_letter"].items() for letter in written.split("|")}
    weeks, suffixes = (frozenset(listed[kind]["x"].split("|")) for kind in ("week_letter", "suffix"))
    return TimeVocabulary(
        day_first=content["date_order"] == "day-first",
        year_after_month=bool(content["year_after_month"]),
        phrases=by_first,
        by_length=by_length,
        quarter_letters=letters,
        week_letters=weeks,
        suffixes=suffixes,
        # Beside words, these may stand among digits: "24x7", "2027-03-01T00Z".
        letters=frozenset([*letters, *weeks, *suffixes, "x", "t", "z"]),
    )


@cache
def after_it(language: str) -> dict[str, list[str]]:
    """The words for the period after one that was named before, by its unit (`same`: as long as that one); and the word
    that stands before a day until which something lasts (`until`).
    """
    content: dict[str, Any] = yaml.safe_load((DOMAIN / language / "periods.yml").read_text(encoding="utf-8"))
    return {unit: written.split("|") for unit, written in content["after_it"].items()}


def _split(phrase: str) -> tuple[str, ...]:
    """A phrase in words and signs, as `tokens` splits a text."""
    return tuple(piece.text for piece in pieces(phrase))
