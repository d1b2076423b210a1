"""A server of others for the time of some tests."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

STARTS_WITHIN_SECONDS = 60


@contextmanager
def served(command: Sequence[str], environment: Mapping[str, str], log: Path, address: str) -> Iterator[None]:
    """The server answers at the address from here on, and is ended in the end. What it says goes to the log.

    Raises AssertionError with what it said, where it does not answer.
    """
    with (
        log.open("wb") as said,
        subprocess.Popen(command, env=environment, stdout=said, stderr=said) as running,
    ):
        try:
            until = time.monotonic() + STARTS_WITHIN_SECONDS
            while True:
                try:
                    httpx.get(address)
                    break
                except httpx.TransportError:
                    alive = running.poll() is None and time.monotonic() < until
                    assert alive, log.read_text(encoding="utf-8", errors="replace")
                    time.sleep(0.2)
            yield
        finally:
            running.terminate()
            running.wait(20)
