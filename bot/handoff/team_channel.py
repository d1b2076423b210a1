"""What a hand-off asks of the place where its team works. Slack's door is one; without any, requests go by mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.conversation.files import File
from bot.handoff.card import Card

Links = Sequence[dict[str, str]]


class NotReached(Exception):
    """The team's channel cannot be reached, and trying again will not help: it is gone, or the app is not in it."""


class NotTaken(Exception):
    """The team's place does not take this, and trying again will not help."""


class TeamChannel(Protocol):
    """The team's channels.

    All of it may be done again under the same key and happens once; what fails raises, and is tried again.
    """

    def has_channel(self, region: str) -> bool:
        """Whether a region has a channel at all."""
        ...

    async def show(self, card: Card, channel: str | None, thread: str | None) -> tuple[str, str]:
        """Shows a request as it stands: in place where its card is known, else as a new card.

        Where it stands: channel and thread.
        """
        ...

    async def leave(self, card: Card, channel: str, thread: str, there: tuple[str, str] | None) -> None:
        """Says on a card that the request has gone elsewhere; `there`: where its new card stands, if it has one."""
        ...

    async def say(
        self, reference: str, key: str, text: str, channel: str, thread: str | None, who: str | None = None
    ) -> None:
        """Says something beneath a card, or (without a thread) in the channel itself; in the name of `who`, where
        somebody else said it.
        """
        ...

    async def send(self, reference: str, key: str, file: File, channel: str, thread: str, who: str) -> None:
        """Shares a file of `who` beneath a card. Raises NotTaken where it never can be."""
        ...

    async def amend(self, reference: str, key: str, text: str, who: str) -> None:
        """Changes what was said under a key beneath a card; nothing where it was not said yet.

        Raises where it is on its way.
        """
        ...

    async def unshare(self, reference: str, key: str) -> None:
        """Deletes a file that was shared under a key; nothing where it was not shared yet.

        Raises where it is on its way.
        """
        ...

    async def amend_answer(self, conversation_id: str, key: str, text: str, links: Links = ()) -> None:
        """Changes what was said under a key to a customer who talks with the assistant in Slack; as `amend`."""
        ...

    async def notify(self, reference: str, key: str, email: str, text: str) -> None:
        """Says something to one member of a team alone; nothing where nobody of that address is there."""
        ...

    async def answer(self, conversation_id: str, key: str, text: str, links: Links = ()) -> None:
        """Says something to a customer who talks with the assistant in Slack, in parts where it is too long for one
        message; `links`: the addresses in it.
        """
        ...

    async def forget(self, reference: str) -> None:
        """Deletes what was said beneath a card, for the customer has erased it."""
        ...


class NullTeamChannel:
    """No channel at all: every request goes by mail."""

    def has_channel(self, region: str) -> bool:
        return False

    async def show(self, card: Card, channel: str | None, thread: str | None) -> tuple[str, str]:
        raise NotReached(card.region.code)

    async def leave(self, card: Card, channel: str, thread: str, there: tuple[str, str] | None) -> None:
        """There is no card."""

    async def say(
        self, reference: str, key: str, text: str, channel: str, thread: str | None, who: str | None = None
    ) -> None:
        """Nobody hears it; the mailbox has the request."""

    async def send(self, reference: str, key: str, file: File, channel: str, thread: str, who: str) -> None:
        """Nobody takes it; it stays with the conversation."""

    async def amend(self, reference: str, key: str, text: str, who: str) -> None:
        """Nobody has heard it."""

    async def unshare(self, reference: str, key: str) -> None:
        """Nobody has it."""

    async def amend_answer(self, conversation_id: str, key: str, text: str, links: Links = ()) -> None:
        """Nobody has heard it."""

    async def notify(self, reference: str, key: str, email: str, text: str) -> None:
        """Nobody is there."""

    async def answer(self, conversation_id: str, key: str, text: str, links: Links = ()) -> None:
        """Nobody talks with the assistant in Slack."""

    async def forget(self, reference: str) -> None:
        """Nothing was said."""
