"""Conversations as support may read them: without contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from renewals import answers
from renewals.store.conversations import ASSISTANT
from renewals.store.tables import Conversation, Message


@dataclass(frozen=True)
class Line:
    """Something said, as support reads it.

    Without text it is a contract's, and not shown; `deleted`: its text was deleted by age.
    """

    speaker: str
    at: datetime
    text: str | None
    deleted: bool
    topic: str | None


def readable(conversation: Conversation, messages: Sequence[Message]) -> list[Line]:
    """The transcript. What the assistant says to somebody known is shown only where it says the same to everybody."""
    return [_line(message, conversation.identity is not None) for message in messages]


def _line(message: Message, known: bool) -> Line:
    reply = message.reply or {}
    own = message.speaker == ASSISTANT and (
        bool(reply.get("kind") == "contract") or (known and message.text not in said_to_all())
    )
    return Line(message.speaker, message.said_at, None if own else message.text, not message.text, reply.get("topic"))


@cache
def said_to_all() -> frozenset[str]:
    """The answers that are the same for everybody, in all languages."""
    topics = [topic for language in answers.languages() for topic in answers.topics(language).values()]
    return frozenset(
        {topic.answer for topic in topics if topic.answer}
        | {said.text for topic in topics for said in topic.questions.values()}
    )
