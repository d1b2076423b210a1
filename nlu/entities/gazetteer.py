"""Finds what can be listed or described by a pattern."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Iterator, List, Set, Tuple

import yaml

from nlu.text.normalize import normalize
from protocol.turn import Entity

LOOKUPS = Path(__file__).resolve().parent / "lookups"
# A word with what may stand before and within it (".NET", "U.A.E", "C++11"); what stands after it is none of it.
_WORD = re.compile(r"[\w.+]+")

Wording = Tuple[str, str, str]
Pattern = Tuple[str, str]


class Gazetteer:
    """Finds entities by lookups/<entity>.yml: `wordings` (a value, and how people write it) or `patterns` (regular
    expressions).

    Words are compared normalized, the longest wording wins, and at equal length a pattern wins over a listed wording.
    Rasa's own lookup tables know neither normalization nor overlap nor a value for each wording.
    """

    FILE = "gazetteer.json"

    def __init__(self, wordings: List[Wording], patterns: List[Pattern]) -> None:
        """`wordings`: (entity, normalized words, value); `patterns`: (entity, regular expression)."""
        self._wordings, self._patterns = wordings, patterns
        self._by_words = {tuple(words.split()): (entity, value) for entity, words, value in wordings}
        self._longest = max((len(words) for words in self._by_words), default=0)
        self._compiled = [(entity, re.compile(pattern, re.IGNORECASE)) for entity, pattern in patterns]

    @classmethod
    def read(cls, folder: Path = LOOKUPS) -> Gazetteer:
        """The gazetteer of the lookup files."""
        wordings: List[Wording] = []
        patterns: List[Pattern] = []
        for file in sorted(folder.glob("*.yml")):
            known = yaml.safe_load(file.read_text(encoding="utf-8"))
            written = [
                (value, wording) for value, all_written in known.get("wordings", {}).items() for wording in all_written
            ]
            wordings += [(file.stem, _words_of(wording), value) for value, wording in written]
            patterns += [(file.stem, pattern) for pattern in known.get("patterns", [])]
        return cls(wordings, patterns)

    def save(self, folder: Path) -> None:
        content = {"wordings": self._wordings, "patterns": self._patterns}
        (folder / self.FILE).write_text(json.dumps(content), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        kept = json.loads((folder / cls.FILE).read_text(encoding="utf-8"))
        return cls([tuple(row) for row in kept["wordings"]], [tuple(row) for row in kept["patterns"]])

    def find(self, text: str) -> Tuple[Entity, ...]:
        """The entities of a text, in order, none overlapping another."""
        candidates = sorted([*self._described(text), *self._listed(text)], key=lambda one: one.start - one.end)
        chosen: List[Entity] = []
        taken: Set[int] = set()
        for candidate in candidates:
            places = range(candidate.start, candidate.end)
            if taken.isdisjoint(places):
                chosen.append(candidate)
                taken.update(places)
        return tuple(sorted(chosen, key=lambda one: one.start))

    def _described(self, text: str) -> Iterator[Entity]:
        for entity, pattern in self._compiled:
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    yield Entity(entity, match.group(), match.start(), match.end())

    def _listed(self, text: str) -> Iterator[Entity]:
        words = [(normalize(word), start, start + len(word)) for word, start in _words_with_places(text)]
        for first in range(len(words)):
            for last in range(min(first + self._longest, len(words)), first, -1):
                known = self._by_words.get(tuple(word for word, _, _ in words[first:last]))
                if known:
                    yield Entity(known[0], known[1], words[first][1], words[last - 1][2])
                    break


def _words_of(wording: str) -> str:
    return " ".join(normalize(word) for word, _ in _words_with_places(wording))


def _words_with_places(text: str) -> Iterator[Tuple[str, int]]:
    """The words of a text, each with its place."""
    for match in _WORD.finditer(text):
        word = match.group().rstrip(".+")
        if word:
            yield word, match.start()
