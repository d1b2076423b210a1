"""What a customer did with a request that its team already has: told beneath the card, and by mail where a mailbox has
it, in the thread of the first mail.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from bot.handoff.card import Card
from bot.handoff.card_words import who
from bot.handoff.notices import region_name
from bot.handoff.team_channel import TeamChannel
from renewals.store import handoffs as store
from renewals.store import requests
from renewals.store.handoff_steps import Step
from renewals.store.tables import Handoff, HandoffTransition

T = TypeVar("T")
# How each end by the customer is told to the team.
OVER = {"customer": "told-customer-back", "withdrawn": "told-withdrawn", "erased": "told-erased"}


def came_from(session: Session, card: Card) -> str:
    """From which region a request came to where it is now, and why."""
    before, moved = store.moved_from(session, card.reference)
    values = {"reference": card.reference, "region": region_name(before or card.region.code, card.language)}
    if moved.what == "reassigned":
        return card.said("moved-here-by", **values, name=requests.name_of(session, moved.actor))
    return card.said("moved-here-told" if moved.what == store.REGION_TOLD else "moved-here", **values)


def _done_by(session: Session, number: int) -> tuple[HandoffTransition, str]:
    row = session.get_one(HandoffTransition, number)
    return row, requests.name_of(session, row.actor)


class Reader(Protocol):
    """Reads a request for a step; `shown`: its contracts are shown to the team."""

    def __call__(self, step: Step, shown: bool = False) -> Awaitable[tuple[Card, Handoff]]: ...


class Sender(Protocol):
    """Mails the team of a card; `answers`: the key of the mail that this one follows."""

    def __call__(self, card: Card, subject: str, body: str, key: str, *, answers: str) -> Awaitable[None]: ...


InSession = Callable[[Callable[[Session], T]], Awaitable[T]]


class News:
    """Tells teams. Each thing is said under a key, and so once."""

    def __init__(self, team: TeamChannel, read: Reader, send: Sender, in_session: InSession) -> None:  # type: ignore[type-arg]
        self._team = team
        self._read = read
        self._send = send
        self._in_session = in_session

    async def did(self, step: Step, number: str) -> None:
        """Somebody of the team has done something with the request: who it was."""
        card, handoff = await self._read(step)
        row, name = await self._in_session(lambda session: _done_by(session, int(number)))
        if handoff.channel and handoff.thread:
            await self._team.say(
                card.reference,
                f"did:{number}",
                card.said(f"did-{row.what}", name=name),
                handoff.channel,
                handoff.thread,
            )

    async def proposed(self, step: Step, number: str) -> None:
        """Somebody has sent the answer that was proposed: what the customer reads now."""

        def read(session: Session) -> tuple[str, str] | None:
            message = requests.message_numbered(session, int(number))
            return None if message is None else (message.text, str((message.reply or {}).get("name")))

        card, handoff = await self._read(step)
        found = await self._in_session(read)
        if found is not None and handoff.channel and handoff.thread:
            text, name = found
            who = card.said("told-sent-by", name=name)
            await self._team.say(card.reference, f"proposed:{number}", text, handoff.channel, handoff.thread, who)

    async def added(self, step: Step, number: str) -> None:
        """The customer has added something to their request."""

        def text(session: Session) -> str | None:
            message = requests.message_numbered(session, int(number))
            return None if message is None else message.text

        words = await self._in_session(text)
        if words is not None:
            card, handoff = await self._read(step, shown=True)
            await self._tell(card, handoff, card.said("told-added", said=words), f"added-{number}")

    async def reach(self, step: Step, number: str) -> None:
        """The customer has told where to reply."""
        card, handoff = await self._read(step, shown=True)
        if card.reply_to is not None:
            await self._tell(card, handoff, card.said("told-reply-to", address=card.reply_to), f"reach-{number}")

    async def over(self, step: Step, outcome: str) -> None:
        """The customer has ended a request of which a mailbox has a mail.

        What is said beneath the card is a step of its own.
        """
        card, handoff = await self._read(step)
        await self._mail(card, handoff, card.said(OVER[outcome]), f"over-{outcome}")

    async def _tell(self, card: Card, handoff: Handoff, text: str, key: str) -> None:
        if handoff.channel and handoff.thread:
            await self._team.say(card.reference, key, text, handoff.channel, handoff.thread)
        if await self._in_session(lambda session: requests.went_by_mail(session, handoff)):
            await self._mail(card, handoff, text, key)

    async def _mail(self, card: Card, handoff: Handoff, text: str, key: str) -> None:
        mailed = await self._in_session(lambda session: requests.mailed_at(session, handoff.reference))
        first = f"{card.reference}-{handoff.rounds}" if mailed else f"{card.reference}-quote-1"
        subject = card.said(
            "mail-subject" if mailed else "quote-subject", reference=card.reference, region=card.region_name
        )
        body = text if card.erased else f"{text}\n\n{who(card)}"
        await self._send(card, f"Re: {subject}", body, f"{card.reference}-{key}", answers=first)
