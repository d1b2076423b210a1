"""What the steps of hand-offs have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from bot.jobs import NotYet
from bot.mail import NO_THREAD, Thread
from renewals.store.tables import Handoff


class Send(Protocol):
    """Sends a mail, once under its key."""

    async def __call__(
        self,
        to: str,
        subject: str,
        body: str,
        key: str,
        attachments: Sequence[tuple[str, bytes]] = (),
        thread: Thread = NO_THREAD,
    ) -> Any: ...


def place_of(handoff: Handoff) -> tuple[str, str]:
    """Where the card stands: channel and thread. Raises NotYet before it does."""
    if handoff.channel is None or handoff.thread is None:
        raise NotYet
    return handoff.channel, handoff.thread
