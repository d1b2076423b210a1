"""Finds the several questions of one message."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import List, Sequence, Tuple

from nlu.leaning import RULES, words
from nlu.shortened import end_of_reading

# The end of a sentence, or of a line; a dot inside an address or a number is none.
_SENTENCE = re.compile(r"(?<=[?!])\s*|(?<=[.;])\s+|\n+")
_OPENERS = [words(opener) for opener in RULES["questions"]["openers"]]
_JOINTS = {word for joint in RULES["questions"]["joints"] for word in words(joint)}


def _any_of(wordings: Sequence[str]) -> str:
    longest_first = sorted(wordings, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(wording) for wording in longest_first) + ")"


_JOINED = re.compile(
    rf"(?:(?<!\s)\s+(?:,\s*)?|,\s*)(?={_any_of(RULES['questions']['joints'])}\s+{_any_of(RULES['questions']['openers'])}(?!\w))",
    re.IGNORECASE,
)


def parts(text: str) -> List[str]:
    """The questions of a message as they were written, each with the sentences that lead to it; the whole message where it is one.

    They are looked for in the part of it that is read for its meaning; what comes after that stays with the last one.
    """
    end = end_of_reading(text)
    plain = text[:end].replace("\u2019", "'")
    pieces = [piece.strip() for sentence in _SENTENCE.split(plain) for piece in _JOINED.split(sentence) if piece.strip()]
    questions: List[str] = []
    leading: List[str] = []
    for piece in pieces:
        leading.append(piece)
        if _asks(piece):
            questions.append(" ".join(leading))
            leading = []
    if len(questions) < 2:
        return [text]
    return [*questions[:-1], " ".join([questions[-1], *leading]) + text[end:]]


def _asks(piece: str) -> bool:
    said = tuple(dropwhile(_JOINTS.__contains__, words(piece)))
    return _opens(said) or (bool(said) and "?" in piece)


def _opens(said: Tuple[str, ...]) -> bool:
    return any(said[: len(opener)] == opener for opener in _OPENERS)
