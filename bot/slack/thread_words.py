"""What members write, change and delete beneath a card, on its way to the customer; and what customers who ask in Slack
change.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.handoff.notices import said as handoff_said
from bot.handoff.team_replies import Change, Sent, TeamReplies
from bot.slack.context import Desk
from bot.slack.delivery import to_one
from bot.slack.held_words import Doubt, HeldBack
from bot.slack.inbox import WRITTEN, changed, thread_of
from bot.slack.member_words import written as texts_of
from bot.slack.notes import is_like_note, is_note
from bot.slack.passing_on import PassingOn, Ready, Written
from bot.slack.team_channels import Channels
from bot.slack.text import as_typed, escaped, said
from bot.slack.users import Colleague, Person
from renewals.store import held_words
from renewals.store.handoffs import CLAIMED, in_thread, unplaced
from renewals.store.tables import Handoff


class NotYetKnown(ConnectionError):
    """It is not known yet whose card a thread hangs on; it will be in a moment."""


class ThreadWords:
    """Listens to what is written."""

    def __init__(self, desk: Desk, words: TeamReplies, channels: Channels) -> None:
        self._desk = desk
        self._channels = channels
        self._words = words
        self._passing_on = PassingOn(desk, words)
        self.held_back = HeldBack(desk, self._passing_on)

    def relays(self, session: Session, channel: str, thread: str) -> bool:
        """Whether what is written in a thread may be meant for a customer.

        In a team's channel that is looked at later: the card may be so new that it is not known.
        """
        return self._channels.region(channel) is not None or in_thread(session, channel, thread) is not None

    async def wrote(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Somebody has written, changed or deleted something beneath a card."""
        place, event = thread_of(body), body["event"]
        if place is None:
            return
        match event.get("subtype"):
            case "message_deleted":
                await self._desk.in_session(lambda session: held_words.drop_at(session, place[0], event["deleted_ts"]))
                await self._passing_on.take_back(*place, event["deleted_ts"])
            case "message_changed":
                await self._changed(
                    client, context, Written(*place, event["message"]), event.get("previous_message") or {}
                )
            case subtype if subtype in WRITTEN:
                await self._said(client, context, Written(*place, event))
            case _:
                await self._not_passed_on(client, context, *place)

    async def rewrote(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Somebody has changed or deleted what they had written to the assistant directly."""
        message = changed(event)
        if message is None:
            return
        # Under this id it was kept when it was asked (bot/slack/messages.py).
        client_id = f"slack:{context.team_id}:{event['channel']}:{message['ts']}"
        text = as_typed(message.get("text") or "") if event["subtype"] == "message_changed" else None
        await self._words.edited_by_customer(client_id, text)

    async def _changed(
        self, client: AsyncWebClient, context: AsyncBoltContext, written: Written, before: dict[str, Any]
    ) -> None:
        """An answer that becomes a note is taken back, and its author is asked where it may be one.

        What never went out stays inside: what is written for colleagues is not sent by a slip of the hand.
        """
        texts = texts_of(written.message)
        if texts == texts_of(before):
            # Slack has added a preview.
            return
        note = any(map(is_note, texts))
        if await self._desk.in_session(lambda session: _amended(session, written, note)):
            return
        if note:
            await self._passing_on.take_back(written.channel, written.thread, written.ts)
            return
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        becomes_like_a_note = any(map(is_like_note, texts)) and not any(map(is_like_note, texts_of(before)))
        handoff = await self._card(written.channel, written.thread)
        if handoff is not None and becomes_like_a_note and await self._passing_on.is_sent(written):
            await self.held_back.ask(
                client, person, written, Doubt.CHANGE, handoff.reference, handoff.owner_name or "", []
            )
            return
        ready = await self._passing_on.written_out(client, context, written)
        change = await self._passing_on.change(written, ready)
        never = handoff is not None and change is Change.NOT_THEIRS
        told = (
            [handoff_said(person.language, "told-note")]
            if never
            else ready.lost(person.language)
            if change is Change.MADE
            else []
        )
        await self._tell(client, written, person, told)

    async def _said(self, client: AsyncWebClient, context: AsyncBoltContext, written: Written) -> None:
        if any(map(is_note, texts_of(written.message))):
            return
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        if isinstance(person, Colleague):
            await to_one(
                client, written.channel, person.user, said(person.language, "not-known"), thread=written.thread
            )
            return
        ready = await self._passing_on.ready(client, context, person, written)
        if ready.empty:
            await self._tell(client, written, person, ready.troubles(person.language))
            return
        handoff = await self._card(written.channel, written.thread)
        doubt = _doubt(handoff, person, written, ready)
        if handoff is not None and doubt is not None:
            before = list(ready.refused)
            await self.held_back.ask(
                client, person, written, doubt, handoff.reference, handoff.owner_name or "", before
            )
            return
        sent = await self._passing_on.send(person, written, ready)
        if sent is Sent.NONE_OF_OURS and await self._just_posted(written.channel):
            raise NotYetKnown
        await self._tell(client, written, person, _told(sent, handoff, ready, person.language))

    async def _not_passed_on(
        self, client: AsyncWebClient, context: AsyncBoltContext, channel: str, thread: str
    ) -> None:
        """Something of Slack's own (a huddle, a canvas) stands beneath a card: who began it is told that the customer
        has nothing of it.
        """
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person) and await self._card(channel, thread) is not None:
            await to_one(
                client, channel, person.user, escaped(handoff_said(person.language, "lost-kind")), thread=thread
            )

    async def _card(self, channel: str, thread: str) -> Handoff | None:
        return await self._desk.in_session(lambda session: in_thread(session, channel, thread))

    async def _tell(self, client: AsyncWebClient, written: Written, person: Person, troubles: list[str]) -> None:
        for trouble in troubles:
            await to_one(client, written.channel, person.user, escaped(trouble), thread=written.thread)

    async def _just_posted(self, channel: str) -> bool:
        region = self._channels.region(channel)
        return region is not None and await self._desk.in_session(lambda session: unplaced(session, region))


async def relayed(body: dict[str, Any]) -> bool:
    """Whether something was written in a thread, and not to the assistant."""
    return thread_of(body) is not None


async def rewritten(event: dict[str, Any]) -> bool:
    """Whether something that was written to the assistant directly was changed or deleted."""
    return changed(event) is not None


def _doubt(handoff: Handoff | None, person: Person, written: Written, ready: Ready) -> Doubt | None:
    """Why a message may not be meant for the customer, or not as it is; nothing where it plainly is."""
    if handoff is None or handoff.state != CLAIMED:
        return None
    if handoff.owner != person.email:
        return Doubt.OTHER
    if any(map(is_like_note, texts_of(written.message))):
        return Doubt.NOTE
    return Doubt.FILE if ready.refused else None


def _amended(session: Session, written: Written, note: bool) -> bool:
    """Whether something was held back of a message: it is held as it is now,
    or is a note now and no more asked about.
    """
    if note:
        return held_words.drop_at(session, written.channel, written.ts)
    return held_words.amend(session, written.channel, dict(written.message))


def _told(sent: Sent, handoff: Handoff | None, ready: Ready, language: str) -> list[str]:
    """What a member is told of what they have written."""
    reference = handoff.reference if handoff else ""
    match sent:
        case Sent.CLOSED:
            return [handoff_said(language, "told-closed", reference=reference)]
        case Sent.NOT_CLAIMED:
            return [handoff_said(language, "told-not-claimed", reference=reference)]
        case Sent.NONE_OF_OURS:
            return []
    return ready.troubles(language)
