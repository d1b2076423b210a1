"""One language's words for asking and acting, as domain/<language>/query.yml and acts.yml list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from renewals.periods.pieces import pieces, plain
from renewals.periods.words import DOMAIN, end_of, one_slip

# Words this long are recognised with one slip of the finger ("hardwear").
LONG_ENOUGH = 6
QUERY, ACTS, DESK = "query", "acts", "desk"
_MISTYPED_OF_QUERIES = (
    "kind",
    "offering",
    "segment",
    "status",
    "soft_status",
    "contacted",
    "snoozed",
    "noun",
    "end_verb",
    "field",
    "ask",
    "little",
    "head",
)
# Of these another ending or a short word means something else ("passed" for "paused", "handle" for "handled").
WITH_CARE = ("contacted", "snoozed")
LONG_WITH_CARE = 8
# Phrases of so many words are recognised with one slip in one of them ("shoud have renewed").
SLIPPED_WORDS = 3
SLIPPED_KINDS = ("status", "soft_status", "auto_renew")
SHORTEST_SLIP = 5
# "Contacte" is no slip of "contacted": in another language it is a wish.
MISTYPED = {QUERY: _MISTYPED_OF_QUERIES, ACTS: ("remind", "snooze", "clear"), DESK: ()}

Meanings = dict[str, Any]


@dataclass(frozen=True)
class Vocabulary:
    """`phrases`: by the first word, the rest of it and what it is, the longest first; `long`: long words by their
    length, for slips of the finger; `several`: of `phrases` those of several words in which a slip is looked for.
    """

    phrases: dict[str, list[tuple[tuple[str, ...], Meanings]]]
    long: dict[int, list[tuple[str, Meanings]]]
    several: dict[str, list[tuple[tuple[str, ...], Meanings]]] = field(default_factory=dict)

    def at(self, texts: Sequence[str], place: int) -> list[tuple[int, Meanings]]:
        """The phrases that stand at a place among words and signs, the longest first: where each ends, and its meanings
        by kind.
        """
        found = [
            (end, meanings)
            for rest, meanings in self.phrases.get(texts[place], ())
            if (end := end_of(rest, texts, place + 1)) is not None
        ]
        longest = found[0][0] - place if found else 0
        slipped = self._slipped(texts, place, max(longest, SLIPPED_WORDS - 1))
        return [*slipped, *found] or self._mistyped(texts[place], place)

    def _slipped(self, texts: Sequence[str], place: int, longest: int) -> list[tuple[int, Meanings]]:
        """The longest phrase of several words with one slip in one of them, where it is longer than so many words."""
        first = texts[place]
        known = (
            [first]
            if first in self.phrases
            else [one for one in self.several if len(first) >= SHORTEST_SLIP and _slips(first, one)]
        )
        for begins in known:
            for rest, meanings in self.several.get(begins, ()):
                if len(rest) + 1 <= longest or place + len(rest) >= len(texts):
                    continue
                words = zip((begins, *rest), texts[place:])  # noqa: B905 - for Python 3.9 too
                wrong = [(word, meant) for meant, word in words if word != meant]
                if len(wrong) == 1 and _slips(*wrong[0]):
                    return [(place + len(rest) + 1, meanings)]
        return []

    def _mistyped(self, word: str, place: int) -> list[tuple[int, Meanings]]:
        if len(word) < LONG_ENOUGH or not word.isalpha():
            return []
        for length in (len(word), len(word) - 1, len(word) + 1):
            for known, meanings in self.long.get(length, ()):
                careful = any(kind in meanings for kind in WITH_CARE)
                if one_slip(word, known) and not (careful and (len(known) < LONG_WITH_CARE or word[-2:] != known[-2:])):
                    return [(place + 1, meanings)]
        return []


def _slips(word: str, meant: str) -> bool:
    """Whether a word is a long one with one slip."""
    return word.isalpha() and len(word) >= SHORTEST_SLIP and len(meant) >= LONG_ENOUGH and one_slip(word, meant)


@cache
def vocabulary(language: str, file: str = QUERY) -> Vocabulary:
    """The words of a language for asking (`QUERY`), acting (`ACTS`) or the desk itself (`DESK`); a file that is not as
    it should be raises KeyError or ValueError.
    """
    content: dict[str, Any] = yaml.safe_load((DOMAIN / language / f"{file}.yml").read_text(encoding="utf-8"))
    listed: dict[str, dict[str, str]] = content["words"]
    if file == QUERY:
        # What acts keep is asked for in the words that stand beside theirs.
        listed = listed | yaml.safe_load((DOMAIN / language / f"{ACTS}.yml").read_text(encoding="utf-8"))["asked"]
    phrases: dict[tuple[str, ...], Meanings] = {}
    for kind, values in listed.items():
        for value, written in values.items():
            for phrase in _phrases(written):
                phrases.setdefault(_split(phrase), {}).setdefault(kind, value)
    for words, meanings in phrases.items():
        if (
            "field" in meanings
            and words[-1].endswith("s")
            and phrases.get((*words[:-1], words[-1][:-1]), {}).get("field")
        ):
            meanings["several"] = "x"
    by_first: dict[str, list[tuple[tuple[str, ...], Meanings]]] = {}
    for words, meanings in sorted(phrases.items(), key=lambda one: -len(one[0])):
        by_first.setdefault(words[0], []).append((words[1:], meanings))
    long: dict[int, list[tuple[str, Meanings]]] = {}
    for words, meanings in phrases.items():
        if len(words) == 1 and len(words[0]) >= LONG_ENOUGH and any(kind in meanings for kind in MISTYPED[file]):
            long.setdefault(len(words[0]), []).append((words[0], meanings))
    several = {
        first: kept
        for first, known in by_first.items()
        if (kept := [one for one in known if len(one[0]) + 1 >= SLIPPED_WORDS and one[1].keys() & {*SLIPPED_KINDS}])
    }
    return Vocabulary(by_first, long, several)


@cache
def areas() -> dict[str, tuple[str, ...]]:
    """The countries of each area that has a name of its own."""
    content: dict[str, str] = yaml.safe_load(files("renewals.data").joinpath("areas.yml").read_text(encoding="utf-8"))
    return {area: tuple(countries.split()) for area, countries in content.items()}


@cache
def region_codes() -> tuple[str, ...]:
    """The codes of the regional teams."""
    return tuple(yaml.safe_load(files("renewals.data").joinpath("regions.yml").read_text(encoding="utf-8")))


def _phrases(written: str) -> list[str]:
    return [phrase for phrase in str(written).split("|") if phrase.strip()]


def _split(phrase: str) -> tuple[str, ...]:
    return tuple(piece.text for piece in pieces(plain(phrase)[0]))
