"""Brings up the whole product beside whatever else runs: for evaluations, benchmarks and tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from bot.settings import ROOT
from bot.supervisor import DidNotStart, free_port

LONGEST_START = 420.0


@contextmanager
def own_stack(folder: Path, port: int | None = None, **settings: str) -> Iterator[str]:
    """The product on a port (a free one by default) and in a folder of its own, without rate limits; gives its address,
    and ends it in the end.

    `settings` are further variables of the environment (RENEWALS_TODAY="2026-11-23").
    """
    port = port or free_port()
    own = {
        "RENEWALS_PORT": str(port),
        "RENEWALS_VAR": str(folder),
        "RENEWALS_RATE_LIMITS": "off",
        "RENEWALS_DATABASE_URL": "",
        "RENEWALS_ENGINE_DATABASE_URL": "",
    }
    address = f"http://127.0.0.1:{port}"
    with (
        (folder / "up.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "bot", "up"],
            cwd=ROOT,
            env={**os.environ, **own, **settings},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        ) as running,
    ):
        try:
            _wait(address, running, folder / "up.log")
            yield address
        finally:
            running.send_signal(signal.SIGINT)
            try:
                running.wait(timeout=40)
            except subprocess.TimeoutExpired:
                running.kill()


def _wait(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and running.poll() is None:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/readyz", timeout=2).status_code == 200:
                return
        time.sleep(0.2)
    raise DidNotStart(f"The product did not start. It said:\n{log.read_text()[-2000:]}")
