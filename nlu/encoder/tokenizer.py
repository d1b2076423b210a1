"""Cuts a text into the subword pieces that the encoder reads (SentencePiece's unigram model)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models

# The first pieces of the vocabulary are no text: the beginning, the padding, the end, and what no piece is for.
BEGIN, PADDING, END, UNKNOWN = range(4)
SPECIAL_PIECES = 4
MAX_MESSAGE_TOKENS, MAX_CONTEXT_TOKENS = 128, 40
# SentencePiece writes a space so, and puts one before the first word.
SPACE = "\u2581"
_SPACES = re.compile(" +")


class TokenSequence(NamedTuple):
    """The ids of a message and of what went before it, and for each token its segment: 0 in the message, 1 in the
    context.
    """

    ids: Tuple[int, ...]
    segments: Tuple[int, ...]


class SubwordTokenizer:
    """Pieces with their log-probabilities, and the replacement of each character that is written otherwise."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], replacements: Mapping[int, str]) -> None:
        self.pieces, self.scores, self.replacements = tuple(pieces), tuple(scores), dict(replacements)
        self._unigram = Tokenizer(models.Unigram(list(zip(self.pieces, self.scores)), unk_id=UNKNOWN))

    def ids(self, text: str) -> List[int]:
        """The ids of a text's pieces, without beginning and end."""
        plain = _SPACES.sub(" ", text.translate(self.replacements)).strip()
        if not plain:
            return []
        ids: List[int] = self._unigram.encode(SPACE + plain.replace(" ", SPACE)).ids
        return ids

    def sequence(self, message: str, context: str = "") -> TokenSequence:
        """A message, and after it what went before: its last tokens, where it is long."""
        own = [BEGIN, *self.ids(message)[: MAX_MESSAGE_TOKENS - 2], END]
        before = [*self.ids(context)[-(MAX_CONTEXT_TOKENS - 1) :], END] if context else []
        return TokenSequence((*own, *before), (0,) * len(own) + (1,) * len(before))

    def save(self, file: Path) -> None:
        content: Dict[str, Any] = {
            "pieces": self.pieces,
            "scores": [round(score, 4) for score in self.scores],
            "replacements": {str(code): text for code, text in self.replacements.items()},
        }
        file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> SubwordTokenizer:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return cls(kept["pieces"], kept["scores"], {int(code): text for code, text in kept["replacements"].items()})


def padded(sequences: Sequence[TokenSequence], multiple: int = 1) -> Tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Ids and segments of some sequences as two matrices, one row each; `multiple`: of this is the length.

    Padding has the segment -1.
    """
    longest = max(len(one.ids) for one in sequences)
    length = -(-longest // multiple) * multiple
    ids = np.full((len(sequences), length), PADDING, dtype=np.int32)
    segments = np.full((len(sequences), length), -1, dtype=np.int32)
    for row, one in enumerate(sequences):
        ids[row, : len(one.ids)] = one.ids
        segments[row, : len(one.ids)] = one.segments
    return ids, segments
