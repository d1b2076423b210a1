"""Starts a real django-helpdesk (from PyPI) with one queue and one agent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.desks.adapters import Access
from bot.supervisor import free_port
from tests.desks.real_desk import AGENT, Seen
from tests.desks.served import served

PASSWORD = "a long enough password"
MADE = f"""
import django; django.setup()
from django.contrib.auth import get_user_model
from helpdesk.models import Queue
get_user_model().objects.create_superuser({AGENT!r}, "agent@desk.example", {PASSWORD!r})
Queue.objects.create(title="Renewals", slug="renewals", allow_public_submission=True)
"""


@dataclass(frozen=True)
class Helpdesk:
    """The running desk."""

    address: str
    kind: str = "django-helpdesk"

    @property
    def access(self) -> Access:
        return Access(self.address, AGENT, PASSWORD, "1")

    def tickets(self, part: str) -> list[Seen]:
        rows = self._call("GET", params={"page_size": 100})["results"]
        return [_seen(row) for row in rows if part in row["title"]]

    def open_ticket(self, title: str) -> str:
        body = {"queue": 1, "title": title, "description": "we are late", "priority": 3}
        return str(self._call("POST", json=body)["id"])

    def _call(self, method: str, **more: Any) -> Any:
        answer = httpx.request(method, f"{self.address}/api/tickets/", auth=(AGENT, PASSWORD), timeout=60, **more)
        return answer.raise_for_status().json()


def _seen(row: dict[str, Any]) -> Seen:
    notes = "\n".join(note["comment"] for note in row["followup_set"] if not note["public"])
    said = "\n".join(note["comment"] for note in row["followup_set"] if note["public"])
    return Seen(
        str(row["id"]), row["submitter_email"] or "", "\n".join([row["title"], row["description"], said]), notes
    )


@contextmanager
def helpdesk(folder: Path) -> Iterator[Helpdesk]:
    """A django-helpdesk in a folder of its own."""
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
    address = f"http://127.0.0.1:{port}"
    with served(serve, environment, folder / "helpdesk.log", f"{address}/api/tickets/"):
        yield Helpdesk(address)
