"""The order of turns: one at a time in a conversation, a bounded number in the engine, none ever cut off halfway."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from bot import metrics
from renewals.store.tables import Message

# So many messages of one conversation may wait at once.
MAX_WAITING = 20


class TooManyWaiting(Exception):
    """More messages wait in this conversation than are taken."""


class TurnQueue:
    """Holds what orders the turns of all conversations of this process."""

    def __init__(self, in_flight: int) -> None:
        """`in_flight`: turns that the engine works on at once."""
        self._places = asyncio.Semaphore(in_flight)
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: dict[str, int] = defaultdict(int)
        self._running: dict[str, asyncio.Task[list[Message]]] = {}

    @contextmanager
    def waiting(self, conversation_id: str) -> Iterator[None]:
        """Counts a message that waits; raises TooManyWaiting where there are too many."""
        if self._waiting[conversation_id] >= MAX_WAITING:
            raise TooManyWaiting
        self._waiting[conversation_id] += 1
        try:
            yield
        finally:
            self._waiting[conversation_id] -= 1
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    def run(self, message: Message, turn: Callable[[], Awaitable[list[Message]]]) -> asyncio.Task[list[Message]]:
        """The task that answers a message, begun unless it runs already; it goes on though nobody waits for it."""
        running = self._running.get(message.id)
        if running is not None:
            return running

        async def in_order() -> list[Message]:
            async with self._locks[message.conversation_id]:
                return await turn()

        task = asyncio.create_task(in_order())
        self._running[message.id] = task
        task.add_done_callback(lambda done: self._running.pop(message.id, None))
        return task

    @asynccontextmanager
    async def engine_place(self) -> AsyncIterator[None]:
        """A place in the engine."""
        async with self._places:
            with metrics.in_engine.track_inprogress():
                yield

    @asynccontextmanager
    async def alone(self, conversation_id: str) -> AsyncIterator[None]:
        """No turn of the conversation runs meanwhile; its order is forgotten after it, for nothing follows."""
        async with self._locks[conversation_id]:
            yield
        self._locks.pop(conversation_id, None)

    async def finish(self) -> None:
        """Waits for the turns under way."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)
