"""How names are compared: contract numbers, firms, products."""

from __future__ import annotations

import re
import unicodedata


def folded(name: str) -> str:
    """A name in lower case, without accents and punctuation, with single spaces ("Société  Générale" -> "societe generale")."""
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def folded_number(number: str) -> str:
    """A contract's number as people retype it: capitals and separators do not count ("c 100234" and "C-100234" are one)."""
    return folded(number).replace(" ", "")


def digits_of(number: str) -> str:
    """The digits of a contract's number: people often leave out the letters ("100234" for "C-100234")."""
    return re.sub(r"[^0-9]", "", number)
