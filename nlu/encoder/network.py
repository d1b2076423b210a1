"""The encoder as it is trained: a BERT of twelve layers in TensorFlow, and cosines with one vector a label."""

from __future__ import annotations

from typing import Any, Dict

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from nlu.encoder.base_model import EPSILON, FORBIDDEN, HEADS, LAYERS, SIZE, Weights

# A cosine times this is a label's logarithmic score.
SCALE = 20.0
DROPOUT = 0.1


class Network:
    """The weights as variables, by name. Matrices are turned (one column an output); query, key and value are one."""

    def __init__(self, weights: Weights) -> None:
        self.variables: Dict[str, Any] = {name: tf.Variable(value, name=name) for name, value in weights.items()}

    def hidden(self, ids: Any, segments: Any, training: bool) -> Any:
        """The mean of each message's own tokens, [texts, SIZE]; tokens of the context are read, and not counted."""
        weights = self.variables
        texts, length = tf.shape(ids)[0], tf.shape(ids)[1]
        values = (
            tf.gather(weights["emb.word"], ids)
            + weights["emb.pos"][:length]
            + tf.gather(weights["emb.type"], tf.maximum(segments, 0))
        )
        values = tf.reshape(_normed(values, weights, "emb.ln"), [texts * length, SIZE])
        values = _dropped(values, training)
        hindrance = tf.where(segments < 0, FORBIDDEN, 0.0)[:, None, None, :]
        for layer in range(LAYERS):
            values = self._layer(values, f"l{layer}", hindrance, texts, length, training)
        own = tf.cast(segments == 0, tf.float32)[:, :, None]
        return tf.reduce_sum(tf.reshape(values, [texts, length, SIZE]) * own, axis=1) / tf.reduce_sum(own, axis=1)

    def scores(self, ids: Any, segments: Any, training: bool) -> Any:
        """A logarithmic score for each label, [texts, labels]."""
        centred = self.hidden(ids, segments, training) - self.variables["centre"]
        unit = tf.math.l2_normalize(centred, axis=1, epsilon=EPSILON)
        labels = tf.math.l2_normalize(self.variables["labels"], axis=1, epsilon=EPSILON)
        return SCALE * tf.matmul(unit, labels, transpose_b=True) + self.variables["label_bias"]

    def _layer(self, values: Any, name: str, hindrance: Any, texts: Any, length: Any, training: bool) -> Any:
        weights = self.variables
        asked = values @ weights[f"{name}.qkv.w"] + weights[f"{name}.qkv.b"]
        split = tf.transpose(tf.reshape(asked, [texts, length, 3, HEADS, SIZE // HEADS]), [2, 0, 3, 1, 4])
        query, key, value = tf.unstack(split)
        shares = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) * (SIZE // HEADS) ** -0.5 + hindrance)
        seen = tf.reshape(tf.transpose(_dropped(shares, training) @ value, [0, 2, 1, 3]), [texts * length, SIZE])
        attended = _dropped(seen @ weights[f"{name}.ao.w"] + weights[f"{name}.ao.b"], training)
        values = _normed(values + attended, weights, f"{name}.aln")
        inner = tf.nn.gelu(values @ weights[f"{name}.fi.w"] + weights[f"{name}.fi.b"])
        outer = _dropped(inner @ weights[f"{name}.fo.w"] + weights[f"{name}.fo.b"], training)
        return _normed(values + outer, weights, f"{name}.oln")


def network_weights(base: Weights) -> Weights:
    """The base model's weights in the form of the network: a second segment like the first, matrices turned, three of
    them joined.
    """
    weights: Weights = {name: base[name] for name in ("emb.word", "emb.pos", "emb.ln.w", "emb.ln.b")}
    weights["emb.type"] = np.stack([base["emb.type"][0]] * 2)
    for layer in range(LAYERS):
        name = f"l{layer}"
        weights[f"{name}.qkv.w"] = np.concatenate([base[f"{name}.{part}.w"] for part in "qkv"]).T.copy()
        weights[f"{name}.qkv.b"] = np.concatenate([base[f"{name}.{part}.b"] for part in "qkv"])
        for part in ("ao", "fi", "fo"):
            weights[f"{name}.{part}.w"] = base[f"{name}.{part}.w"].T.copy()
            weights[f"{name}.{part}.b"] = base[f"{name}.{part}.b"]
        for part in ("aln", "oln"):
            weights[f"{name}.{part}.w"], weights[f"{name}.{part}.b"] = (
                base[f"{name}.{part}.w"],
                base[f"{name}.{part}.b"],
            )
    return weights


def numpy_weights(network: Network) -> Dict[str, NDArray[np.float32]]:
    return {name: variable.numpy() for name, variable in network.variables.items()}


def _normed(values: Any, weights: Dict[str, Any], name: str) -> Any:
    mean, variance = tf.nn.moments(values, -1, keepdims=True)
    return (values - mean) * tf.math.rsqrt(variance + EPSILON) * weights[f"{name}.w"] + weights[f"{name}.b"]


def _dropped(values: Any, training: bool) -> Any:
    return tf.nn.dropout(values, DROPOUT) if training else values
