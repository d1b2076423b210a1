"""Tells those who are connected what happens in a conversation, as it happens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LiveEvent = dict[str, Any]


class Listener(asyncio.Queue[LiveEvent]):
    """What arrives for one who is connected. `looks`: somebody sees it as it arrives, for the chat is open."""

    def __init__(self, looks: bool) -> None:
        super().__init__(maxsize=1000)
        self.looks = looks


class LiveHub:
    """Who is connected to which conversation.

    What was missed while away is read from the transcript, so nothing here need survive.
    """

    def __init__(self) -> None:
        self._connected: dict[str, set[Listener]] = defaultdict(set)

    @contextmanager
    def subscribe(self, conversation_id: str, looks: bool = True) -> Iterator[Listener]:
        """A queue on which everything that happens in a conversation arrives while it is held."""
        queue = Listener(looks)
        self._connected[conversation_id].add(queue)
        try:
            yield queue
        finally:
            self._connected[conversation_id].discard(queue)
            if not self._connected[conversation_id]:
                del self._connected[conversation_id]

    def has_subscribers(self, conversation_id: str) -> bool:
        """Whether anybody sees what happens in a conversation."""
        return any(queue.looks for queue in self._connected.get(conversation_id, ()))

    def connections(self, conversation_id: str) -> int:
        """How many are connected to a conversation."""
        return len(self._connected.get(conversation_id, ()))

    def publish(self, conversation_id: str, event: LiveEvent) -> None:
        for queue in self._connected.get(conversation_id, ()):
            if not queue.full():
                queue.put_nowait(event)
