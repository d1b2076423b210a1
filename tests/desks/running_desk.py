"""Starts a real help desk (django-helpdesk, from PyPI) with one queue and one agent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.supervisor import free_port

AGENT, PASSWORD = "agent", "a long enough password"
MADE = f"""
import django; django.setup()
from django.contrib.auth import get_user_model
from helpdesk.models import Queue
get_user_model().objects.create_superuser({AGENT!r}, "agent@desk.example", {PASSWORD!r})
Queue.objects.create(title="Renewals", slug="renewals", allow_public_submission=True)
"""


@contextmanager
def help_desk(folder: Path) -> Iterator[str]:
    """Its address."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent),
        "DJANGO_SETTINGS_MODULE": "helpdesk_site.settings",
        "HELPDESK_DATABASE": str(folder / "helpdesk.db"),
    }
    port = free_port()
    for program in (["-m", "django", "migrate", "--verbosity", "0"], ["-c", MADE]):
        subprocess.run([sys.executable, "-W", "ignore", *program], env=environment, check=True, capture_output=True)
    serve = [sys.executable, "-W", "ignore", "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (
        (folder / "helpdesk.log").open("wb") as log,
        subprocess.Popen(serve, env=environment, stdout=log, stderr=log) as running,
    ):
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/api/tickets/")
                    break
                except httpx.TransportError:
                    assert time.monotonic() < until, (folder / "helpdesk.log").read_text()
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(20)
