"""What members of a team do with requests in Slack: the card's buttons, and what they write beneath it. Every press asks anew who presses."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.handoff.notices import said as handoff_said
from bot.handoff.operations import HandoffOperations, Member, Outcome, Sent
from bot.slack.attachments import fetched
from bot.slack.blocks import as_typed, as_written, escaped, said
from bot.slack.context import Desk
from bot.slack.handoff_card import BETWEEN
from bot.slack.inbox import changed, thread_of
from bot.slack.notes import is_note
from bot.slack.outbox import reply, to_one
from bot.slack.team_channels import Channels
from bot.slack.users import Colleague, Person
from renewals.store.handoffs import in_thread, unplaced

logger = logging.getLogger(__name__)

LONGEST_WORDS = 8000


class NotYetKnown(ConnectionError):
    """It is not known yet whose card a thread hangs on; it will be in a moment."""


class HandoffDesk:
    """Listens to members of teams."""

    def __init__(self, desk: Desk, handoffs: HandoffOperations, channels: Channels) -> None:
        self._desk = desk
        self._channels = channels
        self._handoffs = handoffs

    def relays(self, session: Session, channel: str, thread: str) -> bool:
        """Whether what is written in a thread may be meant for a customer. In a team's channel that is looked at later: the card may be so new that it is not known."""
        return self._channels.region(channel) is not None or in_thread(session, channel, thread) is not None

    async def wrote(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Somebody has written, changed or deleted something beneath a card."""
        place, event = thread_of(body), body["event"]
        if place is None:
            return
        channel, thread = place
        if event.get("subtype") == "message_deleted":
            await self._handoffs.edited(channel, thread, event["deleted_ts"], None)
        elif event.get("subtype") == "message_changed":
            await self._changed(client, context, channel, thread, event)
        else:
            await self._said(client, context, channel, thread, event)

    async def _changed(self, client: AsyncWebClient, context: AsyncBoltContext, channel: str, thread: str, event: dict[str, Any]) -> None:
        """An answer that becomes a note is taken back. What was a note stays one: what is written for colleagues is not sent by a slip of the hand."""
        text = event["message"].get("text") or ""
        if is_note(text):
            await self._handoffs.edited(channel, thread, event["message"]["ts"], None)
        elif is_note((event.get("previous_message") or {}).get("text") or ""):
            person = await self._desk.people.asking(context, client)
            if isinstance(person, Person):
                await to_one(client, channel, person.user, escaped(handoff_said(person.language, "told-note")), thread=thread)
        else:
            await self._handoffs.edited(channel, thread, event["message"]["ts"], as_written(text)[:LONGEST_WORDS])

    async def rewrote(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Somebody has changed or deleted what they had written to the assistant directly."""
        message = changed(event)
        if message is None:
            return
        # Under this id it was kept when it was asked (bot/slack/messages.py).
        client_id = f"slack:{context.team_id}:{event['channel']}:{message['ts']}"
        text = as_typed(message.get("text") or "") if event["subtype"] == "message_changed" else None
        await self._handoffs.edited_by_customer(client_id, text)

    async def _said(self, client: AsyncWebClient, context: AsyncBoltContext, channel: str, thread: str, event: dict[str, Any]) -> None:
        if is_note(event.get("text") or ""):
            return
        text = as_written(event.get("text") or "")
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        if isinstance(person, Colleague):
            await to_one(client, channel, person.user, said(person.language, "not-known"), thread=thread)
            return
        files, troubles = await fetched(client, person.language, "member", event.get("files") or [])
        if text or files:
            sent = await self._handoffs.said(channel, thread, event["ts"], _member(person), text[:LONGEST_WORDS], files)
            if sent is Sent.NONE_OF_OURS and await self._just_posted(channel):
                raise NotYetKnown
            if sent is Sent.NOT_CLAIMED:
                found = await self._desk.in_session(lambda session: in_thread(session, channel, thread))
                troubles.append(handoff_said(person.language, "told-not-claimed", reference=found.reference if found else ""))
        for trouble in troubles:
            await to_one(client, channel, person.user, escaped(trouble), thread=thread)

    async def _just_posted(self, channel: str) -> bool:
        region = self._channels.region(channel)
        return region is not None and await self._desk.in_session(lambda session: unplaced(session, region))

    async def pressed(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """One of a card's buttons, or a choice of its selects."""
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        if isinstance(person, Colleague):
            await reply(respond, client, person.user, said(person.language, "not-known"))
            return
        action = body["actions"][0]
        value = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
        name = str(action["action_id"]).removeprefix("handoff_")
        if name == "give":
            await self._given(action, person, context, client, respond)
            return
        outcome = await self._done(name, *value.partition(BETWEEN)[::2], _member(person))
        told = _told(name, outcome, person)
        if told:
            await reply(respond, client, person.user, escaped(told))

    async def _given(
        self, action: dict[str, Any], person: Person, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """A colleague was chosen. Which request it is, and who had it when the card was drawn, the block's id tells."""
        _, reference, holder = str(action["block_id"]).split(BETWEEN)
        colleague = await self._desk.people.who(client, context.team_id or "", str(action.get("selected_user")))
        if not isinstance(colleague, Person):
            await reply(respond, client, person.user, escaped(handoff_said(person.language, "told-no-representative")))
            return
        told = _told("give", await self._handoffs.give(reference, _member(colleague), holder, _member(person)), person)
        if told:
            await reply(respond, client, person.user, escaped(told))

    async def _done(self, name: str, reference: str, choice: str, member: Member) -> Outcome:
        match name:
            case "claim":
                return await self._handoffs.claim(reference, member)
            case "release":
                return await self._handoffs.release(reference, member)
            case "reassign":
                return await self._handoffs.reassign(reference, choice, member)
            case "resolve":
                return await self._handoffs.resolve(reference, choice, member)
            case "reopen":
                return await self._handoffs.reopen(reference, member)
            case "quote":
                return await self._handoffs.mail_quote(reference, member)
        raise ValueError(name)


async def relayed(body: dict[str, Any]) -> bool:
    """Whether something was written in a thread, and not to the assistant."""
    return thread_of(body) is not None


async def rewritten(event: dict[str, Any]) -> bool:
    """Whether something that was written to the assistant directly was changed or deleted."""
    return changed(event) is not None


def _told(name: str, outcome: Outcome, person: Person) -> str | None:
    """What the presser is told; where all is well, the card tells."""
    if name == "quote":
        return handoff_said(person.language, "told-quote", reference=outcome.reference, mailbox=outcome.mailbox)
    if outcome.done:
        return None
    if name in ("claim", "give") and outcome.owner_name:
        return handoff_said(person.language, "told-taken", name=outcome.owner_name, reference=outcome.reference)
    return handoff_said(person.language, "told-changed", reference=outcome.reference)


def _member(person: Person) -> Member:
    return Member(person.email, person.name or person.email)
