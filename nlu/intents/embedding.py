"""An embedding stage: a message's topic by its meaning, as one sentence encoder sees it."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Dict, NamedTuple, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from nlu.intents.encoders import token_idf_of, vectors
from nlu.intents.tfidf import log_softmax
from nlu.intents.vector_cache import VectorCache

# How much the similarity to the nearest example of a topic counts beside the regression (a cosine times this is added to a logarithm).
NEAREST_WEIGHT = 5.0


class Prediction(NamedTuple):
    """The logarithm of each topic's probability; the similarity (a cosine) to the nearest of all examples."""

    log_probabilities: NDArray[Any]
    max_similarity: float


class EmbeddingClassifier:
    """A sentence encoder (nlu/intents/encoders.py) behind logistic regression, and beside it the similarity to each topic's nearest example.

    Vectors are centred and brought to one scale: those of some encoders lie close together. The regression knows what a topic's examples have in common;
    the nearest example knows the rare way of asking that few of them share.
    """

    def __init__(
        self,
        encoder: str,
        token_idf: NDArray[Any],
        centre: NDArray[Any],
        scale: float,
        weights: NDArray[Any],
        bias: NDArray[Any],
        examples: NDArray[Any],
        starts: NDArray[Any],
    ) -> None:
        """`token_idf`: how much each of the encoder's tokens counts; `weights`: one row a number of the vector, one column a topic; `examples`: their
        vectors, centred and of length 1, topic by topic; `starts`: the first row of each topic."""
        self._encoder, self._token_idf = encoder, token_idf
        self._centre, self._scale = centre, scale
        self._weights, self._bias = weights, bias
        # Kept in half the bytes; multiplied at once.
        self._examples, self._starts = examples.astype(np.float32), starts
        self._vector = VectorCache(lambda text: vectors(encoder, [text], token_idf)[0])

    @classmethod
    def fit(cls, encoder: str, texts: Sequence[str], labels: NDArray[Any]) -> EmbeddingClassifier:
        """Fits texts and their topics' numbers (0, 1, …, each present)."""
        token_idf = token_idf_of(encoder, texts)
        seen = vectors(encoder, texts, token_idf)
        centre = seen.mean(axis=0)
        centred = seen - centre
        scale = float(centred.std() * np.sqrt(seen.shape[1]))
        with warnings.catch_warnings():
            # Stopped on the way: at its end, three times as long, it is no more right (docs/understanding.md).
            warnings.simplefilter("ignore", ConvergenceWarning)
            regression = LogisticRegression(C=20.0, max_iter=100).fit(centred / scale, labels)
        by_topic = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[by_topic], np.arange(labels.max() + 1))
        weights, bias = regression.coef_.T.astype(np.float32), regression.intercept_.astype(np.float32)
        return cls(encoder, token_idf, centre, scale, weights, bias, _unit_length(centred[by_topic]), starts)

    def predict(self, text: str) -> Prediction:
        """What the vector of one text says."""
        centred = self._vector(text) - self._centre
        nearest = np.maximum.reduceat(self._examples @ _unit_length(centred), self._starts)
        scores = centred / self._scale @ self._weights + self._bias + NEAREST_WEIGHT * nearest
        return Prediction(log_softmax(scores), float(nearest.max()))

    def save(self, folder: Path) -> None:
        arrays: Dict[str, Any] = {
            "centre": self._centre,
            "scale": self._scale,
            "weights": self._weights,
            "bias": self._bias,
            "starts": self._starts,
        }
        halved = {"token_idf": self._token_idf.astype(np.float16), "examples": self._examples.astype(np.float16)}
        np.savez(folder / f"{self._encoder}.npz", **arrays, **halved)

    @classmethod
    def load(cls, encoder: str, folder: Path) -> EmbeddingClassifier:
        kept = np.load(folder / f"{encoder}.npz", allow_pickle=False)
        weights, bias, examples, starts = (kept[name] for name in ("weights", "bias", "examples", "starts"))
        return cls(encoder, kept["token_idf"], kept["centre"], float(kept["scale"]), weights, bias, examples, starts)


def _unit_length(rows: NDArray[Any]) -> NDArray[Any]:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)
