"""Entries of the lexicon that hold words of several kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import FrozenSet, Tuple

from nlu.text.tokens import Tokens, contains_phrase


class LexiconError(ValueError):
    """A lexicon or rule file is not of the form that it must have; the message names file and key."""


@dataclass(frozen=True)
class RefinementWords:
    """Words by which something is meant, and words with which it is not; a word of each group `beside` must stand
    there as well.
    """

    said: Tuple[Tokens, ...]
    unless: Tuple[Tokens, ...]
    beside: Tuple[Tuple[Tokens, ...], ...] = ()

    def stand_in(self, tokens: Tokens) -> bool:
        """Whether a message says this."""
        return (
            contains_phrase(tokens, self.said)
            and all(contains_phrase(tokens, group) for group in self.beside)
            and not contains_phrase(tokens, self.unless)
        )


@dataclass(frozen=True)
class SeatChanges:
    """Words of "going from 250 to 180 seats": how many before and after, what is counted, what is done to it.

    `instead`: what stands between the new number and the former one ("500 seats instead of 450"), behind a `now`.
    """

    before: FrozenSet[str]
    after: FrozenSet[str]
    seats: FrozenSet[str]
    verbs: FrozenSet[str]
    instead: Tuple[Tokens, ...]
    now: FrozenSet[str]


@dataclass(frozen=True)
class Picks:
    """The words around an ordinal that picks a contract of a list ("and for the second one?")."""

    articles: Tuple[Tokens, ...]
    nouns: Tuple[Tokens, ...]
    openers: Tuple[Tokens, ...]
    not_before: Tuple[Tokens, ...]
