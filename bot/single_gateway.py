"""A gateway's hold on its database: one that may not work on it does not start, and says why."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from renewals.store.one_gateway import AnotherGateway, gateway_lock

logger = logging.getLogger(__name__)


@asynccontextmanager
async def works_on(database_url: str, alone: Callable[[], None]) -> AsyncIterator[None]:
    """Holds the database for this gateway; raises AnotherGateway where it may not work on it.

    `alone`: takes up what a stop left; called where no other gateway works on the database. Ends this process in order
    where something takes the database for itself meanwhile.
    """
    lock = gateway_lock(database_url)
    await asyncio.to_thread(lock.share, alone)
    lock.watch(_end)
    try:
        yield
    finally:
        await asyncio.to_thread(lock.free)


def _end() -> None:
    logger.error("something has taken this database for itself while the connection to it was lost; this gateway ends")
    os.kill(os.getpid(), signal.SIGTERM)


class RefusalInOneSentence:
    """Where the start is refused, the server is told the sentence alone;
    Starlette would tell it the whole traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: list[Message] = []

        async def tell(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, tell)
        except AnotherGateway as refusal:
            await send({"type": "lifespan.startup.failed", "message": str(refusal)})
        except BaseException:
            for message in failed:
                await send(message)
            raise
