"""What changes a conversation on a request's account: one transaction, and live connections are told after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.conversation.live_hub import LiveHub
from bot.conversation.messages import as_said, speaker_from
from renewals.store.database import Sessions, in_session
from renewals.store.tables import Message

T = TypeVar("T")


class LiveTransactions:
    """Runs changes. What they make necessary is a row of theirs; the worker is woken for it."""

    def __init__(self, sessions: Sessions, live: LiveHub, wake: Callable[[], None]) -> None:
        self._sessions = sessions
        self._live = live
        self._wake = wake

    async def run(self, work: Callable[[Session], tuple[T, list[Message]]], happening: str = "message") -> T:
        """Does some work, which gives its result and what was said by it."""
        result, told = await in_session(self._sessions, work)
        self.tell(told, happening)
        self._wake()
        return result

    def tell(self, told: Sequence[Message], happening: str = "message") -> None:
        """Tells live connections what was said, and who speaks now."""
        for message in told:
            self._live.publish(message.conversation_id, {"type": happening, "message": as_said(message)})
            state = speaker_from(message)
            if state is not None:
                self._live.publish(message.conversation_id, state)
