"""The labelled sets, said to the running product: a part of them in `make test`, all in `make test-all`."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from bot.evaluation import decisions
from bot.evaluation.decisions import Decision, Heard, Script
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
    """The labelled sets; each conversation is played by the running product once, at the first test that asks for
    it.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._heard: dict[Script, list[Heard]] = {}
        self._scripts = decisions.scripts()
        self._part = set(part_of(self._scripts, decisions.load()))

    def heard(self, *names: str, whole: bool = True) -> list[Heard]:
        """What was decided and answered in some sets (without names: in all), message for message, for each of their
        speakers; where not `whole`, in the part of them (`part_of`).
        """
        wanted = [
            script
            for script in self._scripts
            if (not names or set_of(script) in names) and (whole or script in self._part)
        ]
        self._play([script for script in wanted if script not in self._heard])
        return [one for script in wanted for one in self._heard[script]]

    def _play(self, scripts: Sequence[Script]) -> None:
        tokens = {speaker: identity_token(address, 3500) for speaker, address in decisions.ADDRESSES.items()}
        heard = iter(decisions.hear(self._stack.address, API_KEY, tokens, scripts))
        for script in scripts:
            self._heard[script] = [next(heard) for _ in script.messages]

    def rows(
        self, name: str, speaker: str = decisions.STRANGER, whole: bool = True
    ) -> Iterator[tuple[dict[str, Any], Heard]]:
        """The rows of a set that are played, each with what one speaker heard, in the set's order."""
        heard = {one.decision.line: one for one in self.heard(name, whole=whole) if one.decision.speaker == speaker}
        yield from ((row, heard[line]) for line, row in enumerate(labelled(f"{name}.jsonl"), 1) if line in heard)

    def said(self, name: str, whole: bool = True) -> Iterator[Said]:
        """The messages of a set of single ones, with what was thought of."""
        for row, heard in self.rows(name, whole=whole):
            with closing(sqlite3.connect(self._stack.folder / "renewals.db")) as database:
                (ranking,) = database.execute(_RANKING, (heard.conversation_id,)).fetchone()
            yield Said(row["text"], row["topic"], row["language"], heard.answer["replies"], json.loads(ranking))


# One conversation of so many is played in `make test`; the cases of a test that plays all in `make test-all`.
ONE_OF = 4
WHOLE = [pytest.param(False, id="part"), pytest.param(True, id="whole", marks=pytest.mark.long)]


def set_of(script: Script) -> str:
    return script.messages[0][0]


def part_of(scripts: Iterable[Script], recorded: Iterable[Decision]) -> list[Script]:
    """One of four conversations of each set and speaker, and so many more that each stage that ever decided there, by
    the record, stands in it.

    A hash of the words and the speaker chooses: a conversation that is added changes nothing for the others.
    """
    stages = {one.place: one.decided_by for one in recorded}

    def decided(script: Script) -> set[tuple[str, str, str]]:
        places = [(name, line, script.speaker) for name, line, _ in script.messages]
        return {(name, speaker, stages.get((name, line, speaker), "")) for name, line, speaker in places}

    ordered = sorted(scripts, key=_hash)
    chosen = {script for script in ordered if _hash(script) % ONE_OF == 0}
    seen = {stage for script in chosen for stage in decided(script)}
    for script in ordered:
        if not decided(script) <= seen:
            chosen.add(script)
            seen |= decided(script)
    return [script for script in ordered if script in chosen]


def _hash(script: Script) -> int:
    return zlib.crc32("\n".join((script.speaker, *(text for _, _, text in script.messages))).encode())


_RANKING = "select ranking from understandings join messages on messages.id = message_id where conversation_id = ?"


def labelled(name: str) -> Iterator[dict[str, Any]]:
    for line in (ROOT / "nlu" / "evaluation" / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
