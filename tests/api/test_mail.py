"""Codes by mail, through a real SMTP server in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx

from bot.ephemeral_stack import own_stack
from bot.supervisor import free_port
from tests.stack import TODAY, Chat


def test_a_code_comes_by_smtp_and_opens_the_contract(tmp_path: Path, trained_model: Path) -> None:
    port, kept = free_port(), tmp_path / "received.txt"
    with (
        kept.open("w") as out,
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "aiosmtpd",
                "-n",
                "-l",
                f"127.0.0.1:{port}",
                "-c",
                "aiosmtpd.handlers.Debugging",
                "stdout",
            ],
            stdout=out,
            env={"PYTHONUNBUFFERED": "1"},
        ) as server,
    ):
        try:
            with (
                own_stack(tmp_path, RENEWALS_TODAY=TODAY, SMTP_URL=f"smtp://127.0.0.1:{port}") as address,
                httpx.Client(base_url=address, timeout=60) as client,
            ):
                started = client.post("/api/v1/conversations", json={"language": "fr"}).json()
                chat = Chat(client, started["conversation_id"], started["token"])
                assert chat.reply("quand se termine le contrat C-700810 ?")["kind"] == "verify"
                until = time.monotonic() + 10
                while (
                    not (found := re.search(r"^\s*(\d{6})\s*$", kept.read_text(), re.MULTILINE))
                    and time.monotonic() < until
                ):
                    time.sleep(0.1)
                assert found, kept.read_text()
                assert "luc.peeters@ste-anne.example" in kept.read_text()
                assert chat.reply(found[1])["data"]["end_date"] == "2027-11-30"
        finally:
            server.terminate()
