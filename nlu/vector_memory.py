"""Keeps what an encoder answered last, for the same short messages ("hello", a button's sentence) come again and again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Callable
from weakref import WeakSet

import numpy as np

MOST_VECTORS = 4096


class VectorMemory:
    """The vectors of the texts that were asked for last, each under a digest of its text: the texts themselves are not kept.

    A digest of a short text can be found by trying texts, and so can its vector. Nothing is therefore kept of what a person has erased: `forget_all`.
    """

    def __init__(self, encode: Callable[[str], np.ndarray]) -> None:
        self._encode = encode
        self._kept: OrderedDict[bytes, np.ndarray] = OrderedDict()
        _memories.add(self)

    def __call__(self, text: str) -> np.ndarray:
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        vector = self._kept.get(digest)
        if vector is None:
            vector = self._kept[digest] = self._encode(text)
            if len(self._kept) > MOST_VECTORS:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(digest)
        return vector

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self) -> None:
        self._kept.clear()


_memories: WeakSet[VectorMemory] = WeakSet()


def forget_all() -> None:
    """Forgets every vector, of all encoders.

    Which conversation asked for a vector is not written down: one vector may stand for the same words of many, and a list of them would be one more thing to
    keep and to erase. Made anew they take some milliseconds each.
    """
    for memory in _memories:
        memory.forget()
