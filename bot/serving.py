"""Serves the gateway: a request must come within its time, and no more connections are taken than this process may have
open.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import sys
from typing import Any

import uvicorn
from pydantic import ValidationError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.app import build
from bot.setting_names import refused_settings
from bot.settings import Settings
from protocol.telemetry import log_lines, spans

# From the first byte, or from the connection, to the end of the headers.
HEADERS_WITHIN = 15.0
# Longer than a proxy keeps an idle connection (nginx 60 s, and deploy/compose/Caddyfile): who closes second gets no
# request on a connection that is closed meanwhile.
IDLE_CONNECTIONS_FOR = 75
# Of the files that this process may have open, these are for everything but connections.
KEPT_FREE = 200
LARGEST_LIVE_MESSAGE = 32 * 1024


class TimedHttp(HttpToolsProtocol):
    """HTTP whose headers must arrive within a time; uvicorn itself waits for ever."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEADERS_WITHIN, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def most_connections() -> int:
    """How many connections this process takes: as many as it may have files open, but for some.

    Beyond them uvicorn answers 503.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return max(KEPT_FREE, soft - KEPT_FREE)


def server(settings: Settings, **more: Any) -> uvicorn.Server:
    """The gateway's server for these settings; `more` goes to uvicorn."""
    return uvicorn.Server(
        uvicorn.Config(
            build(settings),
            host=settings.host,
            port=settings.port,
            http=TimedHttp,
            access_log=False,
            ws_max_size=LARGEST_LIVE_MESSAGE,
            timeout_keep_alive=IDLE_CONNECTIONS_FOR,
            limit_concurrency=most_connections(),
            # The application has this itself, behind what looks whether a proxy is trusted (bot/app.py).
            proxy_headers=False,
            **more,
        )
    )


def main() -> None:
    try:
        settings = Settings()
    except ValidationError as refused:
        sys.exit("\n".join(refused_settings(refused)))
    if settings.wrong:
        sys.exit(settings.wrong)
    log_lines.install("gateway", settings.log_format)
    spans.record("gateway", settings.traces_url)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
    server(settings, log_config=None).run()


if __name__ == "__main__":
    main()
