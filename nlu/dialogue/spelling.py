"""Several misspelt words in one short message ("wen does my contrac expier"): each is read as the frequent word of the
examples that is one slip of a finger away.
"""

from __future__ import annotations

import json
from math import exp
from pathlib import Path
from typing import AbstractSet, Dict, Iterator, List, Mapping, Optional

import numpy as np

from nlu.encoder.sentence_encoder import TOKENIZER, WEIGHTS
from nlu.encoder.tokenizer import SPACE, SubwordTokenizer
from nlu.text.normalize import normalize

# In so many examples stands a word that others are mended to; one that stands in fewer may be misspelt there as well.
FREQUENT, MISSPELT = 30, 8
# A shorter word is near too many others. A longer message is understood by its other words.
SHORTEST, MOST_WORDS = 3, 12
# One misspelt word is understood by its letters (nlu/intents/tfidf.py).
FEWEST_SLIPS = 2
_AROUND = ".,;:!?\"'()"


class Spelling:
    """Mends words by those of the examples."""

    def __init__(self, counts: Mapping[str, int], words: AbstractSet[str] = frozenset()) -> None:
        """`counts`: in how many examples each word stands; `words`: those of the languages, which are not misspelt."""
        self._counts, self._words = dict(counts), frozenset(words)
        self._near: Dict[str, List[str]] = {}
        frequent = [word for word, count in counts.items() if count >= FREQUENT and len(word) >= SHORTEST]
        for word in frequent:
            for variant in _with_one_letter_less(word):
                self._near.setdefault(variant, []).append(word)

    @classmethod
    def load(cls, folder: Path) -> Spelling:
        """From the words' view that is stored with a model (nlu/intents/tfidf.py), and the encoder's vocabulary."""
        words: Dict[str, int] = json.loads((folder / "tfidf.json").read_text(encoding="utf-8"))["words"]
        rarities = np.load(folder / "tfidf.npz", allow_pickle=False)["words_idf"]
        # The rarest words stand in one example: idf = ln((1 + examples) / (1 + count)) + 1.
        highest = float(rarities.max())
        single = {word: place for word, place in words.items() if word.isalpha()}
        counts = {word: round(2 * exp(highest - float(rarities[place]))) - 1 for word, place in single.items()}
        pieces = SubwordTokenizer.load(WEIGHTS / TOKENIZER).pieces
        return cls(counts, {piece[1:] for piece in pieces if piece.startswith(SPACE)})

    def mended(self, text: str) -> Optional[str]:
        """A short text with its misspelt words mended; None where it has fewer than two."""
        words = text.split()
        if len(words) > MOST_WORDS:
            return None
        pairs = [(word, self._mended(word.strip(_AROUND))) for word in words]
        slips = sum(mended is not None for _, mended in pairs)
        return " ".join(mended or word for word, mended in pairs) if slips >= FEWEST_SLIPS else None

    def _mended(self, written: str) -> Optional[str]:
        word = normalize(written)
        if (
            {written, written.lower()} & self._words
            or len(word) < SHORTEST
            or not word.isalpha()
            or self._counts.get(word, 0) >= MISSPELT
        ):
            return None
        near = [known for variant in _with_one_letter_less(word) for known in self._near.get(variant, ())]
        # A letter is dropped more often than one is added, so the longest word comes first, then the most frequent one.
        slips = [known for known in near if is_one_slip(word, known)]
        return min(slips, key=lambda one: (-len(one), -self._counts[one], one), default=None)


def _with_one_letter_less(word: str) -> Iterator[str]:
    """A word, and the word without each of its letters: words that are a slip apart share one of these."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def is_one_slip(word: str, other: str) -> bool:
    """Whether two different words differ by one letter, dropped, added or another, or by two that are swapped."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[1:] == shorter
