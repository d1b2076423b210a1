"""While the engine is away messages wait: each is answered once it is back, and nobody hears nothing meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.conversation.conversations import Conversations
from bot.conversation.patient_engine import PatientEngine
from bot.engine import Engine, EngineAway, EngineDown
from bot.supervisor import free_port
from protocol.codec import to_json
from protocol.turn import EngineReply, TurnRequest, TurnResponse, Understanding
from tests.gateway_within import Neighbour, gateway, settings

UNDERSTOOD = Understanding("greet", 0.9, (), False, False, (), "words", ())
ANSWER = to_json(TurnResponse(UNDERSTOOD, (EngineReply("Hello, I am back.", "greet", "smalltalk", 0.9),)))
REQUEST = TurnRequest("c1", "m1", "hello", "en")


@asynccontextmanager
async def engine(port: int) -> AsyncIterator[Neighbour]:
    """An engine on a port, which answers every turn alike."""
    process = Neighbour()
    process.says = json.dumps(ANSWER).encode()
    async with await asyncio.start_server(process.answer, "127.0.0.1", port):
        yield process


@pytest.fixture
def soon_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are told after 0.3 s that an answer takes long, so that the tests are short."""
    monkeypatch.setattr(Conversations.say, "__defaults__", (0.3,))


class Chat:
    """A conversation through a gateway within the tests' process."""

    def __init__(self, client: httpx.AsyncClient, told: dict[str, Any]) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {told['token']}"}
        self.path = f"/api/v1/conversations/{told['conversation_id']}"

    async def say(self, text: str, message_id: str) -> dict[str, Any]:
        body = {"text": text, "message_id": message_id}
        answer = await self.client.post(f"{self.path}/messages", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def answers(self, count: int) -> list[tuple[str, str]]:
        """What was asked and answered, in order, once there are so many answers."""
        async with asyncio.timeout(60):
            while True:
                told = (await self.client.get(f"{self.path}/messages", headers=self.headers)).json()["messages"]
                replies = [one for one in told if one["speaker"] == "assistant"]
                if len(replies) >= count:
                    asked = {one["id"]: one["message_id"] for one in told}
                    return [(asked[one["answers"]], one["text"]) for one in replies]
                await asyncio.sleep(0.05)


async def begun(client: httpx.AsyncClient) -> Chat:
    return Chat(client, (await client.post("/api/v1/conversations", json={"language": "en"})).json())


def away(folder: Path, url: str, port: int, wait: int = 60) -> Any:
    return gateway(settings(folder, url, engine_url=f"http://127.0.0.1:{port}", engine_wait=wait))


@pytest.mark.usefixtures("soon_told")
async def test_what_is_said_while_it_is_away_is_pending_and_answered_once_and_in_order_when_it_is_back(
    tmp_path: Path, database_url: str
) -> None:
    port = free_port()
    async with away(tmp_path, database_url, port) as (_, client):
        chat = await begun(client)
        told = [await chat.say(f"hello {number}", f"m{number}") for number in range(3)]
        assert [(one["pending"], one["replies"][0]["kind"]) for one in told] == [(True, "error")] * 3
        async with engine(port):
            said = await chat.answers(3)
            assert said == [(f"m{number}", "Hello, I am back.") for number in range(3)]
            assert "pending" not in await chat.say("hello 2", "m2")


async def test_an_answer_that_came_in_time_is_not_pending(tmp_path: Path, database_url: str) -> None:
    port = free_port()
    async with engine(port), away(tmp_path, database_url, port) as (_, client):
        assert "pending" not in await (await begun(client)).say("hello", "m1")


async def test_where_it_stays_away_for_too_long_one_apology_is_the_answer(tmp_path: Path, database_url: str) -> None:
    async with away(tmp_path, database_url, free_port(), wait=1) as (_, client):
        chat = await begun(client)
        assert "pending" not in await chat.say("hello", "m1")
        ((asked, text),) = await chat.answers(1)
        assert (asked, text.startswith("Something on our side")) == ("m1", True)


@pytest.mark.usefixtures("soon_told")
async def test_a_gateway_that_ends_meanwhile_leaves_the_message_to_the_next_start(
    tmp_path: Path, database_url: str
) -> None:
    port = free_port()
    async with asyncio.timeout(60):
        async with away(tmp_path, database_url, port) as (_, client):
            chat = await begun(client)
            assert (await chat.say("hello", "m1"))["pending"]
    async with engine(port), away(tmp_path, database_url, port) as (_, client):
        chat.client = client
        assert await chat.answers(1) == [("m1", "Hello, I am back.")]


@pytest.mark.usefixtures("soon_told")
async def test_who_erases_the_conversation_meanwhile_does_not_wait_for_it(tmp_path: Path, database_url: str) -> None:
    port = free_port()
    async with away(tmp_path, database_url, port) as (_, client):
        chat = await begun(client)
        await chat.say("hello", "m1")
        async with asyncio.timeout(30):
            # Nothing is erased while the engine cannot forget it, and that is said.
            assert (await client.delete(chat.path, headers=chat.headers)).status_code == 503


async def came_of(status: int) -> tuple[int, Exception | TurnResponse]:
    """How often an engine is asked that answers with a status twice, and then as it should; and what came of it."""
    asked = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1
        body, told = (b"{}", status) if asked < 3 else (json.dumps(ANSWER).encode(), 200)
        writer.write(f"HTTP/1.1 {told} x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()[:2]
        behind = Engine(f"http://{host}:{port}", "secret")
        try:
            came: Exception | TurnResponse = await PatientEngine(behind, 1, 60).turn(REQUEST)
        except EngineDown as failure:
            came = failure
        await behind.close()
        return asked, came


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_it_is_asked_again_where_it_says_that_something_is_away(status: int) -> None:
    asked, came = await came_of(status)
    assert (asked, isinstance(came, TurnResponse)) == (3, True)


@pytest.mark.parametrize("status", [400, 401, 500])
async def test_it_is_not_asked_again_where_it_failed(status: int) -> None:
    asked, came = await came_of(status)
    assert (asked, isinstance(came, EngineDown), isinstance(came, EngineAway)) == (1, True, False)


async def test_while_it_is_away_no_message_keeps_a_place_from_others() -> None:
    port = free_port()
    behind = Engine(f"http://127.0.0.1:{port}", "secret")
    asks = PatientEngine(behind, 1, 60)
    first = [asyncio.create_task(asks.turn(REQUEST)) for _ in range(5)]
    await asyncio.sleep(0.5)
    async with engine(port), asyncio.timeout(30):
        assert len(await asyncio.gather(*first)) == 5
    await behind.close()
