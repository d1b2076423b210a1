"""Finds words in kept texts whatever their case and accents, by a pattern that the database itself looks for.

Each letter of the words stands for all letters that are the same without case and accents ("e" for e, E, é, È, …), as
a class of characters: GLOB on SQLite, a regular expression on PostgreSQL. Both need no extension and no second copy of
the texts.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.names import without_accents

# Latin with its supplements and extensions, Greek and Cyrillic: the scripts whose letters have case and accents.
_SCRIPTS = (range(0x41, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000))
_APOSTROPHES = "'’ʼ‘"
# Those of French do not break.
_SPACES = " \u00a0\u202f"


def holding(session: Session, column: Any, words: str) -> sa.ColumnElement[bool]:
    """The condition that a text holds some words as they stand, in any case and with or without accents."""
    letters = without_accents(unicodedata.normalize("NFC", words)).lower()
    if session.get_bind().dialect.name == "sqlite":
        # LIKE knows the case of ASCII alone, and takes a sixth of GLOB's time: that is for texts with other letters.
        plain = "".join("'" if one in _APOSTROPHES else " " if one in _SPACES else one for one in letters)
        not_ascii = sa.func.length(column) != sa.func.length(sa.cast(column, sa.LargeBinary))
        written = column.op("GLOB", is_comparison=True)(f"*{''.join(map(_in_glob, letters))}*")
        return sa.or_(column.contains(plain, autoescape=True), sa.and_(not_ascii, written))
    return column.regexp_match("".join(map(_in_expression, letters)))  # type: ignore[no-any-return]


def _in_glob(letter: str) -> str:
    written = _written_as().get(letter, letter if letter in "*?[" else "")
    return f"[{written}]" if written else letter


def _in_expression(letter: str) -> str:
    written = _written_as().get(letter)
    return f"[{written}]" if written else letter if letter.isalnum() or letter.isspace() else f"\\{letter}"


@cache
def _written_as() -> dict[str, str]:
    """All ways to write a small letter without accents, an apostrophe, and what stands between words."""
    found = defaultdict[str, str](str)
    for script in _SCRIPTS:
        for code in script:
            letter = chr(code)
            plain = without_accents(letter).lower()
            if letter.isalpha() and len(plain) == 1:
                found[plain] += letter
    return {**found, **dict.fromkeys(_APOSTROPHES, _APOSTROPHES), **dict.fromkeys(_SPACES, _SPACES)}
