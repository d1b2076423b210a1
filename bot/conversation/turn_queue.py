"""The order of turns: one at a time in a conversation, none ever cut off halfway.

A conversation's turn belongs to who holds its lease (renewals/store/turns.py), among all processes of the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from renewals.store import leases, turns
from renewals.store.database import Sessions, in_session
from renewals.store.leases import LeaseLost, TakenLease
from renewals.store.tables import Message
from renewals.store.turns import Turn

logger = logging.getLogger(__name__)

# So many messages of one conversation may wait at once.
MAX_WAITING = 20
# Seconds after which a message looks again whether its turn has come, where nothing has told it so.
LOOKS_AGAIN_AFTER = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
KEPT_EVERY = leases.LASTS_SECONDS / 4

Answering = Callable[[Message, TakenLease], Awaitable[list[Message]]]


class TooManyWaiting(Exception):
    """More messages wait in this conversation than are taken."""


class _Line:
    """The messages of one conversation that wait in this process, by their numbers."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.erasing = 0
        self._changed = asyncio.Event()

    def tell(self) -> None:
        """Something has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait(self, seconds: float | None) -> None:
        """Waits for a change, so many seconds at most."""
        changed = self._changed
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await changed.wait()

    def is_first(self, number: int) -> bool:
        return number == min(self.numbers)


class TurnQueue:
    """Orders the turns of all conversations that this process answers."""

    def __init__(self, sessions: Sessions, since: Callable[[], datetime]) -> None:
        """`since`: messages said before that are left alone."""
        self._sessions = sessions
        self._since = since
        self._lines: dict[str, _Line] = defaultdict(_Line)
        self._waiting: dict[str, int] = defaultdict(int)
        self._running: dict[str, asyncio.Task[list[Message]]] = {}
        self._held: dict[str, TakenLease] = {}
        # Leases that came with a message which waits here already, sent twice at once.
        self._handed: dict[str, TakenLease] = {}

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

    def run(self, message: Message, answering: Answering, held: TakenLease | None) -> asyncio.Task[list[Message]]:
        """The task that answers a message, begun unless it runs already; it goes on though nobody waits for it.

        `held`: its conversation's lease, where the message has it already.
        """
        running = self._running.get(message.id)
        if running is not None:
            if held is not None:
                self._handed[message.id] = held
                self.look(message.conversation_id)
            return running
        task = asyncio.create_task(self._in_order(message, answering, held))
        self._running[message.id] = task
        task.add_done_callback(lambda done: self._running.pop(message.id, None))
        return task

    def under_way(self) -> Collection[str]:
        """The ids of the messages that wait or are answered here."""
        return list(self._running)

    def look(self, conversation_id: str) -> None:
        """Something has happened in a conversation: who waits looks whether their turn has come."""
        if conversation_id in self._lines:
            self._lines[conversation_id].tell()

    def is_erased(self, conversation_id: str) -> bool:
        """Whether somebody waits here for the end of a conversation's turn, to erase it."""
        return conversation_id in self._lines and self._lines[conversation_id].erasing > 0

    @asynccontextmanager
    async def alone(self, conversation_id: str) -> AsyncIterator[None]:
        """No turn of the conversation runs meanwhile, in any process."""
        line = self._lines[conversation_id]
        line.erasing += 1
        held: TakenLease | None = None
        try:
            while held is None:
                held = await in_session(self._sessions, lambda session: turns.hold(session, conversation_id))
                if held is None:
                    await line.wait(LOOKS_AGAIN_AFTER[1])
            self._held[conversation_id] = held
            yield
        finally:
            if held is not None:
                del self._held[conversation_id]
                await self._free(held)
            line.erasing -= 1
            self._leave(conversation_id, line)

    async def keep_leases(self) -> None:
        """Says of all turns under way that they are; to be called each KEPT_EVERY seconds."""
        for conversation_id in sorted(self._held):
            held = self._held.get(conversation_id)
            if held is not None:
                with suppress(LeaseLost):
                    await in_session(self._sessions, lambda session, held=held: leases.keep(session, held))  # type: ignore[misc]

    async def finish(self) -> None:
        """Waits for the turns under way."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _in_order(self, message: Message, answering: Answering, held: TakenLease | None) -> list[Message]:
        line = self._lines[message.conversation_id]
        line.numbers.add(message.number)
        pauses = iter(LOOKS_AGAIN_AFTER)
        turn: Turn | list[Message] | None = None if held is None else Turn(message, held)
        try:
            while True:
                if not line.is_first(message.number) or (turn is None and line.erasing):
                    await line.wait(None)
                    continue
                if turn is None:
                    handed = self._handed.pop(message.id, None)
                    turn = Turn(message, handed) if handed else await self._next_turn(message)
                if isinstance(turn, list):
                    return turn
                if turn is None:
                    await line.wait(next(pauses, LOOKS_AGAIN_AFTER[-1]))
                    continue
                answered = await self._taken(turn, answering)
                if answered is not None and turn.message.number == message.number:
                    return answered
                turn = None
        finally:
            line.numbers.discard(message.number)
            self._leave(message.conversation_id, line)
            if unused := self._handed.pop(message.id, None):
                await self._free(unused)

    async def _next_turn(self, message: Message) -> Turn | list[Message] | None:
        return await in_session(self._sessions, lambda session: turns.next_turn(session, message, self._since()))

    async def _taken(self, turn: Turn, answering: Answering) -> list[Message] | None:
        """The replies of a turn; None where another process has taken the conversation meanwhile."""
        conversation_id = turn.held.queue
        self._held[conversation_id] = turn.held
        try:
            return await answering(turn.message, turn.held)
        except LeaseLost:
            logger.warning("another process has taken a conversation whose turn took too long here")
            return None
        except BaseException:
            await self._free(turn.held)
            raise
        finally:
            if self._held.get(conversation_id) is turn.held:
                del self._held[conversation_id]

    async def _free(self, held: TakenLease) -> None:
        """Gives a lease back that no answer has freed; where the database is away, it ends by itself."""
        with suppress(LeaseLost, SQLAlchemyError):
            await in_session(self._sessions, lambda session: leases.free(session, held))

    def _leave(self, conversation_id: str, line: _Line) -> None:
        line.tell()
        if not line.numbers and not line.erasing and self._lines.get(conversation_id) is line:
            del self._lines[conversation_id]
