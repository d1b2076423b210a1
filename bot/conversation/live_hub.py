"""Tells those who are connected what happens in a conversation, as it happens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from bot.signals import Signal, Signals
from renewals.store import lookers

LiveEvent = dict[str, Any]
MESSAGE = "message"


class Listener(asyncio.Queue[LiveEvent]):
    """What arrives for one who is connected. `looks`: somebody sees it as it arrives, for the chat is open."""

    def __init__(self, looks: bool) -> None:
        super().__init__(maxsize=1000)
        self.looks = looks


class LiveHub:
    """Who is connected to which conversation through this gateway.

    What was missed while away is read from the transcript, so nothing here need survive.
    """

    def __init__(self, signals: Signals | None = None) -> None:
        """`signals`: tell other gateways what happens; without them there are none."""
        self._signals = signals or Signals()
        self._connected: dict[str, set[Listener]] = defaultdict(set)
        # What is to be told to those who are connected here, in the order in which it was heard of.
        self.happenings: asyncio.Queue[Signal] = asyncio.Queue()

    @contextmanager
    def subscribe(self, conversation_id: str, looks: bool = True) -> Iterator[Listener]:
        """A queue on which everything that happens in a conversation arrives while it is held."""
        queue = Listener(looks)
        self._connected[conversation_id].add(queue)
        try:
            yield queue
        finally:
            self._connected[conversation_id].discard(queue)
            if not self._connected[conversation_id]:
                del self._connected[conversation_id]

    def has_subscribers(self, conversation_id: str) -> bool:
        """Whether anybody sees what happens in a conversation through this gateway."""
        return any(queue.looks for queue in self._connected.get(conversation_id, ()))

    def somebody_looks(self, session: Session, conversation_id: str) -> bool:
        """Whether anybody sees what happens in a conversation, through whichever gateway."""
        if self.has_subscribers(conversation_id):
            return True
        return self._signals.shared and lookers.somebody_looks(session, conversation_id)

    def note_looks(self, session: Session, conversation_id: str) -> None:
        """Keeps for other gateways whether anybody sees a conversation through this one."""
        if self._signals.shared:
            lookers.note(session, conversation_id, self._signals.name, self.has_subscribers(conversation_id))

    def connections(self, conversation_id: str) -> int:
        """How many are connected to a conversation through this gateway."""
        return len(self._connected.get(conversation_id, ()))

    def publish(self, conversation_id: str, event: LiveEvent) -> None:
        """Something has happened, and is committed: tells all who are connected, through whichever gateway.

        Where there may be others, it is told here as it is told there, so that all hear it in one order; they are told
        where to look, and no word that was said goes along.
        """
        if not self._signals.shared:
            self.deliver(conversation_id, event)
            return
        named = {**event, "message": event["message"]["id"]} if "message" in event else event
        signal = {"in": conversation_id, **named}
        self.happenings.put_nowait(signal)
        self._signals.send(signal)

    def deliver(self, conversation_id: str, event: LiveEvent) -> None:
        """Tells those who are connected here."""
        for queue in self._connected.get(conversation_id, ()):
            if not queue.full():
                queue.put_nowait(event)
