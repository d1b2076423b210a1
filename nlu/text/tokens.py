"""Tokens of a message, ready for comparison."""

from __future__ import annotations

from typing import Iterable, Tuple

from nlu.text.normalize import normalize

Tokens = Tuple[str, ...]


def tokenize(text: str) -> Tokens:
    """The words of a text, normalized, without punctuation; "l'autre" is two."""
    words = normalize(text).replace("'", " ").replace("-", " ").split()
    return tuple(word for word in (one.strip(".,;:!?") for one in words) if word)


def contains_phrase(tokens: Tokens, phrases: Iterable[Tokens]) -> bool:
    """Whether one of the phrases stands in a text, word by word."""
    return any(
        phrase == tokens[start : start + len(phrase)]
        for phrase in phrases
        for start in range(len(tokens) - len(phrase) + 1)
    )
