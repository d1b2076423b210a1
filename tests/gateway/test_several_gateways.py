"""Several gateways on one PostgreSQL database: order, live connections, and what each does once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from bot.conversation import following
from bot.conversation.live_hub import Listener
from renewals.store import leases, lookers
from renewals.store.tables import Lease, Looker
from tests.gateway_within import gateway, settings
from tests.postgres import empty_database

Two = tuple[tuple[FastAPI, httpx.AsyncClient], tuple[FastAPI, httpx.AsyncClient]]


@pytest.fixture
async def two(tmp_path: Path, server_url: str, migrated_database: str) -> AsyncIterator[Two]:
    """Two gateways whose engine is away: each message is answered with an apology."""
    url = empty_database(server_url, migrated_database)
    async with gateway(settings(tmp_path, url)) as one, gateway(settings(tmp_path, url)) as other:
        yield one, other


async def begun(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    told = (await client.post("/api/v1/conversations", json={})).json()
    return told["conversation_id"], {"Authorization": f"Bearer {told['token']}"}


async def say(client: httpx.AsyncClient, chat: tuple[str, dict[str, str]], text: str, **more: str) -> dict[str, Any]:
    path = f"/api/v1/conversations/{chat[0]}/messages"
    answer = await client.post(path, json={"text": text, **more}, headers=chat[1])
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def transcript(client: httpx.AsyncClient, chat: tuple[str, dict[str, str]]) -> list[dict[str, Any]]:
    told = await client.get(f"/api/v1/conversations/{chat[0]}/messages", headers=chat[1])
    messages: list[dict[str, Any]] = told.json()["messages"]
    return messages


@asynccontextmanager
async def connected(app: FastAPI, conversation_id: str) -> AsyncIterator[Listener]:
    """Somebody who looks at a conversation through a gateway."""
    with app.state.live.subscribe(conversation_id) as queue:
        await app.state.following.begin(conversation_id)
        await app.state.conversations.seen(conversation_id)
        yield queue
    await app.state.conversations.seen(conversation_id)


async def arrived(queue: Listener, count: int) -> list[dict[str, Any]]:
    """The next messages that arrive."""
    messages: list[dict[str, Any]] = []
    async with asyncio.timeout(60):
        while len(messages) < count:
            event = await queue.get()
            if event["type"] == "message":
                messages.append(event["message"])
    return messages


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)


async def test_what_is_said_through_one_arrives_live_at_the_other_once_and_in_order(two: Two) -> None:
    (app, client), (other_app, other_client) = two
    chat = await begun(client)
    async with connected(other_app, chat[0]) as there, connected(app, chat[0]) as here:
        for number in range(4):
            await say((client, other_client)[number % 2], chat, f"hello {number}")
        seen = [await arrived(queue, 8) for queue in (there, here)]
        await asyncio.sleep(0.5)
        later = [queue.get_nowait()["type"] for queue in (there, here) for _ in range(queue.qsize())]
        assert "message" not in later
    said = [message["id"] for message in await transcript(client, chat)]
    assert [[message["id"] for message in messages] for messages in seen] == [said, said]


async def test_a_message_sent_to_both_is_kept_and_answered_once(two: Two) -> None:
    (_, client), (_, other_client) = two
    chat = await begun(client)
    answers = await asyncio.gather(
        *[say(one, chat, "hello", message_id="the-same") for one in (client, other_client, client, other_client)]
    )
    assert len({answer["replies"][0]["id"] for answer in answers}) == 1
    assert [message["speaker"] for message in await transcript(client, chat)] == ["customer", "assistant"]


async def test_messages_of_one_conversation_through_both_are_answered_in_order(two: Two) -> None:
    (_, client), (_, other_client) = two
    chat = await begun(client)
    await asyncio.gather(*[say((client, other_client)[number % 2], chat, f"hello {number}") for number in range(10)])
    said = await transcript(client, chat)
    asked = [message["id"] for message in said if message["speaker"] == "customer"]
    assert [message["answers"] for message in said if message["speaker"] == "assistant"] == asked


async def test_what_was_said_while_no_signal_came_through_follows(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    (app, client), (other_app, _) = two
    chat = await begun(client)
    async with connected(other_app, chat[0]) as there:
        monkeypatch.setattr(app.state.live._signals, "send", lambda signal: None)
        await say(client, chat, "hello")
        await other_app.state.following.look()
        assert [message["speaker"] for message in await arrived(there, 2)] == ["customer", "assistant"]


async def test_a_gateway_whose_signals_are_cut_off_hears_them_again_and_looks_what_it_missed(two: Two) -> None:
    (app, client), (other_app, _) = two
    chat = await begun(client)

    def cut() -> int:
        with app.state.sessions() as session:
            ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like 'LISTEN%'"
            count: int = session.scalar(sa.text(ended))
            return count

    async with connected(other_app, chat[0]) as there:
        await until(lambda: cut() > 0)
        await say(client, chat, "hello")
        assert [message["speaker"] for message in await arrived(there, 2)] == ["customer", "assistant"]
        await say(client, chat, "hello again")
        assert [message["speaker"] for message in await arrived(there, 2)] == ["customer", "assistant"]


async def test_who_looks_through_one_is_known_to_the_other_until_they_leave_or_their_gateway_is_gone(two: Two) -> None:
    (app, client), (other_app, _) = two
    chat = await begun(client)

    def known(by: FastAPI) -> bool:
        with by.state.sessions() as session:
            looks: bool = by.state.live.somebody_looks(session, chat[0])
            return looks

    async with connected(other_app, chat[0]):
        assert (known(app), known(other_app)) == (True, True)
        with app.state.sessions.begin() as session:
            session.execute(sa.update(Looker).values(until=Looker.until - lookers.LASTS_SECONDS))
        assert not known(app)
        await other_app.state.following.look()
        assert known(app)
    assert (known(app), known(other_app)) == (False, False)


async def test_what_is_erased_through_one_is_told_by_the_other(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    (app, client), (other_app, _) = two
    chat = await begun(client)

    async def forgets(conversation_id: str) -> None:
        pass

    monkeypatch.setattr(app.state.engine, "erase", forgets)
    async with connected(other_app, chat[0]) as there:
        assert (await client.delete(f"/api/v1/conversations/{chat[0]}", headers=chat[1])).status_code == 204
        async with asyncio.timeout(60):
            assert (await there.get())["type"] == "erased"


async def test_one_that_starts_beside_another_frees_none_of_its_leases(tmp_path: Path, server_url: str) -> None:
    url = empty_database(server_url)
    async with gateway(settings(tmp_path, url)) as (app, _):
        with app.state.sessions.begin() as session:
            (held,) = leases.take(session, "test", ["q"])
        async with gateway(settings(tmp_path, url)):
            with app.state.sessions.begin() as session:
                leases.keep(session, held)
    async with gateway(settings(tmp_path, url)) as (app, _):
        with app.state.sessions() as session:
            lease = session.scalars(sa.select(Lease).where(Lease.kind == "test")).one()
            assert lease.fence > held.fence


def test_a_look_comes_often_enough_for_who_looks_to_be_believed_meanwhile() -> None:
    assert following.LOOKS_EVERY * 2 < lookers.LASTS_SECONDS
