"""Sends mails by SMTP, or keeps them as files where no server is set."""

from __future__ import annotations

import logging
import mimetypes
import secrets
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

logger = logging.getLogger(__name__)


Attachments = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Thread:
    """Where a mail belongs: `reply_to`: whom an answer goes to, where that is not the sender; `answers`: the key of the
    mail that it follows.
    """

    reply_to: str | None = None
    answers: str | None = None


NO_THREAD = Thread()


class Mailer(Protocol):
    """Sends one mail; raises OSError when it could not.

    `key`: what the mail is about, in letters, digits and hyphens; the mail sent again under its key is the same mail (a
    file once, a Message-ID by which servers and readers know it again). `attachments`: files by their names, which say
    of what kind they are.
    """

    def send(
        self,
        to: str,
        subject: str,
        body: str,
        key: str | None = None,
        attachments: Attachments = (),
        thread: Thread = NO_THREAD,
    ) -> None: ...


class SmtpMailer:
    """Sends through a server: `smtp://[user:password@]host[:port]`, with `smtps://` for TLS from the start; `smtp` uses
    STARTTLS where offered.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._address = urlsplit(url)
        self._sender = sender

    def send(
        self,
        to: str,
        subject: str,
        body: str,
        key: str | None = None,
        attachments: Attachments = (),
        thread: Thread = NO_THREAD,
    ) -> None:
        host, port = self._address.hostname or "localhost", self._address.port
        secure = self._address.scheme == "smtps"
        server = (
            smtplib.SMTP_SSL(host, port or 465, timeout=20) if secure else smtplib.SMTP(host, port or 25, timeout=20)
        )
        with server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls()
            if self._address.username:
                server.login(unquote(self._address.username), unquote(self._address.password or ""))
            server.send_message(_message(self._sender, to, subject, body, key, attachments, thread))


class FileMailer:
    """Keeps each mail as an .eml file in a folder."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(
        self,
        to: str,
        subject: str,
        body: str,
        key: str | None = None,
        attachments: Attachments = (),
        thread: Thread = NO_THREAD,
    ) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        message = _message(self._sender, to, subject, body, key, attachments, thread)
        unfinished = self._folder / f".{secrets.token_hex(8)}"
        unfinished.write_bytes(message.as_bytes())
        # Named by time, and there all at once: a reader of the folder never sees half a mail.
        name = key or f"{formatdate().replace(' ', '-').replace(':', '').replace(',', '')}-{secrets.token_hex(4)}"
        unfinished.rename(self._folder / f"{name}.eml")


def mailer(smtp_url: str, sender: str, outbox: Path) -> Mailer:
    """The mailer for the settings: by SMTP where a server is named, else into the folder."""
    return SmtpMailer(smtp_url, sender) if smtp_url else FileMailer(outbox, sender)


def _message(
    sender: str, to: str, subject: str, body: str, key: str | None, attachments: Attachments, thread: Thread
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = formatdate()
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{key}@{domain}>" if key else make_msgid()
    if thread.reply_to:
        message["Reply-To"] = thread.reply_to
    if thread.answers:
        message["In-Reply-To"] = message["References"] = f"<{thread.answers}@{domain}>"
    message.set_content(body)
    for name, content in attachments:
        kind, _, subkind = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=kind, subtype=subkind, filename=name)
    return message
