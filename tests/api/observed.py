"""A product whose logs, traces and mails the tests look at, started once for all of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.ephemeral_stack import own_stack
from bot.settings import ROOT
from bot.supervisor import free_port
from tests.otlp_collector import Collector, collector
from tests.stack import API_KEY, IDENTITY_SECRET, TODAY, Stack


@dataclass(frozen=True)
class Observed:
    """The product, which logs JSON and fails where a message asks for it (tests/planted_failures); what its traces go
    to; and the file that holds the mails which it has sent.
    """

    stack: Stack
    traces: Collector
    mails: Path


@contextmanager
def observed_product(folder: Path) -> Iterator[Observed]:
    """Starts it, and all that it sends to; ends both in the end."""
    mails = folder / "mails.txt"
    with _mail_server(mails) as smtp_url, collector() as traces:
        own: dict[str, Any] = {
            "RENEWALS_TODAY": TODAY,
            "RENEWALS_LOG_FORMAT": "json",
            "RENEWALS_TRACES_URL": traces.url,
            "RENEWALS_API_KEYS": API_KEY,
            "RENEWALS_IDENTITY_SECRET": IDENTITY_SECRET,
            "SMTP_URL": smtp_url,
            "PYTHONPATH": str(ROOT / "tests" / "planted_failures"),
        }
        with own_stack(folder, **own) as address, httpx.Client(base_url=address, timeout=60) as client:
            yield Observed(Stack(address, folder, client), traces, mails)


@contextmanager
def _mail_server(mails: Path) -> Iterator[str]:
    """A real SMTP server in a process of its own, which writes what it takes into a file; its address."""
    address = f"127.0.0.1:{free_port()}"
    keeping = ["-m", "aiosmtpd", "-n", "-l", address, "-c", "aiosmtpd.handlers.Debugging", "stdout"]
    with (
        mails.open("w") as out,
        subprocess.Popen([sys.executable, *keeping], stdout=out, env={"PYTHONUNBUFFERED": "1"}) as server,
    ):
        try:
            yield f"smtp://{address}"
        finally:
            server.terminate()
