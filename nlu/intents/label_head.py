"""From a vector to labels: the cosine with one vector a label.

A label is a topic, or one question of it (`topic/question`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

# A cosine times this is a label's logarithmic score, as in the encoder's training.
SCALE = 20.0
FILE = "labels.npz"
Floats = NDArray[np.float32]


def topic_of(label: str) -> str:
    return label.split("/", 1)[0]


class LabelHead:
    """Labels with a vector and a bias each, as they were trained with the encoder."""

    def __init__(self, labels: Sequence[str], vectors: Floats, bias: Floats) -> None:
        """`vectors`: one row a label, of length 1."""
        self.labels, self.vectors, self.bias = tuple(labels), vectors, bias

    def log_probabilities(self, vectors: Floats) -> Floats:
        """The logarithm of each label's probability, one row a vector."""
        scores = SCALE * vectors @ self.vectors.T + self.bias
        shifted = scores - scores.max(axis=-1, keepdims=True)
        found: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return found

    def save(self, folder: Path) -> None:
        np.savez(folder / FILE, labels=np.array(self.labels), vectors=self.vectors.astype(np.float16), bias=self.bias)

    @classmethod
    def load(cls, folder: Path) -> LabelHead:
        with np.load(folder / FILE, allow_pickle=False) as kept:
            return cls([str(label) for label in kept["labels"]], kept["vectors"].astype(np.float32), kept["bias"])


def with_labels(head: LabelHead, labels: Sequence[str], vectors: Floats, written: Sequence[str]) -> LabelHead:
    """The head for other labels: those that it knows as they are, a new one at the mean of its examples, with the bias
    of all.

    `vectors`, `written`: the examples' vectors, and the label of each.
    """
    place = {label: number for number, label in enumerate(head.labels)}
    rows, bias = [], []
    for label in labels:
        known = place.get(label)
        own = vectors[[number for number, one in enumerate(written) if one == label]]
        mean = (
            head.vectors[known]
            if known is not None
            else own.sum(axis=0)
            if len(own)
            else np.zeros(vectors.shape[1], np.float32)
        )
        rows.append(mean / max(float(np.linalg.norm(mean)), 1e-6))
        bias.append(float(head.bias[known]) if known is not None else float(head.bias.mean()))
    return LabelHead(labels, np.array(rows, dtype=np.float32), np.array(bias, dtype=np.float32))


def refined(
    head: LabelHead,
    vectors: Floats,
    written: Sequence[str],
    steps: int = 30,
    rate: float = 0.002,
    smoothing: float = 0.1,
) -> LabelHead:
    """The head after some steps of gradient descent (Adam) on examples that the encoder may not have been trained with.

    An example of a topic counts for whichever of its labels fits best, as in the encoder's training.
    """
    belongs = np.array(
        [[label == one or label.startswith(f"{one}/") for label in head.labels] for one in sorted(set(written))]
    )
    number = {one: row for row, one in enumerate(sorted(set(written)))}
    own = belongs[[number[one] for one in written]]
    labels, bias = head.vectors.copy(), head.bias.copy()
    first: Tuple[Floats, Floats] = (np.zeros_like(labels), np.zeros_like(bias))
    second: Tuple[Floats, Floats] = (np.zeros_like(labels), np.zeros_like(bias))
    for step in range(1, steps + 1):
        likely = np.exp(LabelHead(head.labels, labels, bias).log_probabilities(vectors))
        share = likely * own
        target = (1.0 - smoothing) * share / share.sum(axis=1, keepdims=True) + smoothing / likely.shape[1]
        slope = (likely - target) / len(vectors)
        gradients = (SCALE * slope.T @ vectors, slope.sum(axis=0))
        for values, gradient, mean, square in zip((labels, bias), gradients, first, second):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            values -= rate * (mean / (1.0 - 0.9**step)) / (np.sqrt(square / (1.0 - 0.999**step)) + 1e-8)
        labels /= np.linalg.norm(labels, axis=1, keepdims=True)
    return LabelHead(head.labels, labels, bias)
