"""Messages to be reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.conversation.messages import from_assistant, from_customer, plain_reply
from bot.training_data import EXAMPLES
from protocol.turn import Understanding
from renewals.store.conversations import record_understanding
from renewals.store.database import Sessions
from renewals.store.reviews import doubtful
from renewals.store.tables import Conversation

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def said(
    database: Sessions,
    text: str,
    topic: str = "out-of-scope",
    kind: str = "fallback",
    conversation: str = "talk",
    language: str = "en",
    **more: bool,
) -> str:
    """Keeps a message with its understanding and its reply; the reply's id."""
    with database.begin() as session:
        if session.get(Conversation, conversation) is None:
            session.add(
                Conversation(
                    id=conversation, token_hash=conversation, language=language, created_at=NOW, expires_at=NOW
                )
            )
            session.flush()
        question = from_customer(conversation, text, None, language, NOW)
        session.add(question)
        session.flush()
        reply = from_assistant(question, plain_reply("…", kind, topic), language, NOW)
        session.add(reply)
        values: dict[str, Any] = {"close_call": False, "refuses": False, **more}
        ranking = ((topic, 0.5), ("late-renewal", 0.2))
        understood = Understanding(topic, 0.5, ranking, entities=(), decided_by="classifier", trace=(), **values)
        record_understanding(session, question, understood)
        return reply.id


def listed(database: Sessions) -> dict[str, Sequence[str]]:
    with database() as session:
        return {one.text: one.reasons for one in doubtful(session, 100, NOW)}


def unchanged(root: Path) -> bool:
    return all(
        (root / file.relative_to(EXAMPLES)).read_bytes() == file.read_bytes() for file in EXAMPLES.glob("*/*.yml")
    )
