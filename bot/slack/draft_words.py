"""Whether a message wishes for a mail to be drafted, and what it says of the contract.

Pure; the words stand in domain/<language>/draft-mail.yml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale

from renewals import answers
from renewals.draft_mail import WORDS
from renewals.names import folded

READ_WITHIN = 300
_WORD = re.compile(r"[^\W_]+")

Phrases = frozenset[tuple[str, ...]]


def wished(text: str) -> str | None:
    """What a wish for a draft says after its first words, as it was written; None where the message is no such wish.

    A wish begins the message, so that a question about mails is none.
    """
    every = list(_WORD.finditer(text[:READ_WITHIN]))
    for language in answers.languages():
        before, wishes, how = (_phrases(language, name) for name in ("before", "words", "how"))
        # "A short mail" is a mail.
        found = [word for word in every if (folded(word[0]),) not in how]
        words = [folded(word[0]) for word in found]
        place = 0
        while length := _longest(words, place, before):
            place += length
        if length := _longest(words, place, wishes):
            return text[found[place + length - 1].end() :]
    return None


@dataclass(frozen=True)
class InLanguage:
    """A language that a text names, as a code of two letters, and the text without it."""

    code: str
    rest: str


def in_language(text: str) -> InLanguage | None:
    """The language in which a text wishes for something ("in German"); None where it names none."""
    found = list(_WORD.finditer(text[:READ_WITHIN]))
    for place, word in enumerate(found[1:], 1):
        for language in answers.languages():
            if folded(found[place - 1][0]) == _said(language, "in") and (
                code := _languages(language).get(folded(word[0]))
            ):
                return InLanguage(code, text[: found[place - 1].start()].rstrip() + text[word.end() :])
    return None


@cache
def _languages(language: str) -> dict[str, str]:
    """The languages with a code of two letters, by their names in a language."""
    return {folded(name): code for code, name in Locale(language).languages.items() if len(code) == 2}


def names_nothing(rest: str) -> bool:
    """Whether the rest of a wish names no contract but the one that is talked of: "to them", "for this one"."""
    words = {folded(word[0]) for word in _WORD.finditer(rest)}
    return any(words <= set(_said(language, "them").split()) for language in answers.languages())


def _longest(words: list[str], place: int, phrases: Phrases) -> int:
    """How many words from a place on are one of some phrases, the longest one; 0 where they are none."""
    longest = min(max(map(len, phrases)), len(words) - place)
    return next((length for length in range(longest, 0, -1) if tuple(words[place : place + length]) in phrases), 0)


@cache
def _phrases(language: str, name: str) -> Phrases:
    return frozenset(tuple(phrase.split()) for phrase in _said(language, name).split("|"))


def _said(language: str, name: str) -> str:
    return answers.phrase(language, WORDS, name)
