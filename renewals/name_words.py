"""The words of firms' and products' names, and where a text holds them, however they are joined and split ("H&K", "h
and k", "AzCoatings").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from renewals.languages import small_words
from renewals.names import folded

# Each name is looked for in so many words of a text: more than any question has are not looked at.
MOST_WORDS = 200
# What firms are called beside their own name, where words are separate.
LEGAL_FORMS = frozenset(
    "sarl sa sas sasu eurl gmbh ltd limited inc llc llp corp corporation co group groupe ag se bv nv plc kg "
    "ohg spa srl sro as asa ab oy aps pty pte sl sdn bhd kk kabushiki kaisha"
    " societe company the cie de du des la le les of d l".split()
)
# The same in scripts that put no spaces between words.
_UNSPACED = (
    "株式会社",
    "有限会社",
    "合同会社",
    "(株)",
    "(有)",
    "㈱",
    "㈲",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "주식회사",
    "(주)",
)
UNSPACED_FORMS = frozenset(folded(form) for form in _UNSPACED)
CONNECTORS = frozenset("and et und y e".split())
_CONNECTED = re.compile(r"[&+]")
_WORD = re.compile(r"[^\W_]+")
_SPLIT_UNSPACED = re.compile("|".join(re.escape(form) for form in _UNSPACED))


@dataclass(frozen=True)
class Word:
    """A word of a text, folded; whether it is written with a capital (or in a script that has none), and whether `&` or
    "and" stands before it.

    `start`, `end`: its characters in the text.
    """

    folded: str
    capital: bool
    connected: bool
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words of a text, without the words that join others ("and")."""
    found: list[Word] = []
    before, connected = 0, False
    for start, end in _places_of_words(text):
        written = text[start:end]
        plain = folded(written)
        connected, before = connected or bool(_CONNECTED.search(text, before, start)), end
        if plain in CONNECTORS and found and written.islower():
            connected = True
        elif plain:
            found.append(Word(plain, not written[0].islower() and not written[0].isdigit(), connected, start, end))
            connected = False
        if len(found) == MOST_WORDS:
            break
    return found


def _places_of_words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin and end; a legal form that is written without a space is a word of its own."""
    if text.isascii():
        yield from (match.span() for match in _WORD.finditer(text))
        return
    before = 0
    for form in _SPLIT_UNSPACED.finditer(text):
        yield from (match.span() for match in _WORD.finditer(text, before, form.start()))
        yield from (match.span() for match in _WORD.finditer(text, *form.span()))
        before = form.end()
    yield from (match.span() for match in _WORD.finditer(text, before))


@lru_cache(maxsize=8192)
def units(name: str) -> tuple[tuple[str, int], ...]:
    """The words that make a name, each with how many words it is written in: letters that stand alone are one ("H&K" ->
    "hk"), legal forms are left out.
    """
    return _units(words_of(name))


def _units(words: Sequence[Word]) -> tuple[tuple[str, int], ...]:
    joined: list[tuple[str, int]] = []
    letters: list[str] = []
    for word in [*words, None]:
        if word is not None and len(word.folded) == 1:
            letters.append(word.folded)
            continue
        if letters:
            joined += [("".join(letters), len(letters))] if len(letters) > 1 else [(letters[0], 1)]
            letters = []
        if word is not None:
            joined.append((word.folded, 1))
    return tuple(unit for unit in joined if unit[0] not in LEGAL_FORMS and unit[0] not in UNSPACED_FORMS) or tuple(
        joined
    )


@lru_cache(maxsize=8192)
def whole(name: str) -> str:
    """A name in one word, legal forms and all."""
    return "".join(word.folded for word in words_of(name))


def search_keys(name: str) -> set[str]:
    """The words by which a name is found among many: its own, and what its words are joined."""
    words = words_of(name)
    plain, own = [word.folded for word in words], [unit for unit, _ in _units(words)]
    return {*plain, *own, "".join(own), "".join(plain)}


@dataclass(frozen=True)
class Place:
    """Where a text holds something: its first word, and the one after its last."""

    start: int
    end: int


class SearchedText:
    """A text in which names are looked for."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self._joined = "".join(word.folded for word in self.words)
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        offset = 0
        for place, word in enumerate(self.words):
            self._starts[offset] = place
            offset += len(word.folded)
            self._ends[offset] = place + 1

    def places(self, key: str) -> Iterator[Place]:
        """Where words stand that are this key when they are joined."""
        found = self._joined.find(key) if key else -1
        while found >= 0:
            start, end = self._starts.get(found), self._ends.get(found + len(key))
            if start is not None and end is not None:
                yield Place(start, end)
            found = self._joined.find(key, found + 1)

    def means(self, key: str, written_in: int, ordinary: Collection[str]) -> Place | None:
        """Where a key stands and is meant: digits are written as the name writes them, a word of every day has a
        capital.
        """
        return next((place for place in self.places(key) if self._is_meant(key, place, written_in, ordinary)), None)

    def _is_meant(self, key: str, place: Place, written_in: int, ordinary: Collection[str]) -> bool:
        words = self.words[place.start : place.end]
        if len(key) < 2:
            return False
        if key.isdigit():
            return len(words) == written_in and (written_in == 1 or all(word.connected for word in words[1:]))
        if all(word.folded in ordinary or word.folded in small_words() for word in words) and not (
            len(words) > 1 and words[1].connected
        ):
            return all(word.capital for word in words) and (place.start > 0 or len(words) > 1)
        return True


def longest(places: Sequence[Place]) -> list[Place]:
    """The places that are not part of a longer one."""
    return [one for one in places if not any(_within(one, other) for other in places)]


def _within(one: Place, other: Place) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
