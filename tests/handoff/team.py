"""A team's channel in memory, behind the interface of the real one: it keeps what was said, and is away when it is told
to be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.conversation.files import File
from bot.handoff.card import Card
from bot.handoff.team_channel import NotReached, NotTaken


@dataclass
class MemoryTeam:
    """`cards`: by channel and thread. `said` and `transcripts`: by key, each once."""

    regions: set[str] = field(default_factory=lambda: {"EMEA", "AMS", "JP", "CN", "SG"})
    cards: dict[tuple[str, str], Card] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)
    said: dict[str, tuple[str, str | None, str]] = field(default_factory=dict)
    transcripts: dict[str, tuple[str, str | None, str]] = field(default_factory=dict)
    files: dict[str, tuple[str, str, File]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    notified: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    away: bool = False
    gone: set[str] = field(default_factory=set)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def has_channel(self, region: str) -> bool:
        return region in self.regions

    async def show(self, card: Card, channel: str | None, thread: str | None) -> tuple[str, str]:
        await self._reach()
        if card.region.code in self.gone:
            raise NotReached("gone")
        known = next(
            (
                place
                for place, shown in self.cards.items()
                if shown.reference == card.reference and shown.moves == card.moves
            ),
            None,
        )
        place = (
            (channel, thread) if channel and thread else known or (f"C-{card.region.code}", str(next(self._numbers)))
        )
        self.cards[place] = card
        return place

    async def leave(self, card: Card, channel: str, thread: str, there: tuple[str, str] | None) -> None:
        await self._reach()
        self.left.append((channel, thread))

    async def say(
        self, reference: str, key: str, text: str, channel: str, thread: str | None, who: str | None = None
    ) -> None:
        await self._reach()
        said = self.transcripts if key.startswith("transcript:") else self.said
        said.setdefault(f"{reference} {key}", (channel, thread, f"{who}: {text}" if who else text))

    async def send(self, reference: str, key: str, file: File, channel: str, thread: str, who: str) -> None:
        await self._reach()
        if file.name in self.refused:
            raise NotTaken(file.name)
        self.files.setdefault(f"{reference} {key}", (channel, thread, file))

    async def amend(self, reference: str, key: str, text: str, who: str) -> None:
        await self._reach()
        if f"{reference} {key}" in self.said:
            channel, thread, _ = self.said[f"{reference} {key}"]
            self.said[f"{reference} {key}"] = (channel, thread, f"{who}: {text}")

    async def unshare(self, reference: str, key: str) -> None:
        await self._reach()
        self.files.pop(f"{reference} {key}", None)

    async def amend_answer(
        self, conversation_id: str, key: str, text: str, links: Sequence[dict[str, str]] = ()
    ) -> None:
        await self._reach()
        if key in self.answers:
            self.answers[key] = text

    async def notify(self, reference: str, key: str, email: str, text: str) -> None:
        await self._reach()
        self.notified.setdefault(f"{reference} {key}", (email, text))

    async def answer(self, conversation_id: str, key: str, text: str, links: Sequence[dict[str, str]] = ()) -> None:
        await self._reach()
        self.answers.setdefault(key, text)

    async def forget(self, reference: str) -> None:
        self.forgotten.append(reference)

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise ConnectionError
