"""Characters that a text is read without, on either side of the protocol."""

from __future__ import annotations

import unicodedata

# A character that stands for more letters than this is no part of a question. One (U+FDFA) stands for eighteen.
MOST_LETTERS = 4


def without_long_characters(text: str) -> str:
    """The text with a space in the place of each character that stands for many letters; as long as it was."""
    if text.isascii():
        return text
    return "".join(
        " " if len(unicodedata.normalize("NFKC", character)) > MOST_LETTERS else character for character in text
    )
