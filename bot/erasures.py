"""Who asked to be erased, and which conversations were: files beside the databases, so that a restored backup does not
bring them back.

One line of JSON an erasure: when, a salt, and the digest of salt and address. The gateway does what it says, and does
it again after a restore.
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
# Digests of the ids of conversations that were erased, one a line: an id is 144 random bits, and none is found by
# trying.
CONVERSATIONS = "erased-conversations.txt"
FILES = (NAME, CONVERSATIONS)


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
    _append(folder / NAME, [json.dumps({"at": at.isoformat(), "salt": salt, "digest": _digest(salt, email.lower())})])


def note_conversation(folder: Path, conversation_id: str) -> None:
    """Keeps that a conversation was erased; on disk when it returns."""
    _append(folder / CONVERSATIONS, [_id_digest(conversation_id)])


def erased_among(folder: Path, conversation_ids: Iterable[str]) -> list[str]:
    """The conversations of some that were erased before."""
    file = folder / CONVERSATIONS
    known = set(file.read_text(encoding="ascii").split()) if file.exists() else set()
    return [one for one in conversation_ids if _id_digest(one) in known]


def join(file: Path, further: Path) -> None:
    """Adds to one of these files the lines of another that it lacks."""
    lines = further.read_text(encoding="utf-8").splitlines() if further.exists() else []
    own = set(file.read_text(encoding="utf-8").splitlines()) if file.exists() else set()
    _append(file, [line for line in lines if line not in own])


def _append(file: Path, lines: list[str]) -> None:
    if not lines:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())


def _id_digest(conversation_id: str) -> str:
    return hashlib.sha256(conversation_id.encode()).hexdigest()


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
