"""Finds in a message the words that stand under a name in the domain, in every language, as names are compared.

Pure.
"""

from __future__ import annotations

from functools import cache

from renewals import answers
from renewals.names import folded


@cache
def words_of(topic: str, name: str) -> tuple[str, ...]:
    """The words, separated by `|` in the domain, of all languages."""
    said = (answers.phrase(language, topic, name) for language in answers.languages())
    return tuple(dict.fromkeys(folded(one) for words in said for one in words.split("|")))


def holds(text: str, topic: str, name: str) -> bool:
    """Whether a folded text holds any of the words, as whole words."""
    return any(f" {one} " in f" {text} " for one in words_of(topic, name))
