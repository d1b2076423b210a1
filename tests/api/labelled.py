"""Labelled messages of the development sets, said to the running product."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from bot.settings import ROOT
from renewals import answers
from tests.stack import Stack


@dataclass(frozen=True)
class Said:
    """A message of the development set, the assistant's replies, and what was thought of, best first."""

    text: str
    topic: str
    language: str
    replies: list[dict[str, Any]]
    ranking: list[tuple[str, float]]

    def others(self) -> list[str]:
        """Other topics with an answer that were likely enough."""
        topics = answers.topics(self.language)
        return [
            topic
            for topic, likely in self.ranking[1:]
            if likely >= 0.03 and topics[topic].kind not in ("smalltalk", "fallback")
        ]


def said(stack: Stack, message: dict[str, str]) -> Said:
    chat = stack.chat(language=message["language"])
    replies = chat.say(message["text"])["replies"]
    with closing(sqlite3.connect(stack.folder / "renewals.db")) as database:
        (ranking,) = database.execute(
            ("select ranking from understandings join messages on messages.id = message_id where conversation_id = ?"),
            (chat.id,),
        ).fetchone()
    return Said(message["text"], message["topic"], message["language"], replies, json.loads(ranking))


def labelled(name: str) -> Iterator[dict[str, Any]]:
    for line in (ROOT / "nlu" / "evaluation" / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
