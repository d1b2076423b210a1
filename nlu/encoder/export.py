"""Writes the trained encoder as an ONNX graph: matrices in 8 bits, one scale a column; words in 8 bits, one scale a
row.

The operators are those of the ONNX standard (opset 17) and one of ONNX Runtime's own, which multiplies in 8 bits after
finding the scale of its input (`DynamicQuantizeMatMul`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from nlu.encoder.base_model import EPSILON, FORBIDDEN, HEADS, LAYERS, SIZE

OPSET, IR_VERSION = 17, 8
MICROSOFT = "com.microsoft"
ORIGIN = "renewal-assistant"
Weights = Dict[str, NDArray[np.float32]]


def write_onnx(weights: Weights, file: Path) -> None:
    """Inputs `ids` and `segments` [texts, tokens], int64 (padding has the segment -1); output `vectors` [texts, SIZE],
    of length 1.
    """
    graph = _Graph()
    values = _embedded(graph, weights)
    hindrance = graph.node(
        "Mul",
        [
            graph.node("Cast", [graph.node("Less", ["segments", graph.number(0)])], to=TensorProto.FLOAT),
            graph.scalar(FORBIDDEN),
        ],
    )
    hindrance = graph.node("Unsqueeze", [hindrance, graph.integers([1, 2])])
    for layer in range(LAYERS):
        values = _layer(graph, values, weights, f"l{layer}", hindrance)
    graph.node("Identity", [_unit_mean(graph, values, weights)], outputs=["vectors"])
    dimensions = ["texts", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, dimensions) for name in ("ids", "segments")]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", SIZE])]
    made = helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.constants)
    imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(made, opset_imports=imports, producer_name=ORIGIN, ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


def read_onnx(file: Path) -> Weights:
    """The weights of a graph that `write_onnx` wrote, for further training: what stands there in 8 bits comes back with
    that loss.
    """
    constants = [numpy_helper.to_array(one) for one in onnx.load(str(file)).graph.initializer]
    # What holds numbers of the graph itself (places, dimensions) are integers or single values.
    kept = iter([one for one in constants if one.dtype == np.int8 or (one.dtype == np.float32 and one.ndim)])
    weights: Weights = {
        "emb.word": next(kept).astype(np.float32) * next(kept),
        "emb.pos": next(kept),
        "emb.type": next(kept),
    }
    weights.update({"emb.ln.w": next(kept), "emb.ln.b": next(kept)})
    for layer in range(LAYERS):
        for part, normed in (("qkv", ""), ("ao", "aln"), ("fi", ""), ("fo", "oln")):
            packed, _zero, bias, scale = (next(kept) for _ in range(4))
            weights.update({f"l{layer}.{part}.w": packed.astype(np.float32) * scale, f"l{layer}.{part}.b": bias})
            if normed:
                weights.update({f"l{layer}.{normed}.w": next(kept), f"l{layer}.{normed}.b": next(kept)})
    return {**{name: one.astype(np.float32) for name, one in weights.items()}, "centre": next(kept).astype(np.float32)}


class _Graph:
    def __init__(self) -> None:
        self.nodes: List[onnx.NodeProto] = []
        self.constants: List[onnx.TensorProto] = []

    def node(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str] = (), domain: str = "", **attributes: Any
    ) -> str:
        """Adds an operator; its first output's name."""
        names = list(outputs) or [f"v{len(self.nodes)}"]
        self.nodes.append(helper.make_node(operator, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def constant(self, values: NDArray[np.generic]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def scalar(self, value: float) -> str:
        return self.constant(np.array(value, dtype=np.float32))

    def number(self, value: int) -> str:
        return self.constant(np.array(value, dtype=np.int64))

    def integers(self, values: Sequence[int]) -> str:
        return self.constant(np.array(values, dtype=np.int64))


def _embedded(graph: _Graph, weights: Weights) -> str:
    """Word, place and segment of each token, normed."""
    words = weights["emb.word"]
    scale = np.abs(words).max(axis=1, keepdims=True) / 127.0 + 1e-12
    packed = graph.constant(np.rint(words / scale).astype(np.int8))
    word = graph.node("Cast", [graph.node("Gather", [packed, "ids"])], to=TensorProto.FLOAT)
    word = graph.node("Mul", [word, graph.node("Gather", [graph.constant(scale.astype(np.float32)), "ids"])])
    length = graph.node("Gather", [graph.node("Shape", ["ids"]), graph.integers([1])])
    place = graph.node(
        "Slice", [graph.constant(weights["emb.pos"][:256].copy()), graph.integers([0]), length, graph.integers([0])]
    )
    kept = graph.node("Max", ["segments", graph.number(0)])
    segment = graph.node("Gather", [graph.constant(weights["emb.type"]), kept])
    return _normed(graph, graph.node("Add", [graph.node("Add", [word, place]), segment]), weights, "emb.ln")


def _layer(graph: _Graph, values: str, weights: Weights, name: str, hindrance: str) -> str:
    asked = _times(graph, values, weights, f"{name}.qkv")
    split = graph.node("Reshape", [asked, graph.integers([0, 0, 3, HEADS, SIZE // HEADS])])
    query, key, value = (
        graph.node(
            "Squeeze",
            [
                graph.node("Slice", [split, graph.integers([part]), graph.integers([part + 1]), graph.integers([2])]),
                graph.integers([2]),
            ],
        )
        for part in range(3)
    )
    query = graph.node("Transpose", [query], perm=[0, 2, 1, 3])
    key = graph.node("Transpose", [key], perm=[0, 2, 3, 1])
    value = graph.node("Transpose", [value], perm=[0, 2, 1, 3])
    scores = graph.node("Mul", [graph.node("MatMul", [query, key]), graph.scalar((SIZE // HEADS) ** -0.5)])
    shares = graph.node("Softmax", [graph.node("Add", [scores, hindrance])], axis=-1)
    seen = graph.node("Transpose", [graph.node("MatMul", [shares, value])], perm=[0, 2, 1, 3])
    seen = graph.node("Reshape", [seen, graph.integers([0, 0, SIZE])])
    values = _normed(
        graph, graph.node("Add", [values, _times(graph, seen, weights, f"{name}.ao")]), weights, f"{name}.aln"
    )
    inner = _times(graph, values, weights, f"{name}.fi")
    inner = graph.node("Gelu", [inner], domain=MICROSOFT)
    outer = _times(graph, inner, weights, f"{name}.fo")
    return _normed(graph, graph.node("Add", [values, outer]), weights, f"{name}.oln")


def _times(graph: _Graph, values: str, weights: Weights, name: str) -> str:
    matrix = weights[f"{name}.w"]
    scale = np.abs(matrix).max(axis=0) / 127.0 + 1e-12
    packed = graph.constant(np.rint(matrix / scale).astype(np.int8))
    zero = graph.constant(np.zeros(matrix.shape[1], dtype=np.int8))
    bias = graph.constant(weights[f"{name}.b"].astype(np.float32))
    return graph.node(
        "DynamicQuantizeMatMul",
        [values, packed, graph.constant(scale.astype(np.float32)), zero, bias],
        domain=MICROSOFT,
    )


def _normed(graph: _Graph, values: str, weights: Weights, name: str) -> str:
    scale, bias = (
        graph.constant(weights[f"{name}.w"].astype(np.float32)),
        graph.constant(weights[f"{name}.b"].astype(np.float32)),
    )
    return graph.node("LayerNormalization", [values, scale, bias], axis=-1, epsilon=EPSILON)


def _unit_mean(graph: _Graph, values: str, weights: Weights) -> str:
    """The mean of the message's own tokens, around the centre, of length 1."""
    own = graph.node("Cast", [graph.node("Equal", ["segments", graph.number(0)])], to=TensorProto.FLOAT)
    own = graph.node("Unsqueeze", [own, graph.integers([2])])
    total = graph.node("ReduceSum", [graph.node("Mul", [values, own]), graph.integers([1])], keepdims=0)
    mean = graph.node("Div", [total, graph.node("ReduceSum", [own, graph.integers([1])], keepdims=0)])
    centred = graph.node("Sub", [mean, graph.constant(weights["centre"].astype(np.float32))])
    return graph.node("Div", [centred, graph.node("ReduceL2", [centred], axes=[1], keepdims=1)])
