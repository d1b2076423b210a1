"""A text in small letters without accents, and the words, numbers and signs that it is made of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PIECE = re.compile(r"[a-z]+|[0-9]+|[^\sa-z0-9]")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("’ʼ‘`´", "'"),
        **dict.fromkeys("–—−‐‑‒―", "-"),
        **dict.fromkeys("«»“”", '"'),
        **dict.fromkeys("…\u200b_*", " "),
    }
)


@dataclass(frozen=True)
class Piece:
    """A word, a number or a sign; `glued`: nothing stands between it and the one before."""

    text: str
    start: int
    end: int
    glued: bool


def plain(text: str) -> tuple[str, list[int]]:
    """A text in small letters without accents, and for each of its characters the place in the text that it
    comes from.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_SIGNS)):
        if character == "½":
            made = ".5" if letters and letters[-1].isdigit() else "0.5"
        else:
            made = "".join(c for c in unicodedata.normalize("NFKD", character).lower() if not unicodedata.combining(c))
        letters += made
        places += [place] * len(made)
    return "".join(letters), [*places, len(text)]


def pieces(said: str) -> list[Piece]:
    """The words, numbers and signs of a plain text."""
    found: list[Piece] = []
    for match in _PIECE.finditer(said):
        glued = bool(found) and found[-1].end == match.start()
        found.append(Piece(match.group(), match.start(), match.end(), glued))
    return found
