"""Stands between the product and its Slack: passes every call on, and can refuse, delay or change what comes back.

It keeps what was called.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.supervisor import free_port

Change = Callable[[dict[str, str], dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Call:
    """A call of Slack's Web API: its method, what it was called with, and with which token."""

    method: str
    values: dict[str, Any]
    token: str | None


@dataclass
class Proxy:
    """What is to go wrong, and what was called."""

    address: str = ""
    target: str = ""
    calls: list[Call] = field(default_factory=list)
    _faults: dict[str, deque[Callable[[], Awaitable[Response]] | None]] = field(default_factory=dict)
    _changes: dict[str, Change] = field(default_factory=dict)
    _late: dict[str, float] = field(default_factory=dict)

    def fail(self, method: str, times: int = 1, status: int = 500, **headers: str) -> None:
        """The next calls of a method are answered with an error's status."""
        body = {"ok": False, "error": "ratelimited" if status == 429 else "internal_error"}

        async def answer() -> Response:
            return JSONResponse(body, status, {name.replace("_", "-"): value for name, value in headers.items()})

        self._plan(method, times, answer)

    def arrive_and_fail(self, method: str, times: int = 1) -> None:
        """The next calls of a method arrive, and their answers get lost."""
        self._plan(method, times, None)

    def arrive_and_hang(self, method: str, seconds: float) -> None:
        """The next call of a method arrives, and its answer comes late."""
        self._late[method] = seconds

    def hang(self, method: str, seconds: float, times: int = 1) -> None:
        """The next calls of a method are answered late, and with an error."""

        async def answer() -> Response:
            await asyncio.sleep(seconds)
            return JSONResponse({"ok": False, "error": "request_timeout"}, 503)

        self._plan(method, times, answer)

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """The next calls of a method are answered with one of Slack's own errors."""

        async def answer() -> Response:
            return JSONResponse({"ok": False, "error": error})

        self._plan(method, times, answer)

    def reset(self, method: str, times: int = 1) -> None:
        """The connections of the next calls of a method are cut off without an answer."""

        async def answer() -> Response:
            return _CutOff()

        self._plan(method, times, answer)

    def change(self, method: str, change: Change) -> None:
        """What a method answers goes through a function: (what it was called with, what Slack said) -> what is said
        instead.
        """
        self._changes[method] = change

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call.values for call in self.calls if call.method == method]

    def calm(self) -> None:
        """Nothing goes wrong any more, and nothing was called."""
        self.calls.clear()
        self._faults.clear()
        self._changes.clear()
        self._late.clear()

    def _plan(self, method: str, times: int, answer: Any) -> None:
        self._faults.setdefault(method, deque()).extend([answer] * times)

    async def handle(self, request: Request) -> Response:
        method, body = request.path_params["method"], await request.body()
        values = _values(request, body)
        self.calls.append(
            Call(method, values, request.headers.get("authorization", "").removeprefix("Bearer ") or None)
        )
        planned = self._faults.get(method)
        loses_answer = False
        if planned:
            fault = planned.popleft()
            loses_answer = fault is None
            if fault:
                return await fault()
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in ("host", "content-length", "accept-encoding")
        }
        client: httpx.AsyncClient = request.state.client
        answer = await client.request(
            request.method, f"{self.target}/api/{method}", params=request.query_params, content=body, headers=headers
        )
        await asyncio.sleep(self._late.pop(method, 0.0))
        if loses_answer:
            return JSONResponse({"ok": False, "error": "internal_error"}, 500)
        if method in self._changes:
            return JSONResponse(self._changes[method](values, answer.json()))
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))


class _CutOff(Response):
    """An answer that never begins: the server closes the connection, for it has promised more than it sends."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"1000"), (b"content-type", b"application/json")],
            }
        )
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionResetError


def _values(request: Request, body: bytes) -> dict[str, Any]:
    if "json" in request.headers.get("content-type", ""):
        read: dict[str, Any] = json.loads(body or b"{}")
        return read
    return {**dict(request.query_params), **dict(parse_qsl(body.decode("utf-8", "replace")))}


@contextmanager
def proxy_before(target: str) -> Iterator[Proxy]:
    """A proxy in front of a Slack; `address` takes the place of its own."""
    port = free_port()
    proxy = Proxy(f"http://127.0.0.1:{port}", target)

    @asynccontextmanager
    async def connected(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with httpx.AsyncClient(timeout=60, transport=httpx.AsyncHTTPTransport(verify=False)) as client:
            yield {"client": client}

    app = Starlette(routes=[Route("/api/{method:path}", proxy.handle, methods=["GET", "POST"])], lifespan=connected)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", timeout_keep_alive=60))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.02)
    try:
        yield proxy
    finally:
        server.should_exit = True
        thread.join(10)
