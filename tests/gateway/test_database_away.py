"""The database goes away and comes back: what was acknowledged is answered once, and nobody has to mend anything."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.gateway.test_engine_away import ANSWER, Chat, begun
from tests.gateway_within import gateway, settings
from tests.postgres import away, postgres

pytestmark = pytest.mark.usefixtures("programs")
# Answers as an engine does that has what it needs.
SAYS = json.dumps(ANSWER).encode()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[str]:
    with postgres(tmp_path / "server") as url:
        yield url


class SlowEngine:
    """An engine that answers once it is told to."""

    def __init__(self) -> None:
        self.asked, self.goes_on = asyncio.Event(), asyncio.Event()
        self.address = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked.set()
        await self.goes_on.wait()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(SAYS)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + SAYS)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def slow_engine() -> AsyncIterator[SlowEngine]:
    engine = SlowEngine()
    async with await asyncio.start_server(engine.answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()[:2]
        engine.address = f"http://{host}:{port}"
        yield engine
        engine.goes_on.set()


async def test_a_turn_in_the_middle_of_which_it_goes_away_is_answered_once_within_thirty_seconds_of_its_return(
    tmp_path: Path, own_server: str
) -> None:
    async with (
        slow_engine() as engine,
        gateway(settings(tmp_path, own_server, engine_url=engine.address, engine_wait=60)) as (_, client),
    ):
        chat: Chat = await begun(client)
        said = asyncio.create_task(chat.say("hello", "m1"))
        await engine.asked.wait()
        with away(tmp_path / "server"):
            engine.goes_on.set()
            refused = await client.post("/api/v1/conversations", json={})
            assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
            await asyncio.wait({said})
        back = time.monotonic()
        with pytest.raises(AssertionError, match="again"):
            # The one who waited was told to send it again.
            await said
        assert await chat.answers(1) == [("m1", "Hello, I am back.")]
        # Leases end after 20 s, and it is looked each 5 s for what was left; the rest is for a busy machine.
        assert time.monotonic() - back < 45
        assert (await chat.say("hello", "m1"))["replies"][0]["text"] == "Hello, I am back."
        assert len(await chat.answers(1)) == 1
