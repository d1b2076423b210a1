"""Requests that a process of ours serves: each belongs to a trace, and is logged when it has been answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from protocol.telemetry import spans, trace
from protocol.telemetry.log_lines import told

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

logger = logging.getLogger(__name__)
REQUEST_ID = b"x-request-id"
# What asks each second whether the process lives, and files.
UNTRACED = ("/health", "/readyz", "/metrics", "/static/")


class Traced:
    """An ASGI application whose requests each have a trace: the one that a trusted client tells, else a new one.

    The answer tells its id (`X-Request-ID`). The log names the route and never the path, which may hold anything.
    """

    def __init__(self, app: Application, trusts: Callable[[Scope], bool]) -> None:
        """`trusts`: whether what a request's headers tell of its trace is taken."""
        self._app, self._trusts = app, trusts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        # It stays after the answer: the server logs what failed after it.
        begun = trace.begin(trace.told(headers_of(scope)) if self._trusts(scope) else None)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(UNTRACED):
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (REQUEST_ID, begun.trace_id.encode())]
            await send(message)

        with spans.span(scope["method"], spans.SERVES) as span:
            await self._app(scope, receive, tell)
            route = getattr(scope.get("route"), "path", None)
            about: dict[str, Any] = {"http.request.method": scope["method"], "http.route": route}
            span.told(f"{scope['method']} {route or ''}".strip(), **about, **{"http.response.status_code": status})
        _log(scope, route, status, time.perf_counter() - started)


def headers_of(scope: Scope) -> dict[str, str]:
    """A request's headers by their names in small letters; of one that comes twice the last."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}


def _log(scope: Scope, route: str | None, status: int, seconds: float) -> None:
    # Pages and what is read again and again are no news.
    level = logging.INFO if (route and scope["method"] != "GET") or status >= 500 else logging.DEBUG
    logger.log(
        level, "answered", extra=told(method=scope["method"], route=route, status=status, ms=round(seconds * 1e3))
    )
