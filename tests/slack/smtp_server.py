"""A mail server that refuses now and then, hangs up after it has taken a mail, and keeps what it took."""

from __future__ import annotations

import email
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from typing import Any

from aiosmtpd.controller import Controller

from bot.supervisor import free_port


@dataclass
class Mailbox:
    """`refusing`: the share of mails that are refused for the moment.

    `taken`: recipient, Message-ID and subject of each mail, doubled ones included.
    """

    refusing: float = 0.0
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""
    _chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self._chance.random() < self.refusing:
            return "451 try again later"
        mail = email.message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((envelope.rcpt_tos[0], str(mail["Message-ID"]), str(mail["Subject"])))
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield mailbox
    finally:
        controller.stop()
