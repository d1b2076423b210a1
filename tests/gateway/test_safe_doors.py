"""What the doors withstand: addresses that change, programs that read without end, erasing while something is under
way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from renewals.store.tables import Conversation, Message
from tests.gateway_within import gateway, neighbour, settings


@asynccontextmanager
async def from_address(app: FastAPI, address: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, client=(address, 1), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'renewals.db'}"


async def begun(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    told = (await client.post("/api/v1/conversations", json={"language": "en"})).json()
    return f"/api/v1/conversations/{told['conversation_id']}", {"Authorization": f"Bearer {told['token']}"}


async def test_addresses_of_one_connection_are_counted_together(tmp_path: Path, sqlite_url: str) -> None:
    async with gateway(settings(tmp_path, sqlite_url, rate_limits="on")) as (app, _):

        async def start(address: str) -> int:
            async with from_address(app, address) as client:
                return (await client.post("/api/v1/conversations")).status_code

        of_one = [await start(f"2001:db8:1:2::{number:x}") for number in range(40)]
        assert of_one == [201] * 30 + [429] * 10
        assert await start("2001:db8:1:3::1") == 201
        nonsense = [await start(f"no-address-{number}") for number in range(40)]
        assert nonsense == [201] * 30 + [429] * 10


async def test_reading_and_rating_without_end_is_told_to_wait(tmp_path: Path, sqlite_url: str) -> None:
    async with gateway(settings(tmp_path, sqlite_url, rate_limits="on")) as (_, client):
        address, own = await begun(client)
        read = [await client.get(f"{address}/messages", headers=own) for _ in range(121)]
        assert [answer.status_code for answer in read] == [200] * 120 + [429]
        assert int(read[-1].headers["retry-after"]) > 0
        rating = {"reply_id": "none", "helpful": True}
        rated = [(await client.post(f"{address}/feedback", json=rating, headers=own)).status_code for _ in range(61)]
        assert rated == [404] * 60 + [429]


async def test_what_the_api_answers_is_kept_by_no_cache(tmp_path: Path, sqlite_url: str) -> None:
    async with gateway(settings(tmp_path, sqlite_url)) as (_, client):
        address, own = await begun(client)
        answers = [
            await client.post("/api/v1/conversations", json={}),
            await client.get(f"{address}/messages", headers=own),
            await client.get(f"{address}/messages"),
            await client.get("/api/v1/nothing"),
        ]
        assert [answer.status_code for answer in answers] == [201, 200, 401, 404]
        assert {(answer.headers["cache-control"], answer.headers["x-content-type-options"]) for answer in answers} == {
            ("no-store", "nosniff")
        }
        assert "no-store" not in (await client.get("/")).headers.get("cache-control", "")


async def test_metrics_are_told_to_this_machine_alone_or_to_who_has_the_key(tmp_path: Path, sqlite_url: str) -> None:
    async with gateway(settings(tmp_path, sqlite_url)) as (app, client), from_address(app, "198.51.100.7") as elsewhere:
        assert (await client.get("/metrics")).status_code == 200
        assert (await elsewhere.get("/metrics")).status_code == 401
    async with (
        gateway(settings(tmp_path, sqlite_url, metrics_key="collector")) as (app, client),
        from_address(app, "198.51.100.7") as away,
    ):
        right, wrong = {"Authorization": "Bearer collector"}, {"Authorization": "Bearer ü".encode()}
        assert [(await one.get("/metrics", headers=right)).status_code for one in (client, away)] == [200, 200]
        assert [(await one.get("/metrics")).status_code for one in (client, away)] == [401, 401]
        assert (await away.get("/metrics", headers=wrong)).status_code == 401  # type: ignore[arg-type]


async def test_a_twenty_first_live_connection_of_a_conversation_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    async with gateway(settings(tmp_path, sqlite_url)) as (app, client):
        address, own = await begun(client)
        opened, gone = [], asyncio.Event()

        async def connect() -> list[dict[str, Any]]:
            sent: list[dict[str, Any]] = []
            come: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
            come.put_nowait({"type": "websocket.connect"})

            async def receive() -> dict[str, Any]:
                if come.empty():
                    await gone.wait()
                    return {"type": "websocket.disconnect", "code": 1000}
                return await come.get()

            async def send(message: Any) -> None:
                sent.append(message)

            headers = [(b"host", b"gateway"), (b"authorization", own["Authorization"].encode())]
            scope = {
                "type": "websocket",
                "path": f"{address}/live",
                "query_string": b"",
                "headers": headers,
                "subprotocols": [],
            }
            opened.append(asyncio.create_task(app({**scope, "asgi": {"version": "3.0"}, "state": {}}, receive, send)))
            while not sent:  # noqa: ASYNC110 - an application that is called directly
                await asyncio.sleep(0.01)
            return sent

        first = [(await connect())[0]["type"] for _ in range(20)]
        assert first == ["websocket.accept"] * 20
        refused = (await connect())[0]
        assert (refused["type"], refused["code"]) == ("websocket.close", 4429)
        gone.set()
        await asyncio.gather(*opened)


async def test_an_expired_conversation_is_read_by_nobody_and_erased_by_its_holder(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with (
        neighbour() as engine,
        gateway(settings(tmp_path, sqlite_url, engine_url=engine.address)) as (app, client),
    ):
        address, own = await begun(client)
        other, another_s = await begun(client)
        with app.state.sessions.begin() as session:
            session.execute(sa.update(Conversation).values(expires_at=sa.func.datetime("now", "-1 day")))
        assert (await client.get(f"{address}/messages", headers=own)).status_code == 401
        assert (await client.delete(address, headers=another_s)).status_code == 401
        assert (await client.delete(address)).status_code == 401
        assert (await client.delete(address, headers=own)).status_code == 204
        with app.state.sessions() as session:
            assert session.scalars(sa.select(Conversation.id)).all() == [other.rsplit("/", 1)[1]]


async def test_erasing_while_messages_are_under_way_leaves_nothing_and_breaks_nothing(
    tmp_path: Path, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        neighbour() as engine,
        gateway(settings(tmp_path, database_url, engine_url=engine.address)) as (app, client),
    ):
        for _ in range(6):
            address, own = await begun(client)
            said = [
                client.post(f"{address}/messages", json={"text": f"hello {number}"}, headers=own) for number in range(3)
            ]
            answers = await asyncio.gather(*said, client.delete(address, headers=own))
            assert answers[-1].status_code in (204, 401), answers[-1].text
            assert {answer.status_code for answer in answers[:-1]} <= {200, 401, 404}, [
                answer.text for answer in answers
            ]
        with app.state.sessions() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0
    # A turn whose conversation is gone ends so, and nothing else does.
    assert {record.getMessage().partition(",")[0] for record in caplog.records if record.exc_info} <= {"turn failed"}
