"""The gateway's server: who holds a connection without saying anything is cut off, and proxies are believed as far as
they are trusted.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot import limits, serving
from bot.supervisor import free_port
from renewals.store.database import migrate
from tests.gateway_within import settings

pytestmark = pytest.mark.usefixtures("programs")


@asynccontextmanager
async def served(folder: Path, **more: object) -> AsyncIterator[int]:
    """A gateway behind its own server; its port."""
    chosen = settings(folder, f"sqlite:///{folder / 'renewals.db'}", port=free_port(), **more)
    migrate(chosen.database_url)
    server = serving.server(chosen, log_config=None)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    try:
        yield chosen.port
    finally:
        server.should_exit = True
        await running


async def until_cut_off(port: int, said: bytes, further: bytes = b"") -> tuple[float, bytes]:
    """Says something and holds the connection, saying a little more again and again; how long it was held, and what
    came back.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun, answer = time.monotonic(), b""
    writer.write(said)
    try:
        async with asyncio.timeout(15):
            while True:
                try:
                    came = await asyncio.wait_for(reader.read(1000), 0.2)
                except TimeoutError:
                    writer.write(further)
                    continue
                if not came:
                    break
                answer += came
    except ConnectionError:
        pass
    writer.close()
    return time.monotonic() - begun, answer


@pytest.mark.parametrize("said", [b"", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: "])
async def test_a_request_whose_headers_never_end_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(serving, "HEADERS_WITHIN", 1.0)
    async with served(tmp_path) as port:
        held, answer = await until_cut_off(port, said, b"x" if said else b"")
        assert answer == b""
        assert 0.9 < held < 10


async def test_a_second_request_of_a_connection_has_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "HEADERS_WITHIN", 1.0)
    async with served(tmp_path) as port:
        whole = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
        held, answer = await until_cut_off(port, whole + b"GET /healthz HTTP/1.1\r\nX: ", b"x")
        assert answer.count(b"200 OK") == 1
        assert 0.9 < held < 10


async def test_a_body_that_never_ends_is_told_so_and_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_WITHIN", 1.0)
    async with served(tmp_path) as port:
        begun = (
            b"POST /api/v1/conversations HTTP/1.1\r\nHost: a\r\nContent-Type: "
            b"application/json\r\nContent-Length: 5000\r\n\r\n{"
        )
        held, answer = await until_cut_off(port, begun, b" ")
        assert b" 408 " in answer.split(b"\r\n", 1)[0]
        assert b"too-slow" in answer
        assert 0.9 < held < 10


async def test_an_ordinary_request_is_served(tmp_path: Path) -> None:
    async with served(tmp_path) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.post("/api/v1/conversations", json={"language": "en"})).status_code == 201


@pytest.mark.parametrize(("trusted", "statuses"), [("127.0.0.1", [201] * 32), ("10.0.0.0/8", [201] * 30 + [429] * 2)])
async def test_what_a_proxy_says_counts_where_it_is_trusted(tmp_path: Path, trusted: str, statuses: list[int]) -> None:
    async with served(tmp_path, rate_limits="on", trusted_proxies=trusted) as port, httpx.AsyncClient() as client:
        told = [{"X-Forwarded-For": f"192.0.2.9, 198.51.100.{number}"} for number in range(32)]
        said = [
            (await client.post(f"http://127.0.0.1:{port}/api/v1/conversations", headers=headers)).status_code
            for headers in told
        ]
    assert said == statuses


async def test_what_is_no_address_of_a_proxy_is_refused_with_a_sentence(tmp_path: Path) -> None:
    assert "RENEWALS_TRUSTED_PROXIES" in (settings(tmp_path, "", trusted_proxies="proxy.internal").wrong or "")
    assert settings(tmp_path, "", trusted_proxies="10.0.0.0/8 ::1").wrong is None


def test_an_idle_connection_is_kept_longer_than_a_proxy_keeps_it(tmp_path: Path) -> None:
    chosen = settings(tmp_path, f"sqlite:///{tmp_path / 'renewals.db'}", port=free_port())
    assert serving.server(chosen, log_config=None).config.timeout_keep_alive == serving.IDLE_CONNECTIONS_FOR
