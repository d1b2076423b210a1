"""/readyz says which part does not work, whoever asks and however many."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot import readiness
from tests.gateway_within import NOWHERE, Neighbour, gateway, neighbour, settings

pytestmark = pytest.mark.usefixtures("programs")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """These machines are shared: what works may take a little longer here."""
    monkeypatch.setattr(readiness, "ANSWERS_WITHIN", 3.0)


@asynccontextmanager
async def ready(
    folder: Path, database_url: str
) -> AsyncIterator[tuple[httpx.AsyncClient, Neighbour, Neighbour, sa.Engine]]:
    """A gateway all of whose parts work: a client of it, its engine, its actions, and its database's connections."""
    async with neighbour() as engine, neighbour() as actions:
        chosen = settings(folder, database_url, engine_url=engine.address, actions_url=f"{actions.address}/webhook")
        async with gateway(chosen) as (app, client):
            assert (await client.get("/readyz")).json() == {"status": "ready"}
            await a_second()
            yield client, engine, actions, app.state.sessions.kw["bind"]


async def a_second() -> None:
    """An answer is kept that long."""
    await asyncio.sleep(1.1)


async def down(client: httpx.AsyncClient) -> list[str]:
    """What is said not to work, within the time that one who asks may wait."""
    started = time.monotonic()
    answer = await client.get("/readyz")
    assert time.monotonic() - started < 10
    assert (answer.status_code == 503) == ("down" in answer.json())
    found: list[str] = answer.json().get("down", [])
    return found


async def test_actions_that_hang_are_named(tmp_path: Path, database_url: str) -> None:
    async with ready(tmp_path, database_url) as (client, _, actions, _connections):
        actions.hangs = True
        assert await down(client) == ["actions"]
        actions.hangs = False
        await a_second()
        assert await down(client) == []


async def test_an_engine_that_hangs_is_named(tmp_path: Path, database_url: str) -> None:
    async with ready(tmp_path, database_url) as (client, engine, _, _connections):
        engine.hangs = True
        assert await down(client) == ["engine"]


async def test_all_that_is_away_is_named(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url, engine_url=NOWHERE, actions_url=NOWHERE)) as (_, client):
        assert await down(client) == ["engine", "actions"]


async def test_a_database_that_can_be_read_but_not_written_is_named(tmp_path: Path, database_url: str) -> None:
    async with ready(tmp_path, database_url) as (client, _, _, connections):
        read_only = (
            "PRAGMA query_only = on"
            if connections.dialect.name == "sqlite"
            else "set default_transaction_read_only = on"
        )

        def from_now_on(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute(read_only)
            connection.commit()

        sa.event.listen(connections, "checkout", from_now_on)
        assert (
            await client.get("/api/v1/conversations/none/messages", headers={"Authorization": "Bearer t"})
        ).status_code == 401
        assert await down(client) == ["database"]


@contextmanager
def no_file_grows(file: Path) -> Iterator[None]:
    """For this process no file grows beyond the size of one: the operating system refuses the write,
    as on a full disk.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_disk_that_takes_no_more_is_noticed(tmp_path: Path) -> None:
    async with ready(tmp_path, f"sqlite:///{tmp_path / 'renewals.db'}") as (client, _, _, _connections):
        with no_file_grows(tmp_path / "renewals.db-wal"):
            assert (
                await client.get("/api/v1/conversations/none/messages", headers={"Authorization": "Bearer t"})
            ).status_code == 401
            assert await down(client) == ["database"]
        await a_second()
        assert await down(client) == []


async def test_a_locked_database_is_named_in_time_and_holds_no_more_than_one_check(tmp_path: Path) -> None:
    async with ready(tmp_path, f"sqlite:///{tmp_path / 'renewals.db'}") as (client, _, _, connections):
        begun: list[str] = []
        sa.event.listen(connections, "before_cursor_execute", lambda *told: begun.append(told[2]))
        with closing(sqlite3.connect(tmp_path / "renewals.db", isolation_level=None)) as somebody:
            somebody.execute("BEGIN EXCLUSIVE")
            assert await down(client) == ["database"]
            await a_second()
            assert await down(client) == ["database"]
        assert len([statement for statement in begun if "heartbeats" in statement]) <= 2
        await asyncio.sleep(6)
        assert await down(client) == []


async def test_fifty_who_ask_at_once_make_one_check(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ready(tmp_path, database_url) as (client, engine, actions, connections):
        engine.asked.clear()
        actions.asked.clear()
        begun: list[str] = []
        sa.event.listen(connections, "before_cursor_execute", lambda *told: begun.append(told[2]))
        said = await asyncio.gather(*(client.get("/readyz") for _ in range(50)))
        # A busy machine may take more than a second for what follows.
        monkeypatch.setattr(readiness, "KEPT_SECONDS", 60.0)
        said += [await client.get("/readyz") for _ in range(50)]
        assert {answer.status_code for answer in said} == {200}
        # The gateway's other work writes as well: only what the check writes is counted.
        beats = [statement for statement in begun if statement.startswith("UPDATE heartbeats")]
        assert (len(engine.asked), len(actions.asked), len(beats)) == (1, 1, 1)
        assert actions.asked == ["/health"]


@pytest.mark.parametrize("missing", ["database", "engine", "actions"])
async def test_the_description_of_the_api_tells_what_is_said(tmp_path: Path, missing: str) -> None:
    async with gateway(settings(tmp_path, f"sqlite:///{tmp_path / 'renewals.db'}")) as (_, client):
        told = (await client.get("/openapi.json")).json()["paths"]["/readyz"]["get"]["responses"]["503"]
        assert missing in str(told)
