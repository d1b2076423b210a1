"""Who asked to be erased: a file beside the databases, so that a restored backup does not bring them back.

One line of JSON an erasure: when, a salt, and the digest of salt and address. The gateway does what it says, and does it again after a restore.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "erasures.jsonl"


class Damaged(Exception):
    """The file holds something that is no erasure; the message says in which line."""


@dataclass(frozen=True)
class Erasure:
    """Somebody was to be erased, with all that was kept of them until then."""

    at: datetime
    salt: str
    digest: str

    def is_of(self, email: str) -> bool:
        return _digest(self.salt, email) == self.digest


def ask(folder: Path, email: str, at: datetime) -> None:
    """Keeps that somebody is to be erased; on disk when it returns."""
    salt = secrets.token_hex(16)
    line = json.dumps({"at": at.isoformat(), "salt": salt, "digest": _digest(salt, email.lower())})
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def asked(folder: Path) -> list[Erasure]:
    """All erasures so far. Raises Damaged."""
    file = folder / NAME
    if not file.exists():
        return []
    return list(_read(file.read_text(encoding="utf-8").splitlines()))


def of(erasures: Iterable[Erasure], email: str) -> datetime | None:
    """Until when a person is erased; None where they are not."""
    return max((one.at for one in erasures if one.is_of(email)), default=None)


def _read(lines: list[str]) -> Iterator[Erasure]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            yield Erasure(datetime.fromisoformat(told["at"]), str(told["salt"]), str(told["digest"]))
        except (ValueError, KeyError, TypeError):
            raise Damaged(f"{NAME}, line {number} is no erasure; take it from a backup of this file.") from None


def _digest(salt: str, email: str) -> str:
    return hashlib.sha256(f"{salt}\0{email}".encode()).hexdigest()
