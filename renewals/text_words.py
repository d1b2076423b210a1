"""The words of a text, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from renewals.name_words import MOST_WORDS
from renewals.names import folded

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Word:
    """A word of a text, folded, with its place."""

    plain: str
    start: int
    end: int
    capital: bool


def words_with_places(text: str) -> list[Word]:
    """The words of a text; a word that folds to several counts as one."""
    found = (
        Word(folded(match[0]).replace(" ", ""), match.start(), match.end(), match[0][0].isupper())
        for match in _WORD.finditer(text)
    )
    return [word for word in found if word.plain][:MOST_WORDS]
