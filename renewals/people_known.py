"""The names of colleagues, so that whom some words fit is looked up and not searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from renewals.name_words import LEGAL_FORMS, words_of

# How alike a word and a name are, in percent, that stand alone; beside another word of the same name.
ALIKE, ALIKE_BESIDE = 84.0, 74.0
# Shorter words have no slips: too many names are one letter apart.
LONG_ENOUGH = 4
SHORTENED_TO, SHORTENED_BY = 3, 2
# What stands between given and family names; alone it means nobody.
PARTICLES = LEGAL_FORMS | frozenset("van von der den da di del dos al el bin ter ten".split())


class PersonName(NamedTuple):
    """A colleague, by their address and name; the name may be empty, then the address tells it."""

    email: str
    name: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, folded."""
        return tuple(word for group in _groups(self) for word in group)

    @property
    def given(self) -> str:
        return "".join(next(iter(_groups(self)), ()))


@dataclass(frozen=True)
class Fits:
    """Whom some words fit: as a whole name or a part of one, exactly or not."""

    people: frozenset[PersonName]
    whole: bool
    exact: bool


class Known:
    """The names of some people."""

    def __init__(self, people: frozenset[PersonName]) -> None:
        self._whole: dict[str, set[PersonName]] = {}
        self._parts: dict[str, set[PersonName]] = {}
        self._given: dict[str, set[PersonName]] = {}
        self._initials: dict[str, set[PersonName]] = {}
        for person in people:
            words = person.words
            for key in _whole_keys(person):
                self._whole.setdefault(key, set()).add(person)
            for key in _parts(person):
                self._parts.setdefault(key, set()).add(person)
            if words:
                self._given.setdefault(person.given, set()).add(person)
                self._initials.setdefault("".join(word[0] for word in words if word not in PARTICLES), set()).add(
                    person
                )
        self._long = [part for part in self._parts if len(part) >= LONG_ENOUGH]

    def by_word(self, word: str, typed: bool, initials: bool) -> Fits | None:
        """Whom one word fits: who is called so; where it may be typed wrongly or shortened, who is called nearly so."""
        if word in self._whole and word not in self._parts:
            return Fits(frozenset(self._whole[word]), True, True)
        if word in self._parts:
            return Fits(frozenset(self._parts[word]), any(len(person.words) == 1 for person in self._parts[word]), True)
        if initials and word in self._initials:
            return Fits(frozenset(self._initials[word]), False, False)
        if word.endswith("s") and len(word) > SHORTENED_TO and word[:-1] in self._parts:
            # "danas contracts": people leave out the apostrophe.
            return Fits(frozenset(self._parts[word[:-1]]), False, True)
        if not typed:
            return None
        near = self._near(word, ALIKE) or self._near(word.removesuffix("s"), ALIKE)
        shortened = [
            name
            for name in self._given
            if len(word) >= SHORTENED_TO and len(name) >= len(word) + SHORTENED_BY and name.startswith(word)
        ]
        people = {person for part in near for person in self._parts[part]} or {
            person for name in shortened for person in self._given[name]
        }
        return Fits(frozenset(people), False, False) if people else None

    def by_words(self, words: Sequence[str]) -> Fits | None:
        """Whom several words fit together: a whole name, however it is joined and split; or parts of one, initials
        among them.
        """
        joined = "".join(words)
        if joined in self._whole:
            return Fits(frozenset(self._whole[joined]), True, True)
        if joined in self._parts and not any(word in self._parts for word in words):
            return Fits(frozenset(self._parts[joined]), False, True)
        written = [word for word in words if len(word) > 1]
        if not written:
            return None
        near = [[*([word] if word in self._parts else []), *self._near(word, ALIKE_BESIDE)] for word in written]
        people = frozenset.intersection(
            *(frozenset(person for part in parts for person in self._parts[part]) for parts in near)
        )
        exactly = frozenset(person for person in people if _made_of(words, person, 100.0))
        if exactly:
            return Fits(exactly, True, True)
        nearly = frozenset(person for person in people if _made_of(words, person, ALIKE_BESIDE))
        # One of the words is right at least: two slips in two words may be anybody.
        right = any(word in self._parts for word in written) or all(self._near(word, ALIKE) for word in written)
        return Fits(nearly, True, False) if nearly and right else None

    def _near(self, word: str, alike: float) -> list[str]:
        if len(word) < LONG_ENOUGH or not word.isalpha():
            return []
        return [
            part for part, _, _ in process.extract(word, self._long, scorer=fuzz.ratio, score_cutoff=alike, limit=20)
        ]


@lru_cache(maxsize=4)
def known_people(people: frozenset[PersonName]) -> Known:
    """The names of some people, made once for them."""
    return Known(people)


def _made_of(words: Sequence[str], person: PersonName, alike: float) -> bool:
    """Whether each word is another one of the name, or its first letter; the first letters of two may stand together
    ("JP").
    """
    left = list(person.words)
    for word in words:
        part = next((part for part in left if part == word), None)
        if part is None and len(word) == 1:
            part = next((part for part in left if part.startswith(word)), None)
        if part is None and len(word) >= LONG_ENOUGH:
            part = next((part for part in left if len(part) >= LONG_ENOUGH and fuzz.ratio(part, word) >= alike), None)
        if part is None:
            return False
        left.remove(part)
    return True


def _groups(person: PersonName) -> Iterator[tuple[str, ...]]:
    """The words of a name, by what stands between spaces: "Jean-Pierre Dupont" has two such groups."""
    written = person.name.split() or person.email.partition("@")[0].replace("_", ".").rstrip("0123456789").split(".")
    for part in written:
        group = tuple(word.folded for word in words_of(part))
        if group:
            yield group


def _whole_keys(person: PersonName) -> set[str]:
    """A whole name in one word, given or family name first; and the address."""
    words, groups = person.words, ["".join(group) for group in _groups(person)]
    address = "".join(word.folded for word in words_of(person.email))
    turned = {"".join((*part[place:], *part[:place])) for part in (words, tuple(groups)) for place in range(len(part))}
    first_and_last = {groups[0] + groups[-1], groups[-1] + groups[0]} if len(groups) > 2 else set()
    local = "".join(word.folded for word in words_of(person.email.partition("@")[0]))
    return {
        *turned,
        *first_and_last,
        address,
        *([local] if len(words_of(person.email.partition("@")[0])) > 1 else []),
    } - {""}


def _parts(person: PersonName) -> set[str]:
    """The words of a name, and those that are written together as one."""
    groups = list(_groups(person))
    joined = {"".join(group) for group in groups}
    # "Le Goff": a particle is written together with what follows it.
    with_particle = {
        "".join(groups[place] + groups[place + 1])
        for place in range(1, len(groups) - 1)
        if groups[place][0] in PARTICLES
    }
    first = groups[0][0] if groups else ""
    return {
        word
        for word in {*person.words, *joined, *with_particle}
        if len(word) > 1 and (word == first or word not in PARTICLES)
    }
