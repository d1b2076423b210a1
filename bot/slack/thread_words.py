"""What members write, change and delete beneath a card, on its way to the customer; and what customers who ask in Slack change."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.handoff.notices import said as handoff_said
from bot.handoff.team_words import Change, Sent, TeamWords
from bot.slack.attachments import fetched
from bot.slack.blocks import as_typed, escaped, said
from bot.slack.context import Desk
from bot.slack.inbox import WRITTEN, changed, thread_of
from bot.slack.member_words import Words, read, written
from bot.slack.notes import is_note
from bot.slack.outbox import to_one
from bot.slack.team_channels import Channels
from bot.slack.users import Colleague, NamesInSlack, Person, member_of
from renewals.store.handoffs import in_thread, unplaced


class NotYetKnown(ConnectionError):
    """It is not known yet whose card a thread hangs on; it will be in a moment."""


class ThreadWords:
    """Listens to what is written."""

    def __init__(self, desk: Desk, words: TeamWords, channels: Channels) -> None:
        self._desk = desk
        self._channels = channels
        self._words = words

    def relays(self, session: Session, channel: str, thread: str) -> bool:
        """Whether what is written in a thread may be meant for a customer. In a team's channel that is looked at later: the card may be so new that it is not known."""
        return self._channels.region(channel) is not None or in_thread(session, channel, thread) is not None

    async def wrote(self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Somebody has written, changed or deleted something beneath a card."""
        place, event = thread_of(body), body["event"]
        if place is None:
            return
        match event.get("subtype"):
            case "message_deleted":
                await self._words.edited(*place, event["deleted_ts"], None)
            case "message_changed":
                await self._changed(client, context, *place, event)
            case subtype if subtype in WRITTEN:
                await self._said(client, context, *place, event)
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

    async def _changed(self, client: AsyncWebClient, context: AsyncBoltContext, channel: str, thread: str, event: dict[str, Any]) -> None:
        """An answer that becomes a note is taken back. What never went out stays inside: what is written for colleagues is not sent by a slip of the hand."""
        message, before = event["message"], event.get("previous_message") or {}
        if written(message) == written(before):
            # Slack has added a preview.
            return
        if any(map(is_note, written(message))):
            await self._words.edited(channel, thread, message["ts"], None)
            return
        words = await read(message, NamesInSlack(self._desk.people, client, context.team_id or ""))
        change = await self._words.edited(channel, thread, message["ts"], words.text, words.links)
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person):
            never = (
                [handoff_said(person.language, "told-note")]
                if change is Change.NOT_THEIRS and await self._is_a_card(channel, thread)
                else []
            )
            await self._tell(client, channel, thread, person, never or _lost(words, person.language))

    async def _said(self, client: AsyncWebClient, context: AsyncBoltContext, channel: str, thread: str, event: dict[str, Any]) -> None:
        if any(map(is_note, written(event))):
            return
        person = await self._desk.people.asking(context, client)
        if person is None:
            return
        if isinstance(person, Colleague):
            await to_one(client, channel, person.user, said(person.language, "not-known"), thread=thread)
            return
        words = await read(event, NamesInSlack(self._desk.people, client, context.team_id or ""))
        files, refused = await fetched(client, person.language, "member", [*(event.get("files") or []), *words.files])
        troubles = [*refused, *_lost(words, person.language)]
        if words.text or files:
            sent = await self._words.said(channel, thread, event["ts"], member_of(person), words.text, files, words.links)
            if sent is Sent.NONE_OF_OURS and await self._just_posted(channel):
                raise NotYetKnown
            if sent in (Sent.NOT_CLAIMED, Sent.CLOSED):
                troubles = [await self._not_sent(sent, channel, thread, person)]
            elif sent is Sent.NONE_OF_OURS:
                troubles = []
        await self._tell(client, channel, thread, person, troubles)

    async def _not_sent(self, sent: Sent, channel: str, thread: str, person: Person) -> str:
        found = await self._desk.in_session(lambda session: in_thread(session, channel, thread))
        name = "told-closed" if sent is Sent.CLOSED else "told-not-claimed"
        return handoff_said(person.language, name, reference=found.reference if found else "")

    async def _not_passed_on(self, client: AsyncWebClient, context: AsyncBoltContext, channel: str, thread: str) -> None:
        """Something of Slack's own (a huddle, a canvas) stands beneath a card: who began it is told that the customer has nothing of it."""
        person = await self._desk.people.asking(context, client)
        if isinstance(person, Person) and await self._is_a_card(channel, thread):
            await self._tell(client, channel, thread, person, [handoff_said(person.language, "lost-kind")])

    async def _is_a_card(self, channel: str, thread: str) -> bool:
        return await self._desk.in_session(lambda session: in_thread(session, channel, thread)) is not None

    async def _tell(self, client: AsyncWebClient, channel: str, thread: str, person: Person, troubles: list[str]) -> None:
        for trouble in troubles:
            await to_one(client, channel, person.user, escaped(trouble), thread=thread)

    async def _just_posted(self, channel: str) -> bool:
        region = self._channels.region(channel)
        return region is not None and await self._desk.in_session(lambda session: unplaced(session, region))


async def relayed(body: dict[str, Any]) -> bool:
    """Whether something was written in a thread, and not to the assistant."""
    return thread_of(body) is not None


async def rewritten(event: dict[str, Any]) -> bool:
    """Whether something that was written to the assistant directly was changed or deleted."""
    return changed(event) is not None


def _lost(words: Words, language: str) -> list[str]:
    """What a member is told of what did not go along."""
    return [handoff_said(language, f"lost-{what}") for what in words.lost]
