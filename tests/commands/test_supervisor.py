"""What runs is looked after: a process that died or hangs is started again, one that is only busy or starting is let
be.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot import supervisor
from bot.supervisor import Process, free_port, run

pytestmark = pytest.mark.usefixtures("programs")

SERVER = textwrap.dedent("""
    import http.server, sys, time

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            # One thread, as the one loop of ours: what takes long keeps everybody waiting.
            if self.path.startswith("/busy/"):
                time.sleep(float(self.path.rsplit("/")[-1]))
            self.send_response(200)
            self.end_headers()

    time.sleep(float(sys.argv[2]))
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
""")


class LookedAfter:
    """One small server under the supervisor, on a port of its own."""

    def __init__(self, folder: Path, starts_within: float = 0.0) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-c", SERVER, str(port), str(starts_within)]
        self.process = Process("helper", command, {}, f"{self.address}/", folder / "helper.log")
        self.said: list[str] = []
        self._folder, self._ready = folder, asyncio.Event()

    async def __aenter__(self) -> LookedAfter:
        self._running = asyncio.create_task(run([self.process], self._folder, self.said.append, self._ready.set))
        await asyncio.wait_for(self._ready.wait(), 20)
        return self

    async def __aexit__(self, *_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(self._running, 20)

    @property
    def pid(self) -> int:
        assert self.process.running is not None
        return self.process.running.pid

    async def answers_within(self, seconds: float) -> float:
        started = time.monotonic()
        async with httpx.AsyncClient(timeout=0.3) as client:
            while time.monotonic() - started < seconds:
                try:
                    await client.get(self.address)
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)
                else:
                    return time.monotonic() - started
        raise AssertionError(f"no answer within {seconds} s")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, float], None]:
    """Shorter limits, so that the tests are short;
    what they are in the product is tried in tests/api/test_trouble.py.
    """
    for name, seconds in {"ASKED_EVERY": 0.2, "ANSWERS_WITHIN": 0.4, "PATIENCE_WITH_A_HUNG_ONE": 0.3}.items():
        monkeypatch.setattr(supervisor, name, seconds)
    return lambda name, seconds: monkeypatch.setattr(supervisor, name, seconds)


@pytest.mark.usefixtures("quick")
async def test_a_process_that_hangs_is_ended_and_started_again_with_a_sentence(tmp_path: Path) -> None:
    async with LookedAfter(tmp_path) as server:
        hung = server.pid
        os.kill(hung, signal.SIGSTOP)
        await server.answers_within(10)
        assert server.pid != hung
        assert [said for said in server.said if "The helper does not answer" in said and "helper.log" in said]


@pytest.mark.usefixtures("quick")
async def test_a_process_that_hangs_again_is_started_again_again(tmp_path: Path) -> None:
    async with LookedAfter(tmp_path) as server:
        for _ in range(2):
            os.kill(server.pid, signal.SIGSTOP)
            await server.answers_within(12)
            # The supervisor has seen it answer as well: from then on it no longer counts as starting.
            await asyncio.sleep(0.5)
        assert len(server.said) == 2


@pytest.mark.usefixtures("quick")
async def test_a_process_that_died_is_started_again_with_a_sentence(tmp_path: Path) -> None:
    async with LookedAfter(tmp_path) as server:
        os.kill(server.pid, signal.SIGKILL)
        await server.answers_within(10)
        assert [said for said in server.said if "The helper ended (-9)" in said]


@pytest.mark.usefixtures("quick")
async def test_a_busy_process_is_let_be(tmp_path: Path) -> None:
    async with LookedAfter(tmp_path) as server:
        busy = server.pid
        async with httpx.AsyncClient(timeout=5) as client:
            # Two checks in a row fail meanwhile; again and again, with an answer in between.
            for _ in range(3):
                await client.get(f"{server.address}/busy/0.9")
                await asyncio.sleep(0.7)
        assert (server.pid, server.said) == (busy, [])


async def test_a_process_is_not_taken_to_hang_while_it_starts_again(
    tmp_path: Path, quick: Callable[[str, float], None]
) -> None:
    quick("FAILURES_IN_A_ROW", 1)
    async with LookedAfter(tmp_path, starts_within=2.5) as server:
        os.kill(server.pid, signal.SIGKILL)
        await server.answers_within(12)
        assert len(server.said) == 1


async def test_a_process_that_hangs_while_it_starts_again_is_started_once_more(
    tmp_path: Path, quick: Callable[[str, float], None]
) -> None:
    quick("LONGEST_START", 3.0)
    async with LookedAfter(tmp_path, starts_within=1.5) as server:
        os.kill(server.pid, signal.SIGKILL)
        # It has been started again by then, and does not yet answer.
        await asyncio.sleep(1.3)
        os.kill(server.pid, signal.SIGSTOP)
        await server.answers_within(20)
        assert ["ended" in said for said in server.said] == [True, False]


def test_a_busy_engine_is_let_be_longer_than_a_message_takes_and_a_hung_process_is_noticed_within_fifteen_seconds() -> (
    None
):
    """The limits of the product: the longest that a loop may stand still without being ended, and the longest until it
    is.
    """
    between, at_most = (
        supervisor.ASKED_EVERY * (supervisor.FAILURES_IN_A_ROW - 1),
        supervisor.ANSWERS_WITHIN * supervisor.FAILURES_IN_A_ROW,
    )
    assert between + at_most >= 12
    assert supervisor.ASKED_EVERY + between + at_most <= 15
