"""Tells those who are connected what happens in a conversation, as it happens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LiveEvent = dict[str, Any]


class LiveHub:
    """Who is connected to which conversation. What was missed while away is read from the transcript, so nothing here need survive."""

    def __init__(self) -> None:
        self._connected: dict[str, set[asyncio.Queue[LiveEvent]]] = defaultdict(set)

    @contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[asyncio.Queue[LiveEvent]]:
        """A queue on which everything that happens in a conversation arrives while it is held."""
        queue: asyncio.Queue[LiveEvent] = asyncio.Queue(maxsize=1000)
        self._connected[conversation_id].add(queue)
        try:
            yield queue
        finally:
            self._connected[conversation_id].discard(queue)
            if not self._connected[conversation_id]:
                del self._connected[conversation_id]

    def has_subscribers(self, conversation_id: str) -> bool:
        """Whether anybody is connected to a conversation."""
        return conversation_id in self._connected

    def publish(self, conversation_id: str, event: LiveEvent) -> None:
        for queue in self._connected.get(conversation_id, ()):
            if not queue.full():
                queue.put_nowait(event)
