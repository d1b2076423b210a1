"""Speaks to the running product as its clients do."""

from __future__ import annotations

import email
import re
import time
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import Any

import httpx
import jwt

TODAY = "2026-11-23"
API_KEY = "ticket-form-key"
# A site with a ticket form on a public page.
SHOP, SHOP_KEY = "https://shop.example", "shop"
IDENTITY_SECRET = "a-secret-of-the-host-site-for-the-tests-only"


@dataclass(frozen=True)
class Chat:
    """One conversation with the running product."""

    client: httpx.Client
    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, text: object, **more: object) -> httpx.Response:
        return self.client.post(
            f"/api/v1/conversations/{self.id}/messages", json={"text": text, **more}, headers=self.headers
        )

    def say(self, text: str, **more: object) -> dict[str, Any]:
        answer = self.post(text, **more)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def reply(self, text: str) -> dict[str, Any]:
        """The last reply to a text."""
        last: dict[str, Any] = self.say(text)["replies"][-1]
        return last

    def explained(self, text: str, key: str = API_KEY) -> dict[str, Any]:
        """How a text was understood, as a holder of the API key is told."""
        headers = {**self.headers, "X-API-Key": key}
        answer = self.client.post(
            f"/api/v1/conversations/{self.id}/messages", json={"text": text}, headers=headers, params={"explain": 1}
        )
        assert answer.status_code == 200, answer.text
        understood: dict[str, Any] = answer.json()["understood"]
        return understood

    def send_file(self, name: str, content: bytes, **parameters: str) -> httpx.Response:
        return self.client.post(
            f"/api/v1/conversations/{self.id}/files",
            params={"name": name, **parameters},
            content=content,
            headers=self.headers,
        )

    def transcript(self, **parameters: str) -> list[dict[str, Any]]:
        answer = self.client.get(f"/api/v1/conversations/{self.id}/messages", params=parameters, headers=self.headers)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


@dataclass(frozen=True)
class Stack:
    """The running product: its address, and the folder of its files."""

    address: str
    folder: Path
    client: httpx.Client

    def chat(self, **body: object) -> Chat:
        started = self.client.post("/api/v1/conversations", json=body)
        assert started.status_code == 201, started.text
        return Chat(self.client, started.json()["conversation_id"], started.json()["token"])

    def chat_as(self, address: str, **body: object) -> Chat:
        """A conversation of somebody whom the host site has signed in."""
        return self.chat(identity_token=identity_token(address), **body)

    def mails(self) -> list[tuple[str, str]]:
        """Recipient and text of each mail kept so far, oldest first."""
        files = sorted((self.folder / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        read = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [(str(mail["To"]), mail.get_body().get_content()) for mail in read]  # type: ignore[union-attr]

    def code_mailed_to(self, address: str, before: int) -> str:
        """The code in the first mail to an address after so many mails; waits a moment for it."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            for recipient, text in self.mails()[before:]:
                if recipient == address:
                    return re.search(r"^\s*(\d{6})\s*$", text, re.MULTILINE)[1]  # type: ignore[index]
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address}")


def identity_token(address: str, seconds: float = 600, **changes: object) -> str:
    """A token as the host site signs it; `changes` alter or add claims."""
    claims = {"sub": address, "aud": "renewals", "exp": time.time() + seconds, **changes}
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None}, IDENTITY_SECRET, algorithm="HS256"
    )
