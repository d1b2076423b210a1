"""Passes what a member wrote beneath a card on to the customer, or a change to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.conversation.files import File
from bot.handoff.notices import said
from bot.handoff.team_replies import Change, Sent, TeamReplies
from bot.slack.attachments import fetched
from bot.slack.context import Desk
from bot.slack.member_words import CustomerText, read
from bot.slack.users import NamesInSlack, Person, member_of
from renewals.store.handoff_words import said_in_slack
from renewals.store.handoffs import in_thread


@dataclass(frozen=True)
class Written:
    """A message beneath a card, as Slack delivered it."""

    channel: str
    thread: str
    message: Mapping[str, Any]

    @property
    def ts(self) -> str:
        return str(self.message["ts"])


@dataclass(frozen=True)
class Ready:
    """A message as the customer can have it. `refused`: what is told of files that cannot go along."""

    words: CustomerText
    files: Sequence[File] = ()
    refused: Sequence[str] = ()

    @property
    def empty(self) -> bool:
        return not (self.words.text or self.files)

    def lost(self, language: str) -> list[str]:
        """What its author is told of words that did not go along."""
        return [said(language, f"lost-{what}") for what in self.words.lost]

    def troubles(self, language: str) -> list[str]:
        return [*self.refused, *self.lost(language)]


class PassingOn:
    """The way to the customer. Whether something is to take it is decided before."""

    def __init__(self, desk: Desk, words: TeamReplies) -> None:
        self._desk = desk
        self._words = words

    async def ready(self, client: AsyncWebClient, context: AsyncBoltContext, person: Person, written: Written) -> Ready:
        """Writes a message out, and fetches its files."""
        words = await read(written.message, NamesInSlack(self._desk.people, client, context.team_id or ""))
        files, refused = await fetched(
            client, person.language, "member", [*(written.message.get("files") or []), *words.files]
        )
        return Ready(words, files, refused)

    async def written_out(self, client: AsyncWebClient, context: AsyncBoltContext, written: Written) -> Ready:
        """Writes a message out without its files: a change brings none."""
        return Ready(await read(written.message, NamesInSlack(self._desk.people, client, context.team_id or "")))

    async def send(self, person: Person, written: Written, ready: Ready) -> Sent:
        words = ready.words
        return await self._words.said(
            written.channel, written.thread, written.ts, member_of(person), words.text, ready.files, words.links
        )

    async def change(self, written: Written, ready: Ready) -> Change:
        return await self._words.edited(
            written.channel, written.thread, written.ts, ready.words.text, ready.words.links
        )

    async def take_back(self, channel: str, thread: str, ts: str) -> Change:
        """What the customer has of a message is withdrawn."""
        return await self._words.edited(channel, thread, ts, None)

    async def is_sent(self, written: Written) -> bool:
        """Whether the customer has the message, as it is or as it was."""

        def look(session: Session) -> bool:
            handoff = in_thread(session, written.channel, written.thread)
            if handoff is None or handoff.conversation_id is None:
                return False
            message = said_in_slack(session, handoff.conversation_id, written.channel, written.ts)
            return message is not None and not (message.reply or {}).get("withdrawn")

        return await self._desk.in_session(look)
