"""Caches what an encoder answered last, for the same short messages ("hello", a button's sentence) come again and
again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any, Callable
from weakref import WeakSet

from numpy.typing import NDArray

MAX_VECTORS = 4096


class VectorCache:
    """The vectors of the latest texts, each under a digest of its text and context: the texts themselves are not kept.

    A digest of a short text can be found by trying texts, and so can its vector. So nothing is kept of what a person
    has erased: `clear_all`.
    """

    def __init__(self, encode: Callable[[str, str], NDArray[Any]]) -> None:
        self._encode = encode
        self._vectors: OrderedDict[bytes, NDArray[Any]] = OrderedDict()
        _caches.add(self)

    def __call__(self, text: str, context: str = "") -> NDArray[Any]:
        digest = hashlib.blake2b(f"{text}\0{context}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        vector = self._vectors.get(digest)
        if vector is None:
            vector = self._vectors[digest] = self._encode(text, context)
            if len(self._vectors) > MAX_VECTORS:
                self._vectors.popitem(last=False)
        else:
            self._vectors.move_to_end(digest)
        return vector

    def __len__(self) -> int:
        return len(self._vectors)

    def clear(self) -> None:
        self._vectors.clear()


_caches: WeakSet[VectorCache] = WeakSet()


def clear_all() -> None:
    """Clears the caches of all encoders.

    Which conversation asked for a vector is not recorded: one vector may stand for the same words of many, and a list
    of them would be one more thing to keep and to erase. Made anew they take some milliseconds each.
    """
    for cache in _caches:
        cache.clear()
