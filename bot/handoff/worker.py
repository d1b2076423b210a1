"""Does what is still to be done for hand-offs, each thing again until it has worked. What it says and sends goes out under keys, and so once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.conversation.files import File
from bot.conversation.live_hub import LiveHub
from bot.handoff import card as cards
from bot.handoff.card import Card
from bot.handoff.escalation import MAIL, OVERFLOW, REMIND, step_of
from bot.handoff.news import OVER, News
from bot.handoff.notices import region_name, said
from bot.handoff.operations import HandoffOperations
from bot.handoff.team_channel import NotReached, NotTaken, TeamChannel
from bot.mail import NO_THREAD, Mailer, Thread
from renewals.contract_table import csv_of
from renewals.office_hours import is_open
from renewals.regions import region_named
from renewals.store import handoffs as store
from renewals.store.conversations import CUSTOMER, HUMAN
from renewals.store.database import GroupCommit, Sessions, in_session
from renewals.store.handoffs import Step
from renewals.store.tables import Handoff, HandoffFile, Message

logger = logging.getLogger(__name__)

T = TypeVar("T")
# What is kept in the same transaction as that a step is done.
Last = Callable[[Session], None]
AT_ONCE = 8
AT_LATEST_EVERY = 2.0
RETRIED_AFTER = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
LONGEST_MAIL = 50_000
LONGEST_TRANSCRIPT = 8500


class NotYet(Exception):
    """Something else has to be done first."""


class HandoffWorker:
    """The worker: one request's steps one after the other, several requests at once."""

    def __init__(
        self,
        sessions: Sessions,
        group_commit: GroupCommit,
        team: TeamChannel,
        handoffs: HandoffOperations,
        mailer: Mailer,
        live: LiveHub,
        now: Callable[[], datetime],
        awake: asyncio.Event,
    ) -> None:
        self._sessions = sessions
        self._group_commit = group_commit
        self._team = team
        self._handoffs = handoffs
        self._mailer = mailer
        self._live = live
        self._now = now
        self._awake = awake
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._working: dict[str, asyncio.Task[None]] = {}
        self._news = News(team, self._read, self._send_to_team, self._in_session)

    async def run(self) -> None:
        """For ever. Begins what is due, as soon as it is; after a stop, where the stop left it."""
        while True:
            self._awake.clear()
            pause = AT_LATEST_EVERY
            try:
                pause = await self._begin_due()
            except Exception:
                logger.exception("hand-offs could not be looked after")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), pause)

    async def close(self) -> None:
        """Waits a little for what is under way; the rest is done after the next start."""
        if self._working:
            _, late = await asyncio.wait(self._working.values(), timeout=5.0)
            for task in late:
                task.cancel()

    async def _begin_due(self) -> float:
        """Begins what is due; how many seconds there are until the next thing is."""

        def look(session: Session) -> tuple[list[Step], datetime | None]:
            return store.due(session, self._now()), store.next_due(session)

        steps, coming = await self._in_session(look)
        by_request: dict[str, list[Step]] = defaultdict(list)
        for step in steps:
            by_request[step.reference].append(step)
        for reference, its in by_request.items():
            if reference not in self._working:
                self._working[reference] = asyncio.create_task(self._all(reference, its))
        wait = (coming - self._now()).total_seconds() if coming else AT_LATEST_EVERY
        return min(max(wait, 0.2), AT_LATEST_EVERY)

    async def _all(self, reference: str, steps: Sequence[Step]) -> None:
        try:
            async with self._at_once:
                for step in sorted(steps, key=lambda step: step.name != "show"):
                    await self._one(step)
        except Exception:
            logger.exception("what is to be done for %s could not be worked on", reference)
        finally:
            del self._working[reference]
            self._awake.set()

    async def _one(self, step: Step) -> None:
        name, *more = step.name.split(":")
        try:
            last = await self._work()[name](step, *more)
            await self._group_commit.write(lambda session: _finish(session, step, last))
        except Exception as failure:  # noqa: BLE001 - whatever it is, it is tried again, and nothing else waits for it
            pause = RETRIED_AFTER[min(step.attempts, len(RETRIED_AFTER) - 1)]
            level = logging.DEBUG if isinstance(failure, NotYet) else logging.WARNING
            logger.log(level, "step %s of %s failed (%s), again in %.0f s", step.name, step.reference, type(failure).__name__, pause)
            await self._in_session(lambda session: store.postpone(session, step, self._now() + timedelta(seconds=pause)))

    def _work(self) -> dict[str, Callable[..., Awaitable[Last | None]]]:
        return {
            "show": self._show, "leave": self._leave, "relay": self._relay, "answer": self._answer, "away": self._away, "tell": self._tell, "mailed": self._mailed_before,
            "quote": self._quote, "amend": self._amend, "unshare": self._unshare, "given": self._given, "forget": self._forget, REMIND: self._remind, OVERFLOW: self._overflow, MAIL: self._mail,
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
            logger.error("the channel of %s cannot be reached (%s): %s goes by mail", handoff.region, failure, step.reference)
            await self._in_session(lambda session: store.need(session, step.reference, step_of(MAIL, handoff), self._now()))
            return
        if handoff.channel is None and not await self._in_session(lambda session: self._placed(session, handoff, channel, thread)):
            return
        before = cards.said_before(card, LONGEST_TRANSCRIPT)
        await self._team.say(card.reference, f"transcript:{handoff.moves}", before, channel, thread)
        if handoff.moves:
            came_from = await self._in_session(lambda session: store.region_before(session, step.reference))
            text = card.said("moved-here", reference=card.reference, region=region_name(came_from or card.region.code, card.language))
            await self._team.say(card.reference, f"moved:{handoff.moves}", text, channel, thread)

    def _placed(self, session: Session, handoff: Handoff, channel: str, thread: str) -> bool:
        """Keeps where a new card stands; where the request has gone on before it was posted, the card is to say so."""
        if store.placed(session, handoff.reference, handoff.moves, channel, thread):
            return True
        store.need(session, handoff.reference, f"leave:{channel}:{thread}", self._now())
        return False

    async def _leave(self, step: Step, channel: str, thread: str) -> None:
        card, _ = await self._read(step)
        await self._team.leave(card, channel, thread)

    async def _relay(self, step: Step) -> Last | None:
        """What was said in the conversation reaches the thread, in order. The cursor follows behind: what is said again under its key is said once.

        What is said meanwhile makes the step necessary once more.
        """
        handoff, customer, words = await self._in_session(lambda session: _not_relayed(session, step.reference))
        if not words or handoff.state in store.UNCLAIMED or not self._team.has_channel(handoff.region):
            return None
        channel, thread = _place(handoff)
        language = region_named(handoff.region).languages[0]
        for message in words:
            who = said(language, "assistant") if message.speaker != CUSTOMER else customer or said(language, "customer")
            files = (message.reply or {}).get("files", ()) if message.speaker == CUSTOMER else ()
            for shown in files:
                await self._pass_on(step.reference, shown["id"], channel, thread, who, language)
            if not files:
                await self._team.say(step.reference, f"said:{message.id}", message.text, channel, thread, who)
        return partial(store.relayed, reference=step.reference, number=words[-1].number)

    async def _pass_on(self, reference: str, file_id: str, channel: str, thread: str, who: str, language: str) -> None:
        """A customer's file reaches the thread; where it cannot, the team learns that there is one."""
        kept = await self._in_session(lambda session: session.get(HandoffFile, file_id))
        if kept is None:
            return
        try:
            await self._team.send(reference, f"file:{file_id}", File(kept.name, kept.kind, kept.content), channel, thread, who)
        except NotTaken:
            await self._team.say(reference, f"said:{file_id}", said(language, "told-not-taken", name=kept.name), channel, thread, who)

    async def _answer(self, step: Step) -> None:
        """What the team says reaches a customer who talks with the assistant in Slack, in order."""

        def unheard(session: Session) -> list[Message]:
            return store.words_for_customer(session, session.get_one(Handoff, step.reference))

        for message in await self._in_session(unheard):
            await self._team.answer(message.conversation_id, message.id, _heard(message), (message.reply or {}).get("links") or ())
            await self._in_session(partial(store.answered, reference=step.reference, number=message.number))

    async def _amend(self, step: Step, message_id: str) -> None:
        """What was changed or taken back after it had gone to the other side in Slack is changed there."""

        def read(session: Session) -> tuple[Message | None, str, str | None]:
            handoff, customer, _ = _not_relayed(session, step.reference)
            return store.message(session, message_id), region_named(handoff.region).languages[0], customer

        message, language, customer = await self._in_session(read)
        if message is None:
            return
        if message.speaker == CUSTOMER:
            text = said(language, "withdrawn") if (message.reply or {}).get("withdrawn") else f"{message.text} {said(language, 'edited')}"
            await self._team.amend(step.reference, f"said:{message.id}", text, customer or said(language, "customer"))
        else:
            await self._team.amend_answer(message.conversation_id, message.id, _heard(message), (message.reply or {}).get("links") or ())

    async def _unshare(self, step: Step, file_id: str) -> None:
        await self._team.unshare(step.reference, f"file:{file_id}")

    async def _away(self, step: Step) -> None:
        """A customer who has left gets the answer by mail, where their address is verified; the team learns which of both it is."""
        card, handoff = await self._read(step)
        if handoff.conversation_id is None or self._live.has_subscribers(handoff.conversation_id):
            return

        def unseen(session: Session) -> tuple[list[Message], str]:
            words = [message for message in store.words_for_customer(session, handoff) if message.said_at > handoff.seen_at]
            conversation = store.conversation_of(session, handoff)
            theirs = [message for message in words if message.speaker == HUMAN and not (message.reply or {}).get("withdrawn")]
            return theirs, conversation.language if conversation else handoff.language

        words, language = await self._in_session(unseen)
        if not words:
            return
        if card.answered_at:
            text = "\n\n".join(f"{(message.reply or {}).get('name')}: {message.text}" for message in words)
            subject, body = (
                said(language, "away-subject", reference=card.reference),
                said(language, "away-body", reference=card.reference, said=text),
            )
            await self._send(card.answered_at, subject, body, f"{card.reference}-answer-{words[-1].number}")
            await self._in_session(lambda session: self._note_mailed(session, step, words))
        if handoff.channel and handoff.thread:
            told = "told-left" if card.answered_at else "told-left-phone" if card.reply_to else "told-left-unverified"
            key = f"left:{words[-1].number}" if card.answered_at else f"left:{handoff.rounds}"
            await self._team.say(card.reference, key, card.said(told, address=card.reply_to), handoff.channel, handoff.thread)

    def _note_mailed(self, session: Session, step: Step, words: Sequence[Message]) -> None:
        """Keeps which answers were mailed; what was changed while the mail went out is told at once."""
        store.hold(session, step.reference)
        for sent, now in [(message, store.message(session, message.id)) for message in words]:
            if now is None:
                continue
            now.reply = {**(now.reply or {}), "mailed": True}
            if now.text != sent.text:
                store.need(session, step.reference, f"mailed:{now.id}", self._now())
        store.answered(session, step.reference, words[-1].number)

    async def _mailed_before(self, step: Step, message_id: str) -> None:
        """The team learns that what was changed or taken back has gone out by mail as it was."""
        card, handoff = await self._read(step)
        message = await self._in_session(lambda session: store.message(session, message_id))
        if message is not None and handoff.channel and handoff.thread:
            text = card.said("told-mailed", name=(message.reply or {}).get("name"))
            await self._team.say(card.reference, f"mailed:{message_id}", text, handoff.channel, handoff.thread)

    async def _tell(self, step: Step, outcome: str, number: str) -> None:
        """The team learns what the customer did."""
        card, handoff = await self._read(step)
        if handoff.channel and handoff.thread:
            await self._team.say(card.reference, f"tell:{outcome}:{number}", card.said(OVER[outcome]), handoff.channel, handoff.thread)

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
        body = "\n\n".join([card.said("quote-body"), cards.who(card), *cards.details(card)])
        contracts = [(f"{card.reference}.csv", csv_of(card.contracts, card.today))] if card.contracts else []
        await self._send(card.region.mailbox, card.said("quote-subject", **names), body, key, contracts, Thread(card.answered_at))
        if self._team.has_channel(handoff.region):
            channel, thread = _place(handoff)
            text = card.said("told-quote", reference=card.reference, mailbox=card.region.mailbox)
            await self._team.say(card.reference, f"quote:{step.wanted}", text, channel, thread)

    async def _forget(self, step: Step) -> None:
        await self._team.forget(step.reference)

    async def _remind(self, step: Step, number: str) -> None:
        """The channel is reminded of a request that nobody has taken up."""
        card, handoff = await self._read(step)
        if _waits(handoff, number) and self._team.has_channel(handoff.region):
            channel, _ = _place(handoff)
            text = card.said("remind", reference=card.reference, at=card.at(card.waiting_since))
            await self._team.say(card.reference, f"remind:{number}", text, channel, None)
            await self._in_session(
                lambda session: store.record(session, step.reference, store.BY_CLOCK, "reminded", handoff.state, handoff.state, self._now())
            )

    async def _overflow(self, step: Step, number: str) -> None:
        """Another region steps in, where it is at work; where not, the mailbox is next."""
        _, handoff = await self._read(step)
        other = region_named(region_named(handoff.region).overflow)
        if _waits(handoff, number) and handoff.moves == 0 and self._team.has_channel(other.code) and is_open(other, self._now()):
            self._handoffs.tell_live(await self._in_session(lambda session: self._handoffs.overflow(session, step.reference, other.code)))

    async def _mail(self, step: Step, number: str) -> None:
        """The mailbox gets the whole card, and the customer is told."""
        card, handoff = await self._read(step, shown=True)
        if not _waits(handoff, number):
            return
        names = {"reference": card.reference, "region": card.region_name}
        body = "\n\n".join(
            [cards.state(card), cards.who(card), *cards.details(card), cards.said_before(card, LONGEST_MAIL, everything=True)]
        )
        key = f"{card.reference}-{number}"
        await self._send(card.region.mailbox, card.said("mail-subject", **names), body, key, thread=Thread(card.answered_at))
        self._handoffs.tell_live(await self._in_session(lambda session: self._handoffs.mailed(session, step.reference)))

    async def _send(
        self, to: str, subject: str, body: str, key: str, attachments: Sequence[tuple[str, bytes]] = (), thread: Thread = NO_THREAD
    ) -> None:
        await asyncio.to_thread(self._mailer.send, to, subject, body, key, attachments, thread)

    async def _send_to_team(self, card: Card, subject: str, body: str, key: str, *, answers: str) -> None:
        await self._send(card.region.mailbox, subject, body, key, thread=Thread(card.answered_at, answers))

    async def _read(self, step: Step, shown: bool = False) -> tuple[Card, Handoff]:
        def read(session: Session) -> tuple[Card, Handoff]:
            handoff = session.get_one(Handoff, step.reference)
            card = cards.read(session, handoff, self._now())
            if shown:
                cards.record_shown(session, card, self._now())
            return card, handoff

        return await self._in_session(read)

    async def _in_session(self, work: Callable[[Session], T]) -> T:
        return await in_session(self._sessions, work)


def _finish(session: Session, step: Step, last: Last | None) -> None:
    # The request before the step, as everybody takes them: in another order two could wait for each other.
    if last is not None:
        last(session)
    store.finish(session, step)


def _not_relayed(session: Session, reference: str) -> tuple[Handoff, str | None, list[Message]]:
    """The request, the customer's proved address, and what the team has not seen."""
    handoff = session.get_one(Handoff, reference)
    conversation = store.conversation_of(session, handoff)
    return handoff, conversation.identity if conversation else None, store.words_for_team(session, handoff)


def _heard(message: Message) -> str:
    """What the team said, as a customer in Slack reads it."""
    name = (message.reply or {}).get("name")
    return f"{name}: {message.text}" if name else message.text


def _waits(handoff: Handoff, number: str) -> bool:
    """Whether a request still waits in the round that a step was meant for."""
    return handoff.state == store.WAITING and handoff.rounds == int(number)


def _place(handoff: Handoff) -> tuple[str, str]:
    if handoff.channel is None or handoff.thread is None:
        raise NotYet
    return handoff.channel, handoff.thread
