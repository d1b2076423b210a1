"""The labelled sets, said to the running product."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from bot.evaluation import decisions
from bot.evaluation.decisions import Heard, Script
from bot.settings import ROOT
from renewals import answers
from tests.stack import API_KEY, Stack, identity_token


@dataclass(frozen=True)
class Said:
    """A labelled message, the assistant's replies, and what was thought of, best first."""

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


class PlayedSets:
    """The labelled sets, each said to the running product once, at the first test that asks for it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._heard: dict[str, list[Heard]] = {}
        self._scripts: dict[str, list[Script]] = {}
        for script in decisions.scripts():
            self._scripts.setdefault(script.messages[0][0], []).append(script)

    @property
    def names(self) -> list[str]:
        return list(self._scripts)

    def heard(self, name: str) -> list[Heard]:
        """What was decided and answered, conversation for conversation, for each of its speakers."""
        if name not in self._heard:
            tokens = {speaker: identity_token(address, 3500) for speaker, address in decisions.ADDRESSES.items()}
            self._heard[name] = decisions.hear(self._stack.address, API_KEY, tokens, self._scripts[name])
        return self._heard[name]

    def rows(self, name: str, speaker: str = decisions.STRANGER) -> Iterator[tuple[dict[str, Any], Heard]]:
        """The rows of a set, each with what one speaker heard, in the set's order."""
        heard = {one.decision.line: one for one in self.heard(name) if one.decision.speaker == speaker}
        yield from ((row, heard[line]) for line, row in enumerate(labelled(f"{name}.jsonl"), 1))

    def said(self, name: str) -> Iterator[Said]:
        """The messages of a set of single ones, with what was thought of."""
        for row, heard in self.rows(name):
            with closing(sqlite3.connect(self._stack.folder / "renewals.db")) as database:
                (ranking,) = database.execute(_RANKING, (heard.conversation_id,)).fetchone()
            yield Said(row["text"], row["topic"], row["language"], heard.answer["replies"], json.loads(ranking))


_RANKING = "select ranking from understandings join messages on messages.id = message_id where conversation_id = ?"


def labelled(name: str) -> Iterator[dict[str, Any]]:
    for line in (ROOT / "nlu" / "evaluation" / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
