"""Tells those who are connected what happens in a conversation, as it happens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Happening = dict[str, Any]


class Live:
    """Who is connected to which conversation. What was missed while away is read from the transcript, so nothing here need survive."""

    def __init__(self) -> None:
        self._connected: dict[str, set[asyncio.Queue[Happening]]] = defaultdict(set)

    @contextmanager
    def listening(self, conversation_id: str) -> Iterator[asyncio.Queue[Happening]]:
        """A queue on which everything that happens in a conversation arrives while it is held."""
        queue: asyncio.Queue[Happening] = asyncio.Queue(maxsize=1000)
        self._connected[conversation_id].add(queue)
        try:
            yield queue
        finally:
            self._connected[conversation_id].discard(queue)
            if not self._connected[conversation_id]:
                del self._connected[conversation_id]

    def hears(self, conversation_id: str) -> bool:
        """Whether anybody is connected to a conversation."""
        return conversation_id in self._connected

    def tell(self, conversation_id: str, happening: Happening) -> None:
        for queue in self._connected.get(conversation_id, ()):
            if not queue.full():
                queue.put_nowait(happening)
