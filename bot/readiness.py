"""Whether every part that the gateway needs works, found out at most once a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

import httpx

from bot.engine import Engine
from renewals.store.database import Sessions, in_session
from renewals.store.heartbeat import beat

# Anybody may ask, and as often as they like: what was found out is told to all who ask within this time.
KEPT_SECONDS = 1.0
# A part that takes longer does not work.
ANSWERS_WITHIN = 2.0


class Readiness:
    """Asks the parts: the database takes a write, the engine and the actions answer."""

    def __init__(self, sessions: Sessions, engine: Engine, actions_url: str, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._engine = engine
        self._actions = httpx.AsyncClient(timeout=ANSWERS_WITHIN)
        self._health = httpx.URL(actions_url).copy_with(path="/health")
        self._clock = clock
        self._asking: asyncio.Task[list[str]] | None = None
        self._found_at = 0.0
        self._writing: asyncio.Task[None] | None = None

    async def down(self) -> list[str]:
        """The parts that do not work: database, engine, actions.

        Who asks while others wait for the answer waits with them.
        """
        if self._asking is None or (self._asking.done() and time.monotonic() - self._found_at > KEPT_SECONDS):
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def close(self) -> None:
        await self._actions.aclose()

    async def _ask(self) -> list[str]:
        works = await asyncio.gather(self._database_takes_a_write(), self._engine.ready(), self._actions_answer())
        self._found_at = time.monotonic()
        return [name for name, works_now in zip(("database", "engine", "actions"), works, strict=True) if not works_now]

    async def _database_takes_a_write(self) -> bool:
        # A write that still waits (for a lock, a lost server) is waited for again: more of them would take the threads
        # that turns need.
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(
                in_session(self._sessions, lambda session: beat(session, self._clock()))
            )
        await asyncio.wait({self._writing}, timeout=ANSWERS_WITHIN)
        return self._writing.done() and self._writing.exception() is None

    async def _actions_answer(self) -> bool:
        try:
            return (await self._actions.get(self._health)).status_code == 200
        except httpx.HTTPError:
            return False
