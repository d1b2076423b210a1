"""Tells the other gateways of a database that something has happened.

Rows are what counts: a signal only says where to look, and one that is lost costs a moment. On PostgreSQL signals are
notifications, sent after the commit on a connection of their own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psycopg
import sqlalchemy as sa

from renewals.store.database import CUT_OFF

logger = logging.getLogger(__name__)

Signal = dict[str, Any]
CHANNEL = "renewals"
# The server takes no more in one notification. What is longer is not sent: whoever it is for looks by itself.
MOST_BYTES = 7_900
# So many wait to be sent; where the server is away for longer, the oldest are left out.
MOST_WAITING = 10_000
TRIED_AGAIN_AFTER = 1.0
# A connection on which nothing comes is asked whether it is still there.
ASKED_EVERY = 10.0
ANSWERS_WITHIN = 5.0


class Signals:
    """Signals of a gateway that is alone on its database: it has nobody to tell."""

    shared = False

    def __init__(self) -> None:
        # By this name a gateway knows its own signals, and others what is of this one.
        self.name = secrets.token_hex(8)

    def send(self, signal: Signal) -> None:
        """Tells the others; returns at once, and raises nothing."""

    async def run(self, heard: Callable[[Signal], Awaitable[None]], missed: Callable[[], Awaitable[None]]) -> None:
        """Calls `heard` with each signal of another gateway's, until it is cancelled; `missed` at first, and whenever
        some may have been lost.
        """
        await asyncio.Event().wait()


class ServerSignals(Signals):
    """Signals through a PostgreSQL server."""

    shared = True

    def __init__(self, url: sa.URL) -> None:
        super().__init__()
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def send(self, signal: Signal) -> None:
        told = json.dumps({"from": self.name, **signal}, separators=(",", ":"))
        if len(told) > MOST_BYTES:
            return
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(told)

    async def run(self, heard: Callable[[Signal], Awaitable[None]], missed: Callable[[], Awaitable[None]]) -> None:
        lost = False
        while True:
            try:
                async with await self._connected() as listening, await self._connected() as sending:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    if lost:
                        logger.info("signals of other gateways are heard again")
                    lost = False
                    await missed()
                    await _first_to_fail(self._listen(listening, heard), self._send(sending))
            except Exception as failure:  # noqa: BLE001 - whatever it is, it goes on
                if not lost:
                    logger.warning("signals of other gateways are not heard: %s", type(failure).__name__)
                lost = True
            await asyncio.sleep(TRIED_AGAIN_AFTER)

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(self._address, autocommit=True, **CUT_OFF)

    async def _listen(
        self, connection: psycopg.AsyncConnection[Any], heard: Callable[[Signal], Awaitable[None]]
    ) -> None:
        while True:
            async for told in connection.notifies(timeout=ASKED_EVERY):
                signal = _read(told.payload)
                if signal is not None and signal.get("from") != self.name:
                    await heard(signal)
            async with asyncio.timeout(ANSWERS_WITHIN):
                await connection.execute("SELECT 1")

    async def _send(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            told = [await self._waiting.get()]
            while len(told) < 100 and not self._waiting.empty():
                told.append(self._waiting.get_nowait())
            async with asyncio.timeout(ANSWERS_WITHIN):
                await connection.execute("SELECT pg_notify(%s, one) FROM unnest(%s::text[]) one", (CHANNEL, told))


def signals(database_url: str) -> Signals:
    """The signals among the gateways of the database at an address."""
    url = sa.make_url(database_url)
    return ServerSignals(url) if url.get_backend_name() == "postgresql" else Signals()


def _read(payload: str) -> Signal | None:
    """A signal as it came; None for what another program may have said on that channel."""
    with suppress(ValueError):
        signal = json.loads(payload)
        if isinstance(signal, dict):
            return signal
    return None


async def _first_to_fail(*works: Awaitable[None]) -> None:
    """Does some works at once, until one fails; raises what it raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
