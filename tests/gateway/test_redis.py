"""Redis counts for all gateways and carries their signals; without it each goes on by itself, and nobody waits."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from limits import RateLimitItemPerMinute

from bot import counting
from bot.conversation.code_limits import CodeLimits
from bot.counting import Counters
from renewals.store.database import migrate
from tests.gateway.test_several_gateways import Two, arrived, begun, connected, say, transcript, until
from tests.gateway_within import gateway, settings
from tests.postgres import empty_database
from tests.redis_server import RedisServer, redis_server

pytestmark = pytest.mark.usefixtures("programs")
LIMIT = RateLimitItemPerMinute(4)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server(tmp_path) as running:
        yield running


@pytest.fixture
def counters(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> tuple[Counters, Counters]:
    """Those of two gateways, which leave a server alone for 0.3 s."""
    monkeypatch.setattr(counting, "LEFT_ALONE", 0.3)
    return Counters(server.url, "secret"), Counters(server.url, "secret")


@pytest.fixture
async def two(tmp_path: Path, server: RedisServer, server_url: str) -> AsyncIterator[Two]:
    """Two gateways with Redis, whose engine is away: each message is answered with an apology."""
    url = empty_database(server_url)
    migrate(url)
    own = settings(tmp_path, url, redis_url=server.url, rate_limits="on")
    async with gateway(own) as one, gateway(own) as other:
        yield one, other


def test_what_one_gateway_counts_the_other_knows(counters: tuple[Counters, Counters]) -> None:
    one, other = counters
    assert [counts.hit(LIMIT, "who") for counts in (one, other, one, other, one)] == [True] * 4 + [False]
    assert not other.test(LIMIT, "who")
    assert other.test(LIMIT, "somebody else")
    assert 0 < other.resets_at(LIMIT, "who") - time.time() <= 60


def test_codes_for_one_address_are_counted_together(counters: tuple[Counters, Counters]) -> None:
    one, other = (CodeLimits(True, its) for its in counters)
    asked = [limits.may_mail("198.51.100.7", "claire@contoso.example") for limits in (one, other, one, other)]
    assert asked == [True, True, True, False]


def test_redis_is_told_no_network_and_no_address(server: RedisServer, counters: tuple[Counters, Counters]) -> None:
    CodeLimits(True, counters[0]).may_mail("198.51.100.7", "claire@contoso.example")
    kept = server.keys()
    assert len(kept) == 3
    assert [name for name in kept if "198.51" in name or "claire" in name] == []


def test_without_redis_each_gateway_counts_by_itself_and_together_once_it_is_back(
    server: RedisServer, counters: tuple[Counters, Counters]
) -> None:
    one, other = counters
    server.end()
    assert [counts.hit(LIMIT, "who") for counts in (one, other) for _ in range(5)] == ([True] * 4 + [False]) * 2
    server.start()
    time.sleep(0.4)
    assert [counts.hit(LIMIT, "who") for counts in (one, other, one, other, one)] == [True] * 4 + [False]


def test_nobody_waits_for_a_redis_that_hangs(server: RedisServer, counters: tuple[Counters, Counters]) -> None:
    one, _ = counters
    assert one.hit(LIMIT, "who")
    server.send(signal.SIGSTOP)
    before = time.monotonic()
    assert one.hit(LIMIT, "who")
    assert time.monotonic() - before < 1
    before = time.monotonic()
    for _ in range(50):
        one.hit(LIMIT, "others")
    # It is asked again each 0.3 s, here, and each time waited for at most as long as it may take.
    assert time.monotonic() - before < 1
    server.send(signal.SIGCONT)


async def test_what_is_said_through_one_arrives_live_at_the_other_through_redis(two: Two) -> None:
    (_, client), (other_app, _) = two
    chat = await begun(client)
    async with connected(other_app, chat[0]) as there:
        await until(lambda: other_app.state.following._signals.heard)
        for number in range(3):
            await say(client, chat, f"hello {number}")
        seen = await arrived(there, 6)
    assert [message["id"] for message in seen] == [message["id"] for message in await transcript(client, chat)]


@pytest.mark.parametrize("hangs", [False, True])
async def test_without_redis_messages_are_answered_and_arrive_at_the_other_a_little_later(
    two: Two, server: RedisServer, hangs: bool
) -> None:
    (_, client), (other_app, _) = two
    chat = await begun(client)
    async with connected(other_app, chat[0]) as there:
        if hangs:
            server.send(signal.SIGSTOP)
        else:
            server.end()
        before = time.monotonic()
        await say(client, chat, "hello")
        assert time.monotonic() - before < 8
        assert len(await arrived(there, 2)) == 2
        assert time.monotonic() - before < 30
        if hangs:
            server.send(signal.SIGCONT)
        else:
            server.start()
        await until(lambda: other_app.state.following._signals.heard)
        await say(client, chat, "hello again")
        assert len(await arrived(there, 2)) == 2


async def test_the_limit_of_one_conversation_holds_over_both_gateways(two: Two) -> None:
    (_, client), (_, other_client) = two
    chat = await begun(client)
    path = f"/api/v1/conversations/{chat[0]}/messages"
    sent = [
        (one.post(path, json={"text": f"hello {number}"}, headers=chat[1]))
        for number in range(12)
        for one in (client, other_client)
    ]
    told = [answer.status_code for answer in [await one for one in sent]]
    assert (told.count(200), told.count(429)) == (20, 4)
