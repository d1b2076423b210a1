"""How names are compared: contract numbers, firms, products."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Letters that no normal form takes apart.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ə": "e", "ſ": "s", "ƒ": "f"}
)  # fmt: skip
# Hiragana as katakana: a name is written in either.
_KANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def folded(name: str) -> str:
    """A name in small letters, without accents and punctuation, with single spaces ("Société  Générale" -> "societe
    generale", "Ørn" -> "orn").
    """
    plain = name.lower() if name.isascii() else without_accents(name).casefold().translate(_LETTERS).translate(_KANA)
    return " ".join(_BETWEEN_WORDS.sub(" ", plain).split())


def without_accents(text: str) -> str:
    """A text without accents, in compatibility form ("é" -> "e", "ﬁ" -> "fi").

    Accents that stand by themselves go first: putting a long run of them in order takes as much time as the run is
    long, squared.
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", "".join(c for c in text if not unicodedata.combining(c)))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def folded_number(number: str) -> str:
    """A contract's number as people retype it: capitals and separators do not count ("c 100234" and "C-100234" are
    one).
    """
    return folded(number).replace(" ", "")


def digits_of(number: str) -> str:
    """The digits of a contract's number: people often leave out the letters ("100234" for "C-100234")."""
    return re.sub(r"[^0-9]", "", number)
