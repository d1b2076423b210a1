"""What is said on one side of a hand-off on its way to the other: into the card's thread, to a customer in Slack, by
mail to one who has left.

A customer in the web chat gets the team's words by `team_replies.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.conversation.files import File
from bot.conversation.live_hub import LiveHub
from bot.handoff.news import InSession, Reader
from bot.handoff.notices import said
from bot.handoff.steps import Send, place_of
from bot.handoff.team_channel import NotTaken, TeamChannel
from bot.jobs import Last
from renewals.regions import region_named
from renewals.store import handoff_steps, handoff_words
from renewals.store import handoffs as store
from renewals.store.conversations import CUSTOMER, HUMAN
from renewals.store.handoff_steps import Step
from renewals.store.tables import Handoff, HandoffFile, Message


class Relaying:
    """Each is a step: done again until it has worked, under keys that make it happen once."""

    def __init__(
        self,
        team: TeamChannel,
        live: LiveHub,
        now: Callable[[], datetime],
        read: Reader,
        send: Send,
        in_session: InSession,  # type: ignore[type-arg]
    ) -> None:
        self._team = team
        self._live = live
        self._now = now
        self._read = read
        self._send = send
        self._in_session = in_session

    async def relay(self, step: Step) -> Last | None:
        """What was said in the conversation reaches the thread, in order.

        The cursor follows behind: what is said again under its key is said once.

        What is said meanwhile makes the step necessary once more.
        """
        handoff, customer, words = await self._in_session(lambda session: _not_relayed(session, step.reference))
        if not words or handoff.state in store.UNCLAIMED or not self._team.has_channel(handoff.region):
            return None
        channel, thread = place_of(handoff)
        language = region_named(handoff.region).languages[0]
        for message in words:
            who = said(language, "assistant") if message.speaker != CUSTOMER else customer or said(language, "customer")
            files = (message.reply or {}).get("files", ()) if message.speaker == CUSTOMER else ()
            for shown in files:
                await self._pass_on(step.reference, shown["id"], channel, thread, who, language)
            if not files:
                await self._team.say(step.reference, f"said:{message.id}", message.text, channel, thread, who)
        return partial(handoff_words.relayed, reference=step.reference, number=words[-1].number)

    async def _pass_on(self, reference: str, file_id: str, channel: str, thread: str, who: str, language: str) -> None:
        """A customer's file reaches the thread; where it cannot, the team learns that there is one."""
        kept = await self._in_session(lambda session: session.get(HandoffFile, file_id))
        if kept is None:
            return
        try:
            await self._team.send(
                reference, f"file:{file_id}", File(kept.name, kept.kind, kept.content), channel, thread, who
            )
        except NotTaken:
            await self._team.say(
                reference, f"said:{file_id}", said(language, "told-not-taken", name=kept.name), channel, thread, who
            )

    async def answer(self, step: Step) -> None:
        """What the team says reaches a customer who talks with the assistant in Slack, in order."""

        def unheard(session: Session) -> list[Message]:
            return handoff_words.words_for_customer(session, session.get_one(Handoff, step.reference))

        for message in await self._in_session(unheard):
            await self._team.answer(
                message.conversation_id, message.id, _heard(message), (message.reply or {}).get("links") or ()
            )
            await self._in_session(partial(handoff_words.answered, reference=step.reference, number=message.number))

    async def amend(self, step: Step, message_id: str) -> None:
        """What was changed or taken back after it had gone to the other side in Slack is changed there."""

        def read(session: Session) -> tuple[Message | None, str, str | None]:
            handoff, customer, _ = _not_relayed(session, step.reference)
            return handoff_words.message(session, message_id), region_named(handoff.region).languages[0], customer

        message, language, customer = await self._in_session(read)
        if message is None:
            return
        if message.speaker == CUSTOMER:
            text = (
                said(language, "withdrawn")
                if (message.reply or {}).get("withdrawn")
                else (f"{message.text} {said(language, 'edited')}")
            )
            await self._team.amend(step.reference, f"said:{message.id}", text, customer or said(language, "customer"))
        else:
            await self._team.amend_answer(
                message.conversation_id, message.id, _heard(message), (message.reply or {}).get("links") or ()
            )

    async def unshare(self, step: Step, file_id: str) -> None:
        await self._team.unshare(step.reference, f"file:{file_id}")

    async def away(self, step: Step) -> None:
        """A customer who has left gets the answer by mail, where their address is verified; the team learns which of
        both it is.
        """
        card, handoff = await self._read(step)
        conversation_id = handoff.conversation_id
        if conversation_id is None or await self._in_session(
            lambda session: self._live.somebody_looks(session, conversation_id)
        ):
            return

        def unseen(session: Session) -> tuple[list[Message], str]:
            words = [
                message
                for message in handoff_words.words_for_customer(session, handoff)
                if message.said_at > handoff.seen_at
            ]
            conversation = store.conversation_of(session, handoff)
            theirs = [
                message for message in words if message.speaker == HUMAN and not (message.reply or {}).get("withdrawn")
            ]
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
            await self._team.say(
                card.reference, key, card.said(told, address=card.reply_to), handoff.channel, handoff.thread
            )

    def _note_mailed(self, session: Session, step: Step, words: Sequence[Message]) -> None:
        """Keeps which answers were mailed; what was changed while the mail went out is told at once."""
        store.hold(session, step.reference)
        for sent, now in [(message, handoff_words.message(session, message.id)) for message in words]:
            if now is None:
                continue
            now.reply = {**(now.reply or {}), "mailed": True}
            if now.text != sent.text:
                handoff_steps.need(session, step.reference, f"mailed:{now.id}", self._now())
        handoff_words.answered(session, step.reference, words[-1].number)

    async def mailed_before(self, step: Step, message_id: str) -> None:
        """The team learns that what was changed or taken back has gone out by mail as it was."""
        card, handoff = await self._read(step)
        message = await self._in_session(lambda session: handoff_words.message(session, message_id))
        if message is not None and handoff.channel and handoff.thread:
            text = card.said("told-mailed", name=(message.reply or {}).get("name"))
            await self._team.say(card.reference, f"mailed:{message_id}", text, handoff.channel, handoff.thread)


def _not_relayed(session: Session, reference: str) -> tuple[Handoff, str | None, list[Message]]:
    """The request, the customer's proved address, and what the team has not seen."""
    handoff = session.get_one(Handoff, reference)
    conversation = store.conversation_of(session, handoff)
    return handoff, conversation.identity if conversation else None, handoff_words.words_for_team(session, handoff)


def _heard(message: Message) -> str:
    """What the team said, as a customer in Slack reads it."""
    name = (message.reply or {}).get("name")
    return f"{name}: {message.text}" if name else message.text
