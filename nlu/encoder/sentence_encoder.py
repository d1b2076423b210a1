"""The encoder as it is served: a message, with what went before it, becomes a vector of length 1 (ONNX Runtime, one
thread).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from nlu.encoder.tokenizer import SubwordTokenizer, padded
from nlu.text.truncate import truncate

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
GRAPH, TOKENIZER = "encoder.onnx", "tokenizer.json"
BATCH_SIZE = 16


class NoWeights(Exception):
    """The encoder's weights are not where they belong; the message says what to do."""


class SentenceEncoder:
    """Sentences of one meaning get nearly one vector, whatever their words and their language."""

    def __init__(self, tokenizer: SubwordTokenizer, session: Any) -> None:
        self._tokenizer, self._session = tokenizer, session

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> SentenceEncoder:
        """Raises NoWeights where the folder does not hold an encoder."""
        if not (folder / GRAPH).is_file():
            raise NoWeights(
                f"{folder.name} holds no encoder: get the whole repository, or make one: renewals train --encoder"
            )
        options = onnxruntime.SessionOptions()
        # A message's matrices are too small for two threads, and the machine's other core is another process's.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        return cls(SubwordTokenizer.load(folder / TOKENIZER), session)

    def vector(self, message: str, context: str = "") -> NDArray[np.float32]:
        """One message, by its first 128 tokens at most. `context`: what went before (nlu/text/context.py)."""
        return self._vectors([message], context)[0]

    def vectors(self, messages: Sequence[str]) -> NDArray[np.float32]:
        """One row a message, without context; by every core."""
        order = sorted(range(len(messages)), key=lambda number: len(messages[number]))
        parts = [order[start : start + BATCH_SIZE] for start in range(0, len(order), BATCH_SIZE)]
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            encoded = np.concatenate(
                [*cores.map(lambda part: self._vectors([messages[number] for number in part]), parts)]
            )
        found = np.empty_like(encoded)
        found[order] = encoded
        return found

    def _vectors(self, messages: Sequence[str], context: str = "") -> NDArray[np.float32]:
        ids, segments = padded([self._tokenizer.sequence(truncate(message), truncate(context)) for message in messages])
        inputs = {"ids": ids.astype(np.int64), "segments": segments.astype(np.int64)}
        (vectors,) = self._session.run(["vectors"], inputs)
        found: NDArray[np.float32] = vectors
        return found
