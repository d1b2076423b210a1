"""What is deleted is gone from SQLite's file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from renewals.store import conversations
from renewals.store.database import copy_log, migrate, open_database
from renewals.store.tables import Conversation

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_nothing_of_an_erased_conversation_is_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "renewals.db"
    migrate(f"sqlite:///{file}")
    sessions = open_database(f"sqlite:///{file}")
    with sessions.begin() as session:
        session.add(
            Conversation(
                id="one",
                token_hash="t",
                language="en",
                identity="xylophone@firm.example",
                created_at=NOW,
                expires_at=NOW,
            )
        )
    with sessions() as session:
        copy_log(session)
    assert b"xylophone" in file.read_bytes()
    with sessions.begin() as session:
        conversations.erase(session, "one")
    assert b"xylophone" in file.read_bytes()
    with sessions() as session:
        copy_log(session)
    assert b"xylophone" not in file.read_bytes()
