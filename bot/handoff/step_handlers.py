"""What is to be done for hand-offs, step by step. What a step says and sends goes out under keys, and so once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.conversation.live_hub import LiveHub
from bot.handoff import card as cards
from bot.handoff import card_words
from bot.handoff.card import Card
from bot.handoff.escalation import MAIL, OVERFLOW, REMIND, step_of
from bot.handoff.news import OVER, News, came_from
from bot.handoff.operations import HandoffOperations
from bot.handoff.relaying import Relaying
from bot.handoff.steps import place_of
from bot.handoff.team_channel import NotReached, TeamChannel
from bot.jobs import Kind, Last, NotYet, backoff
from bot.mail import NO_THREAD, Mailer, Thread
from bot.sent_mails import sent_for
from renewals.contract_table import csv_of
from renewals.office_hours import is_open
from renewals.regions import region_named
from renewals.store import handoff_steps
from renewals.store import handoffs as store
from renewals.store.database import Sessions, in_session
from renewals.store.handoff_steps import Step, as_step
from renewals.store.tables import Handoff, Job

logger = logging.getLogger(__name__)

T = TypeVar("T")
RETRIED_AFTER = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
# So often it is looked whether a new card stands that the old one can lead to.
WAITS_FOR_A_CARD = 3
LONGEST_MAIL = 50_000
LONGEST_TRANSCRIPT = 8500


class HandoffSteps:
    """Does the steps of hand-offs, one after the other in each request."""

    def __init__(
        self,
        sessions: Sessions,
        team: TeamChannel,
        handoffs: HandoffOperations,
        mailer: Mailer,
        live: LiveHub,
        now: Callable[[], datetime],
        today: Callable[[str], date],
    ) -> None:
        self._sessions = sessions
        self._team = team
        self._handoffs = handoffs
        self._mailer = mailer
        self._now = now
        self._today = today
        self._live = live
        self._relaying = Relaying(team, live, now, self._read, self._send, self._in_session)
        self._news = News(team, self._read, self._send_to_team, self._in_session)

    def kind(self) -> Kind:
        """How the worker does these jobs: the card before what is said beneath it."""
        return Kind(self._do, backoff(*RETRIED_AFTER), order=lambda job: as_step(job).name != "show")

    async def _do(self, job: Job) -> Last | None:
        step = as_step(job)
        name, *more = step.name.split(":")
        with sent_for(job):
            return await self._work()[name](step, *more)

    def _work(self) -> dict[str, Callable[..., Awaitable[Last | None]]]:
        return {
            "show": self._show, "leave": self._leave, "relay": self._relaying.relay, "answer": self._relaying.answer,
            "away": self._relaying.away, "tell": self._tell, "mailed": self._relaying.mailed_before,
            "quote": self._quote, "amend": self._relaying.amend, "unshare": self._relaying.unshare,
            "given": self._given, "forget": self._forget, REMIND: self._remind, OVERFLOW: self._overflow,
            MAIL: self._mail,
            "did": self._news.did, "presence": self._presence, "proposed": self._news.proposed,
            "added": self._news.added, "reach": self._news.reach, "over": self._news.over,
        }  # fmt: skip

    async def _show(self, step: Step) -> None:
        """The card shows the request as it stands."""
        card, handoff = await self._read(step, shown=True)
        if not self._team.has_channel(handoff.region):
            return
        try:
            channel, thread = await self._team.show(card, handoff.channel, handoff.thread)
        except NotReached as failure:
            logger.error(
                "the channel of %s cannot be reached (%s): %s goes by mail", handoff.region, failure, step.reference
            )
            await self._in_session(
                lambda session: handoff_steps.need(session, step.reference, step_of(MAIL, handoff), self._now())
            )
            return
        if handoff.channel is None and not await self._in_session(
            lambda session: self._placed(session, handoff, channel, thread)
        ):
            return
        owner = card.about.contract.owner_email if card.about.contract else None
        if owner and card.state == store.WAITING:
            told = card.said(
                "told-owner", head=card_words.head(card), ask=card_words.ask(card), region=card.region_name
            )
            await self._team.notify(card.reference, "owner", owner, told)
        before = card_words.said_before(card, LONGEST_TRANSCRIPT)
        await self._team.say(card.reference, f"transcript:{handoff.moves}", before, channel, thread)
        if handoff.moves:
            text = await self._in_session(lambda session: came_from(session, card))
            await self._team.say(card.reference, f"moved:{handoff.moves}", text, channel, thread)

    async def _presence(self, step: Step) -> None:
        """The card says that the customer has come, or gone. Nobody is shown anything else by it."""
        card, handoff = await self._read(step)
        if handoff.channel and handoff.thread and self._team.has_channel(handoff.region):
            # A channel that is gone is told of when the card is to show something that matters.
            with contextlib.suppress(NotReached):
                await self._team.show(card, handoff.channel, handoff.thread)

    def _placed(self, session: Session, handoff: Handoff, channel: str, thread: str) -> bool:
        """Keeps where a new card stands; where the request has gone on before it was posted, the card is to say so."""
        if store.placed(session, handoff.reference, handoff.moves, channel, thread):
            return True
        handoff_steps.need(session, handoff.reference, f"leave:{channel}:{thread}", self._now())
        return False

    async def _leave(self, step: Step, channel: str, thread: str) -> None:
        card, handoff = await self._read(step)
        there = (handoff.channel, handoff.thread) if handoff.channel and handoff.thread else None
        if there is None and self._team.has_channel(handoff.region) and step.attempts < WAITS_FOR_A_CARD:
            raise NotYet
        await self._team.leave(card, channel, thread, there)

    async def _tell(self, step: Step, outcome: str, number: str) -> None:
        """The team learns what the customer did."""
        card, handoff = await self._read(step)
        if handoff.channel and handoff.thread:
            await self._team.say(
                card.reference, f"tell:{outcome}:{number}", card.said(OVER[outcome]), handoff.channel, handoff.thread
            )

    async def _given(self, step: Step) -> None:
        """The team learns who has the request now, and so does who was given it."""
        card, handoff = await self._read(step)
        given = await self._in_session(lambda session: store.last_given(session, step.reference))
        if given is None or handoff.owner is None:
            return
        if handoff.channel and handoff.thread:
            text = card.said("told-given", names=given.detail)
            await self._team.say(card.reference, f"given:{given.id}", text, handoff.channel, handoff.thread)
        told = card.said("told-given-you", reference=card.reference, region=card.region_name, names=given.detail)
        await self._team.notify(card.reference, f"given-you:{given.id}", handoff.owner, told)

    async def _quote(self, step: Step) -> None:
        """The quote request goes to the mailbox with the contracts, and is noted beneath the card."""
        card, handoff = await self._read(step, shown=True)
        key = f"{card.reference}-quote-{step.wanted}"
        names = {"reference": card.reference, "region": card.region_name}
        first = card.said("quote-body" if card.contracts else "quote-body-unverified")
        body = "\n\n".join(
            [first, card_words.head(card), card_words.ask(card), card_words.who(card), *card_words.details(card)]
        )
        table = csv_of(card.contracts, card.today, card.language)
        contracts = [(f"{card.reference}.csv", table)] if card.contracts else []
        await self._send(
            card.region.mailbox, card.said("quote-subject", **names), body, key, contracts, Thread(card.answered_at)
        )
        if self._team.has_channel(handoff.region):
            channel, thread = place_of(handoff)
            text = card.said("told-quote", reference=card.reference, mailbox=card.region.mailbox)
            await self._team.say(card.reference, f"quote:{step.wanted}", text, channel, thread)

    async def _forget(self, step: Step) -> None:
        await self._team.forget(step.reference)

    async def _remind(self, step: Step, number: str) -> None:
        """The channel is reminded of a request that nobody has taken up."""
        card, handoff = await self._read(step)
        if _waits(handoff, number) and self._team.has_channel(handoff.region):
            channel, _ = place_of(handoff)
            text = card.said("remind", reference=card.reference, at=card.at(card.waiting_since))
            await self._team.say(card.reference, f"remind:{number}", text, channel, None)
            await self._in_session(
                lambda session: store.record(
                    session, step.reference, store.BY_CLOCK, "reminded", handoff.state, handoff.state, self._now()
                )
            )

    async def _overflow(self, step: Step, number: str) -> None:
        """Another region steps in, where it is at work; where not, the mailbox is next."""
        _, handoff = await self._read(step)
        other = region_named(region_named(handoff.region).overflow)
        if (
            _waits(handoff, number)
            and handoff.moves == 0
            and self._team.has_channel(other.code)
            and is_open(other, self._now())
        ):
            self._handoffs.tell_live(
                await self._in_session(lambda session: self._handoffs.overflow(session, step.reference, other.code))
            )

    async def _mail(self, step: Step, number: str) -> None:
        """The mailbox gets the whole card, and the customer is told."""
        card, handoff = await self._read(step, shown=True)
        if not _waits(handoff, number):
            return
        names = {"reference": card.reference, "region": card.region_name}
        body = "\n\n".join(
            [
                card_words.head(card),
                card_words.ask(card),
                card_words.state(card),
                card_words.who(card),
                *card_words.details(card),
                card_words.said_before(card, LONGEST_MAIL, everything=True),
            ]
        )
        key = f"{card.reference}-{number}"
        await self._send(
            card.region.mailbox, card.said("mail-subject", **names), body, key, thread=Thread(card.answered_at)
        )
        self._handoffs.tell_live(await self._in_session(lambda session: self._handoffs.mailed(session, step.reference)))

    async def _send(
        self,
        to: str,
        subject: str,
        body: str,
        key: str,
        attachments: Sequence[tuple[str, bytes]] = (),
        thread: Thread = NO_THREAD,
    ) -> None:
        await asyncio.to_thread(self._mailer.send, to, subject, body, key, attachments, thread)

    async def _send_to_team(self, card: Card, subject: str, body: str, key: str, *, answers: str) -> None:
        await self._send(card.region.mailbox, subject, body, key, thread=Thread(card.answered_at, answers))

    async def _read(self, step: Step, shown: bool = False) -> tuple[Card, Handoff]:
        def read(session: Session) -> tuple[Card, Handoff]:
            handoff = session.get_one(Handoff, step.reference)
            zone = region_named(handoff.region).timezone
            card = cards.read(session, handoff, self._now(), self._today(zone), self._here(session, handoff))
            if shown:
                cards.record_shown(session, card, self._now())
            return card, handoff

        return await self._in_session(read)

    def _here(self, session: Session, handoff: Handoff) -> bool | None:
        """Whether the customer is in the chat; nothing where that cannot be told, or the request is over."""
        conversation = store.conversation_of(session, handoff)
        if conversation is None or conversation.door != "chat" or handoff.state == store.RESOLVED:
            return None
        return self._live.somebody_looks(session, conversation.id)

    async def _in_session(self, work: Callable[[Session], T]) -> T:
        return await in_session(self._sessions, work)


def _waits(handoff: Handoff, number: str) -> bool:
    """Whether a request still waits in the round that a step was meant for."""
    return handoff.state == store.WAITING and handoff.rounds == int(number)
