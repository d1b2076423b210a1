"""Tells the other gateways of a database that something has happened.

Rows are what counts: a signal only says where to look, and one that is lost costs a moment. Signals are notifications
of PostgreSQL's, sent after the commit on a connection of their own, or go through Redis, where that is set.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psycopg
import sqlalchemy as sa
from redis import asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot import metrics
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
    # Whether those of others are heard; where they are not, one looks more often.
    heard = True

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


class SharedSignals(Signals):
    """Signals through a server, to which they are connected again whenever that is lost."""

    shared = True

    def __init__(self) -> None:
        super().__init__()
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def send(self, signal: Signal) -> None:
        told = json.dumps({"from": self.name, **signal}, separators=(",", ":"))
        if len(told) > MOST_BYTES:
            return
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(told)

    async def run(self, heard: Callable[[Signal], Awaitable[None]], missed: Callable[[], Awaitable[None]]) -> None:
        async def connected() -> None:
            if not self.heard:
                logger.info("signals of other gateways are heard again")
            self.heard = True
            await missed()

        while True:
            try:
                await self._work(heard, connected)
            except Exception as failure:  # noqa: BLE001 - whatever it is, it goes on
                if self.heard:
                    logger.warning("signals of other gateways are not heard: %s", type(failure).__name__)
                self.heard = False
            await asyncio.sleep(TRIED_AGAIN_AFTER)

    async def _work(self, heard: Callable[[Signal], Awaitable[None]], connected: Callable[[], Awaitable[None]]) -> None:
        """Hears and sends until the connection is lost, which raises something; `connected` once it listens."""
        raise NotImplementedError

    async def _hear(self, told: str | bytes, heard: Callable[[Signal], Awaitable[None]]) -> None:
        signal = _read(told)
        if signal is not None and signal.get("from") != self.name:
            await heard(signal)

    async def _to_send(self) -> list[str]:
        """What waits to be sent, a hundred at most, once something does."""
        told = [await self._waiting.get()]
        while len(told) < 100 and not self._waiting.empty():
            told.append(self._waiting.get_nowait())
        return told


class ServerSignals(SharedSignals):
    """Signals through a PostgreSQL server."""

    def __init__(self, url: sa.URL) -> None:
        super().__init__()
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)

    async def _work(self, heard: Callable[[Signal], Awaitable[None]], connected: Callable[[], Awaitable[None]]) -> None:
        async with await self._connected() as listening, await self._connected() as sending:
            await listening.execute(f"LISTEN {CHANNEL}")
            await connected()
            await _first_to_fail(self._listen(listening, heard), self._send(sending))

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(self._address, autocommit=True, **CUT_OFF)

    async def _listen(
        self, connection: psycopg.AsyncConnection[Any], heard: Callable[[Signal], Awaitable[None]]
    ) -> None:
        while True:
            async for told in connection.notifies(timeout=ASKED_EVERY):
                await self._hear(told.payload, heard)
            async with asyncio.timeout(ANSWERS_WITHIN):
                await connection.execute("SELECT 1")

    async def _send(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            told = await self._to_send()
            async with asyncio.timeout(ANSWERS_WITHIN):
                await connection.execute("SELECT pg_notify(%s, one) FROM unnest(%s::text[]) one", (CHANNEL, told))


class RedisSignals(SharedSignals):
    """Signals through a Redis server, on a channel of the database's own."""

    def __init__(self, url: str, database: sa.URL) -> None:
        super().__init__()
        self._url = url
        of = f"{database.host}:{database.port}/{database.database}"
        self._channel = f"{CHANNEL}:{hashlib.sha256(of.encode()).hexdigest()[:16]}"

    async def _work(self, heard: Callable[[Signal], Awaitable[None]], connected: Callable[[], Awaitable[None]]) -> None:
        client = redis.Redis.from_url(
            self._url,
            socket_timeout=ANSWERS_WITHIN,
            socket_connect_timeout=ANSWERS_WITHIN,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),
        )
        listening = client.pubsub()
        try:
            await listening.subscribe(self._channel)
            await connected()
            await _first_to_fail(self._listen(listening, heard), self._send(client), _asks(client))
        except (redis.RedisError, OSError):
            metrics.redis_failures.labels(use="signals").inc()
            raise
        finally:
            # To its end, also where this gateway ends in the middle of it.
            await asyncio.shield(_closed(listening, client))

    async def _listen(self, listening: redis.client.PubSub, heard: Callable[[Signal], Awaitable[None]]) -> None:
        while True:
            told = await listening.get_message(ignore_subscribe_messages=True, timeout=ASKED_EVERY)
            if told is not None:
                await self._hear(told["data"], heard)
            else:
                await listening.ping()

    async def _send(self, client: redis.Redis) -> None:
        while True:
            together = client.pipeline(transaction=False)
            for told in await self._to_send():
                together.publish(self._channel, told)
            await together.execute()


async def _closed(*connections: redis.client.PubSub | redis.Redis) -> None:
    for one in connections:
        with suppress(redis.RedisError, OSError):
            await one.aclose()


async def _asks(client: redis.Redis) -> None:
    """Asks again and again whether a server is still there; raises where it is not."""
    while True:
        await asyncio.sleep(ANSWERS_WITHIN)
        await client.ping()


def signals(database_url: str, redis_url: str = "") -> Signals:
    """The signals among the gateways of the database at an address, through a Redis server where one is set."""
    url = sa.make_url(database_url)
    if url.get_backend_name() != "postgresql":
        return Signals()
    return RedisSignals(redis_url, url) if redis_url else ServerSignals(url)


def _read(payload: str | bytes) -> Signal | None:
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
