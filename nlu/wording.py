"""How a typed message is written down before anything is learned from it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Dict, Iterable, List, Tuple

_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc\u0060\u00b4]")
_NOT_A_WORD = re.compile(r"[^\w@._+%€$£?!'-]+")


def fold(text: str) -> str:
    """The text in lower case, without accents, with plain apostrophes and single spaces.

    People drop accents and capitals at will; folding both the examples and the message makes the two spellings one, so that
    the training data need not hold copies of a sentence with and without them.
    """
    # Accents that stand by themselves go first: putting a long run of them in order takes as much time as the run is long, squared.
    without_marks = "".join(c for c in _APOSTROPHES.sub("'", text) if not unicodedata.combining(c))
    decomposed = unicodedata.normalize("NFKD", without_marks)
    without_accents = "".join(c for c in decomposed if not unicodedata.combining(c))
    without_accents = without_accents.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return " ".join(_NOT_A_WORD.sub(" ", without_accents.lower()).split())


# Only what can be anything is replaced: the name of a product or a country tells something about the topic, a contract's number does not.
_PLACEHOLDERS = {"contract_number": "n0123456"}


def with_placeholders(text: str, entities: List[Dict[str, Any]]) -> str:
    """The text, with each contract number written the same."""
    return replaced(
        text,
        [(entity["start"], entity["end"], _PLACEHOLDERS[entity["entity"]]) for entity in entities if entity["entity"] in _PLACEHOLDERS],
    )


def replaced(text: str, places: Iterable[Tuple[int, int, str]]) -> str:
    """The text with other words at some places (start, end, words), none overlapping another."""
    pieces, end = [], 0
    for start, until, words in sorted(places):
        pieces += [text[end:start], words]
        end = until
    return "".join([*pieces, text[end:]])
