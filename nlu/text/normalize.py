"""How a typed message is written down before anything is learned from it."""

from __future__ import annotations

import re
import unicodedata
from typing import Iterable, List, Sequence, Tuple

from protocol.turn import Entity

_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc\u0060\u00b4]")
_NOT_A_WORD = re.compile(r"[^\w@._+%€$£?!'-]+")
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss"}
# Only what can be anything is masked: the name of a product or a country tells something about the topic, a contract's
# number does not.
_MASKS = {"contract_number": "n0123456"}


def normalize(text: str) -> str:
    """The text in lower case, without accents, with plain apostrophes and single spaces.

    People drop accents and capitals at will. Both the examples and the message are normalized, so that the training
    data need not hold copies of a sentence with and without them.
    """
    # Accents that stand by themselves go first: putting a long run of them in order takes its length squared.
    without_marks = "".join(c for c in _APOSTROPHES.sub("'", text) if not unicodedata.combining(c))
    decomposed = unicodedata.normalize("NFKD", without_marks)
    without_accents = "".join(c for c in decomposed if not unicodedata.combining(c))
    for ligature, letters in _LIGATURES.items():
        without_accents = without_accents.replace(ligature, letters)
    return " ".join(_NOT_A_WORD.sub(" ", without_accents.lower()).split())


def mask_numbers(text: str, entities: Sequence[Entity]) -> str:
    """The text, with each contract number written the same."""
    return replace_spans(text, [(one.start, one.end, _MASKS[one.entity]) for one in entities if one.entity in _MASKS])


def replace_spans(text: str, spans: Iterable[Tuple[int, int, str]]) -> str:
    """The text with other words in some places (start, end, words), none overlapping another."""
    pieces: List[str] = []
    end = 0
    for start, until, words in sorted(spans):
        pieces += [text[end:start], words]
        end = until
    return "".join([*pieces, text[end:]])
