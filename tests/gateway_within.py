"""A gateway within the tests' own process: its whole application on a real database, started and ended as a server
would.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI

from bot.app import build
from bot.settings import Settings
from renewals.store.database import migrate

NOWHERE = "http://127.0.0.1:9"


def settings(folder: Path, database_url: str, **more: object) -> Settings:
    """Settings of a gateway whose engine and actions are away, unless told otherwise."""
    own: dict[str, object] = {
        "var": folder,
        "database_url": database_url,
        "rate_limits": "off",
        "engine_url": NOWHERE,
        "engine_wait": 0,
        "engine_secret": "between-gateway-and-engine",
        "actions_url": NOWHERE,
    }
    return Settings(**{**own, **more})  # type: ignore[arg-type]


@asynccontextmanager
async def gateway(chosen: Settings) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """The application, started, and a client of it."""
    migrate(chosen.database_url)
    app = build(chosen)
    async with app.router.lifespan_context(app):
        # As a server does, it answers a failure that nobody foresaw, too.
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield app, client
    connections = app.state.sessions.kw["bind"]
    async with asyncio.timeout(20):
        # What a thread was about when all ended.
        while connections.pool.checkedout():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    connections.dispose()


class Neighbour:
    """A process beside the gateway, which answers everything and notes what it was asked, and with which headers; or
    takes connections and says nothing.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.told: list[tuple[str, dict[str, str]]] = []
        self.hangs = False
        self.says = b'{"works": true}'
        self.address = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        first, *lines = request.decode().strip().split("\r\n")
        self.asked.append(first.split(" ")[1])
        self.told.append(
            (self.asked[-1], {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)})
        )
        if not self.hangs:
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + f"Content-Length: {len(self.says)}\r\n\r\n".encode()
                + self.says
            )
            await writer.drain()
            writer.close()
        else:
            # Until the other side gives up.
            await reader.read()
            writer.close()


@asynccontextmanager
async def neighbour() -> AsyncIterator[Neighbour]:
    """One that listens."""
    process = Neighbour()
    server = await asyncio.start_server(process.answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    process.address = f"http://{host}:{port}"
    async with server:
        yield process
