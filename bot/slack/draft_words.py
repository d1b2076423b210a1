"""Whether a message wishes for a mail to be drafted, and what it says of the contract.

Pure; the words stand in domain/<language>/draft-mail.yml.
"""

from __future__ import annotations

import re
from functools import cache

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
    found = list(_WORD.finditer(text[:READ_WITHIN]))
    words = [folded(word[0]) for word in found]
    for language in answers.languages():
        before, wishes = _phrases(language, "before"), _phrases(language, "words")
        place = 0
        while length := _longest(words, place, before):
            place += length
        if length := _longest(words, place, wishes):
            return text[found[place + length - 1].end() :]
    return None


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
