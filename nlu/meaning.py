"""A message's topic by its meaning, as one sentence encoder sees it."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple, Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from nlu.encoders import rarity_of_tokens, vectors
from nlu.vector_memory import VectorMemory
from nlu.words import log_softmax

# How much the likeness to the nearest example of a topic counts beside the regression (a cosine times this is added to a logarithm).
NEAREST = 5.0


class Judgement(NamedTuple):
    """The logarithm of each topic's probability; the likeness (a cosine) to the nearest of all examples, little for what nobody asked before."""

    log_probabilities: np.ndarray
    likeness: float


class MeaningModel:
    """A sentence encoder (nlu/encoders.py) behind logistic regression, and beside it the likeness to each topic's nearest example.

    Vectors are centred and brought to one scale: those of some encoders lie close together. The regression knows what a topic's examples have in common;
    the nearest example knows the rare way of asking that few of them share.
    """

    def __init__(
        self,
        encoder: str,
        rarity: np.ndarray,
        centre: np.ndarray,
        scale: float,
        weights: np.ndarray,
        bias: np.ndarray,
        examples: np.ndarray,
        starts: np.ndarray,
    ) -> None:
        """`rarity`: how much each of the encoder's tokens counts; `weights`: one row a number of the vector, one column a topic; `examples`: their
        vectors, centred and of length 1, topic by topic; `starts`: the first row of each topic."""
        self._encoder, self._rarity = encoder, rarity
        self._centre, self._scale = centre, scale
        self._weights, self._bias = weights, bias
        # Kept in half the bytes; multiplied at once.
        self._examples, self._starts = examples.astype(np.float32), starts
        self._vector = VectorMemory(lambda text: vectors(encoder, [text], rarity)[0])

    @classmethod
    def learn(cls, encoder: str, texts: Sequence[str], labels: np.ndarray) -> MeaningModel:
        """Learns from texts and their topics' numbers (0, 1, …, each present)."""
        rarity = rarity_of_tokens(encoder, texts)
        seen = vectors(encoder, texts, rarity)
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
        return cls(encoder, rarity, centre, scale, weights, bias, _of_length_one(centred[by_topic]), starts)

    def judge(self, text: str) -> Judgement:
        """What the meaning of one text says."""
        centred = self._vector(text) - self._centre
        nearest = np.maximum.reduceat(self._examples @ _of_length_one(centred), self._starts)
        scores = centred / self._scale @ self._weights + self._bias + NEAREST * nearest
        return Judgement(log_softmax(scores), float(nearest.max()))

    def save(self, folder: Path) -> None:
        arrays = {"centre": self._centre, "scale": self._scale, "weights": self._weights, "bias": self._bias, "starts": self._starts}
        halved = {"rarity": self._rarity.astype(np.float16), "examples": self._examples.astype(np.float16)}
        np.savez(folder / f"{self._encoder}.npz", **arrays, **halved)

    @classmethod
    def load(cls, encoder: str, folder: Path) -> MeaningModel:
        kept = np.load(folder / f"{encoder}.npz", allow_pickle=False)
        weights, bias, examples, starts = (kept[name] for name in ("weights", "bias", "examples", "starts"))
        return cls(encoder, kept["rarity"], kept["centre"], float(kept["scale"]), weights, bias, examples, starts)


def _of_length_one(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)
