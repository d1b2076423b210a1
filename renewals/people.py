"""Which colleagues a text means, however their names are typed: by whole names, parts, initials, addresses, with slips,
joined and split.

Pure. The words around names are data (domain/<language>/people.yml).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from renewals.matching import QUESTION_WORDS, places_held
from renewals.name_words import SearchedText, words_of
from renewals.people_known import Known, PersonName, known_people
from renewals.people_words import Sentence

__all__ = ["Mention", "PersonName", "people_meant"]

# A name is looked for in so many words together.
LONGEST_NAME = 4


@dataclass(frozen=True)
class Mention:
    """A colleague named in a text.

    `said`: the words by which, which stand from character `start` to before `end`. `people`: all whom they fit equally;
    none where somebody is meant whom nobody on file is called. `sure`: not by a slip of the finger, initials or a
    shortened name.
    """

    said: str
    start: int
    end: int
    people: tuple[PersonName, ...]
    sure: bool


@dataclass(frozen=True)
class _Run:
    """Words of a text, from the first to before the last, that fit some people."""

    first: int
    last: int
    people: frozenset[PersonName]
    sure: bool


def people_meant(text: str, people: Collection[PersonName], beside: Collection[str] = ()) -> list[Mention]:
    """The colleagues that a text names, in its order, each with all whom the words fit; and the names that are meant
    and fit nobody.

    `people`: who there is (`renewals.store.names.people_for`). `beside`: names of accounts, products and resellers:
    where a text holds one of these, no part of it is a colleague. A name of which nobody can tell whether it is a
    firm's or a person's ("Zoe's contracts") is left out where nobody is called so; told as unknown are names in places
    where people alone can stand ("which contracts does Zoe look after"), and a whole name of which a part alone fits
    ("Sam Smith", where there is a Sam Ortiz).
    """
    sentence = Sentence(text)
    known = known_people(frozenset(people))
    taken = [range(place.start, place.end) for place in places_held(SearchedText(text), list(beside), QUESTION_WORDS)]
    firms = [frozenset(word.folded for word in words_of(name)) for name in beside]
    alone = list(sentence.people_alone())
    found: list[Mention] = []
    place = 0
    while place < len(sentence.words):
        run = _run_at(sentence, known, place, taken, alone)
        if run is None:
            place += 1
            continue
        mention = _whole(sentence, run, firms, alone)
        if mention is not None:
            found.append(mention)
        place = run.last
    return sorted([*found, *_unknown(sentence, alone, found, taken)], key=lambda one: one.start)


def _run_at(
    sentence: Sentence, known: Known, first: int, taken: Sequence[range], alone: Sequence[range]
) -> _Run | None:
    """The longest words from a place on that fit somebody and are meant."""
    for last in range(min(sentence.end_of_name(first), first + LONGEST_NAME), first, -1):
        words = sentence.folded[first:last]
        fits = (
            known.by_words(words)
            if last > first + 1
            else known.by_word(words[0], sentence.is_typed(first), sentence.is_initials(first))
        )
        if fits is None:
            continue
        strong = any(first in span for span in alone)
        # In "Marchand SARL" nobody is meant; "Marchand" alone is the firm, save where people alone can stand.
        if any(_meet(range(first, last), other) and len(other) >= last - first + strong for other in taken):
            continue
        if sentence.is_meant(first, last, whole=fits.whole, exact=fits.exact, strong=strong):
            return _Run(first, last, fits.people, fits.exact)
    return None


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _whole(sentence: Sentence, run: _Run, firms: Sequence[frozenset[str]], alone: Sequence[range]) -> Mention | None:
    """The mention that a run is; the name nobody has where more of one stands there; None where the words beside it
    make a firm of it.
    """
    first, last = run.first, run.last
    if run.last == run.first + 1:
        beside = [place for place in (first - 1, last) if sentence.goes_on(place, first)]
        if any({sentence.folded[place], sentence.folded[first]} <= firm for place in beside for firm in firms):
            return None
        # "Sam Endpoint Protection": what is a word of another name is none of this one.
        beside = [place for place in beside if not any(sentence.folded[place] in firm for firm in firms)]
        given = all(sentence.folded[first] == name.given for name in run.people)
        beside = [place for place in beside if place == last or not given]
        span = next((span for span in alone if first in span and len(span) > 1), None)
        if beside or span is not None:
            first, last = (
                (span.start, span.stop)
                if span is not None
                else (min(first, *beside), max(last, *(one + 1 for one in beside)))
            )
            return _mention(sentence, first, last, (), True)
    return _mention(sentence, first, last, tuple(sorted(run.people)), run.sure)


def _unknown(
    sentence: Sentence, alone: Sequence[range], found: Sequence[Mention], taken: Sequence[range]
) -> Iterator[Mention]:
    """Names where people alone can stand, and nobody is called so."""
    until = -1
    for span in alone:
        mention = _mention(sentence, span.start, span.stop, (), True)
        free = all(one.end <= mention.start or mention.end <= one.start for one in found)
        if free and mention.start > until and not any(_meet(span, other) for other in taken):
            until = mention.end
            yield mention


def _mention(sentence: Sentence, first: int, last: int, people: tuple[PersonName, ...], sure: bool) -> Mention:
    start, end = sentence.words[first].start, sentence.words[last - 1].end
    return Mention(sentence.text[start:end], start, end, people, sure)
