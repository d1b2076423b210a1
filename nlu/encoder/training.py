"""Fine-tunes the public encoder on the examples: cosines with one vector a label, cross-entropy over topics and
questions.
"""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from nlu.encoder.base_model import BaseModel, Weights
from nlu.encoder.examples import Example, as_typed, less_told, with_unrelated_context
from nlu.encoder.network import Network, network_weights, numpy_weights
from nlu.encoder.tokenizer import SPECIAL_PIECES, SubwordTokenizer, TokenSequence, padded


@dataclass(frozen=True)
class Recipe:
    """How the encoder is trained. The defaults were chosen on the development sets (docs/understanding.md)."""

    epochs: int = 3
    batch_size: int = 32
    learning_rate: float = 8e-5
    warm_up: float = 0.1
    label_smoothing: float = 0.1
    max_gradient: float = 1.0
    unrelated_contexts: float = 0.25
    seed: int = 0


class Labels:
    """All labels, and which of them an example's label stands for: a question for itself, a topic for itself and all
    its questions.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(sorted({*names, *(name.split("/")[0] for name in names)}))
        self.topics = tuple(sorted({name.split("/")[0] for name in self.names}))
        self._rows = {name: self._row(name) for name in self.names}
        topic_number = {topic: number for number, topic in enumerate(self.topics)}
        self.topic_of_label = np.array([topic_number[name.split("/")[0]] for name in self.names])

    def _row(self, name: str) -> NDArray[np.float32]:
        stands_for = [one == name or one.startswith(f"{name}/") for one in self.names]
        return np.array(stands_for, dtype=np.float32)

    def rows(self, labels: Sequence[str]) -> NDArray[np.float32]:
        """One row a label: 1 for each label that it stands for."""
        return np.stack([self._rows[label] for label in labels])


class Progress(NamedTuple):
    epoch: int
    share: float
    loss: float
    seconds: float


class Trained(NamedTuple):
    """`tokenizer`: of the whole vocabulary that was asked for; `weights`: of the network, with the rows of that
    vocabulary.
    """

    tokenizer: SubwordTokenizer
    weights: Dict[str, NDArray[np.float32]]
    labels: Labels


def train(
    base: BaseModel,
    examples: Sequence[Example],
    vocabulary: Sequence[int],
    recipe: Recipe,
    checkpoint: Path,
    tell: Callable[[Progress], None],
    after_epoch: Callable[[int, Trained], None] = lambda epoch, trained: None,
) -> Trained:
    """Trains on examples. `vocabulary`: the ids of the base model's pieces that stay, the special ones first.

    Goes on from the checkpoint's last epoch, where there is one.
    """
    weights = network_weights(base.weights)
    weights["emb.word"] = weights["emb.word"][np.array(vocabulary)]
    return train_from(weights, reduced(base.tokenizer, vocabulary), examples, recipe, checkpoint, tell, after_epoch)


def train_from(
    weights: Weights,
    tokenizer: SubwordTokenizer,
    examples: Sequence[Example],
    recipe: Recipe,
    checkpoint: Path,
    tell: Callable[[Progress], None],
    after_epoch: Callable[[int, Trained], None] = lambda epoch, trained: None,
) -> Trained:
    """Trains a network further.

    `weights`: by the network's names; without "labels" these begin at the means of their examples.
    """
    run = _Run(tokenizer, weights, Labels([one.label for one in examples]), examples, recipe)
    first = run.resume(checkpoint)
    for epoch in range(first, recipe.epochs):
        run.epoch(epoch, tell)
        run.save(checkpoint, epoch + 1)
        after_epoch(epoch, run.trained())
    return run.trained()


def reduced(tokenizer: SubwordTokenizer, vocabulary: Sequence[int]) -> SubwordTokenizer:
    """The tokenizer with some of its pieces alone; replacements that lead to characters without a piece stay, for they
    cost nothing.
    """
    pieces = [tokenizer.pieces[number] for number in vocabulary]
    return SubwordTokenizer(pieces, [tokenizer.scores[number] for number in vocabulary], tokenizer.replacements)


class _Run:
    def __init__(
        self, tokenizer: SubwordTokenizer, weights: Weights, labels: Labels, examples: Sequence[Example], recipe: Recipe
    ) -> None:
        self._tokenizer, self._labels, self._examples, self._recipe = tokenizer, labels, list(examples), recipe
        self._words = weights["emb.word"]
        # Only the pieces that occur are learned: the rest of a vocabulary of fifty thousand would be moved for nothing.
        occurring = {number for one in examples for number in (*tokenizer.ids(one.text), *tokenizer.ids(one.context))}
        self._learned = np.array([*range(SPECIAL_PIECES), *sorted(occurring - {*range(SPECIAL_PIECES)})])
        self._place = np.zeros(len(self._words), dtype=np.int32)
        self._place[self._learned] = np.arange(len(self._learned))
        start = {} if "labels" in weights else self._label_weights(weights)
        self._network = Network({**weights, "emb.word": self._words[self._learned], **start})
        self._variables = list(self._network.variables.values())
        self._moments = [[tf.Variable(tf.zeros_like(one)) for one in self._variables] for _ in range(2)]
        self._steps = tf.Variable(0, dtype=tf.int64)
        self._all_steps = recipe.epochs * math.ceil(len(self._examples) / recipe.batch_size)
        form = [tf.TensorSpec([None, None], tf.int32)] * 2 + [tf.TensorSpec([None, len(labels.names)], tf.float32)]
        self._step = tf.function(self._one_step, input_signature=form)
        tf.random.set_seed(recipe.seed)

    def _label_weights(self, weights: Weights) -> Weights:
        """Labels begin as the mean of their examples, as the base model sees them, around the mean of all."""
        size = weights["emb.pos"].shape[1]
        start = {
            "centre": np.zeros(size, np.float32),
            "labels": np.zeros((1, size), np.float32),
            "label_bias": np.zeros(1, np.float32),
        }
        network = Network({**weights, "emb.word": self._words[self._learned], **start})
        chance = random.Random(self._recipe.seed)
        seen: List[NDArray[np.float32]] = []
        texts = [replace_context(one) for one in self._examples]
        order = sorted(range(len(texts)), key=lambda number: len(texts[number].text))
        if len(order) > 6000:
            order = sorted(chance.sample(order, 6000), key=lambda number: len(texts[number].text))
        for begin in range(0, len(order), 64):
            ids, segments = padded([self._sequence(texts[number]) for number in order[begin : begin + 64]])
            seen.append(network.hidden(tf.constant(ids), tf.constant(segments), False).numpy())
        vectors = np.concatenate(seen)
        centre = vectors.mean(axis=0)
        unit = (vectors - centre) / np.linalg.norm(vectors - centre, axis=1, keepdims=True)
        belongs = self._labels.rows([self._examples[number].label for number in order])
        means = belongs.T @ unit / np.maximum(belongs.sum(axis=0), 1.0)[:, None]
        # Questions of a topic that have no examples of their own yet begin beside each other, not at one place.
        means += np.random.default_rng(self._recipe.seed).normal(0.0, 0.02 / np.sqrt(size), means.shape)
        return {"centre": centre, "labels": means.astype(np.float32), "label_bias": np.zeros(len(means), np.float32)}

    def _sequence(self, example: Example) -> TokenSequence:
        sequence = self._tokenizer.sequence(example.text, example.context)
        return TokenSequence(tuple(int(number) for number in self._place[list(sequence.ids)]), sequence.segments)

    def _one_step(self, ids: Any, segments: Any, targets: Any) -> Any:
        smoothing = self._recipe.label_smoothing
        with tf.GradientTape() as tape:
            likely = tf.nn.log_softmax(self._network.scores(ids, segments, True))
            right = tf.reduce_logsumexp(tf.where(targets > 0, likely, -1e9), axis=1)
            loss = -tf.reduce_mean((1.0 - smoothing) * right + smoothing * tf.reduce_mean(likely, axis=1))
        gradients = [tf.convert_to_tensor(one) for one in tape.gradient(loss, self._variables)]
        gradients, _ = tf.clip_by_global_norm(gradients, self._recipe.max_gradient)
        self._adam(gradients)
        return loss

    def _adam(self, gradients: List[Any]) -> None:
        self._steps.assign_add(1)
        step = tf.cast(self._steps, tf.float32)
        warm = self._recipe.warm_up * self._all_steps
        rate = self._recipe.learning_rate * tf.minimum(
            step / warm, tf.maximum(0.0, (self._all_steps - step) / (self._all_steps - warm))
        )
        powers = {
            "beta1_power": 0.9**step,
            "beta2_power": 0.999**step,
            "lr": rate,
            "beta1": 0.9,
            "beta2": 0.999,
            "epsilon": 1e-8,
        }
        for variable, gradient, first, second in zip(self._variables, gradients, *self._moments):
            tf.raw_ops.ResourceApplyAdam(var=variable.handle, m=first.handle, v=second.handle, grad=gradient, **powers)

    def epoch(self, number: int, tell: Callable[[Progress], None]) -> None:
        chance = random.Random(f"{self._recipe.seed}-{number}")
        losses, begun, done = 0.0, time.monotonic(), 0
        for batch in self._batches(chance):
            ids, segments = padded([self._sequence(one) for one in batch], multiple=4)
            targets = self._labels.rows([one.label for one in batch])
            losses += float(self._step(tf.constant(ids), tf.constant(segments), tf.constant(targets))) * len(batch)
            done += len(batch)
            tell(Progress(number, done / len(self._examples), losses / done, time.monotonic() - begun))

    def _batches(self, chance: random.Random) -> Iterator[List[Example]]:
        """All examples in a new order, written as others might, in batches of about one length."""
        mixed = with_unrelated_context(self._examples, self._recipe.unrelated_contexts, chance)
        texts = [
            Example(as_typed(one.text, chance), one.label, one.language, less_told(one.context, chance))
            for one in mixed
        ]
        chance.shuffle(texts)
        size, batches = self._recipe.batch_size, []
        for begin in range(0, len(texts), 50 * size):
            chunk = sorted(texts[begin : begin + 50 * size], key=lambda one: len(one.text) + len(one.context))
            batches += [chunk[start : start + size] for start in range(0, len(chunk), size)]
        chance.shuffle(batches)
        yield from batches

    def trained(self) -> Trained:
        weights = numpy_weights(self._network)
        words = self._words.copy()
        words[self._learned] = weights["emb.word"]
        return Trained(self._tokenizer, {**weights, "emb.word": words}, self._labels)

    def save(self, checkpoint: Path, epoch: int) -> None:
        """Weights and moments after an epoch, to go on from."""
        kept = {
            f"{kind}.{number}": one.numpy()
            for kind, ones in enumerate((self._variables, *self._moments))
            for number, one in enumerate(ones)
        }
        part = checkpoint.with_suffix(".part.npz")
        np.savez(part, epoch=epoch, steps=self._steps.numpy(), **kept)
        part.replace(checkpoint)

    def resume(self, checkpoint: Path) -> int:
        """The epoch to go on with."""
        if not checkpoint.exists():
            return 0
        with np.load(checkpoint, allow_pickle=False) as kept:
            for kind, ones in enumerate((self._variables, *self._moments)):
                for number, one in enumerate(ones):
                    one.assign(kept[f"{kind}.{number}"])
            self._steps.assign(kept["steps"])
            return int(kept["epoch"])


def replace_context(example: Example) -> Example:
    """The example without its context: what a label means is seen from messages alone at first."""
    return Example(example.text, example.label, example.language)
