"""Where an answer goes: to everybody in a channel, to the asker alone, or as a direct message; and sharing what the
asker alone sees.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import as_blocks, plain
from bot.slack.context import Desk
from bot.slack.delivery import reply, to_one
from bot.slack.drafts import Drafts
from bot.slack.list_pages import Audience, Page
from bot.slack.lists import Lists
from bot.slack.outbox import reference
from bot.slack.query import NotAQuery, unpacked
from bot.slack.readers import Readers
from bot.slack.text import escaped, said
from bot.slack.users import Person

# A button's value holds 2000 characters.
LONGEST = 2000


@dataclass(frozen=True)
class Place:
    """Where something was asked, and where the answer goes: a thread in a channel, or a direct message (with or without
    a thread).

    `readers`: who reads there.
    """

    team: str
    channel: str
    thread: str | None
    readers: Readers

    @property
    def direct(self) -> bool:
        return self.channel.startswith("D")

    def alone(self, audience: Audience) -> bool:
        """Whether an answer for an audience goes to the asker alone."""
        if self.direct or (audience is Audience.EVERYBODY and self.readers is not Readers.OUTSIDERS):
            return False
        return audience is Audience.ASKER or self.readers is not Readers.REPRESENTATIVES


class Showing:
    """Shows answers, and shares what was shown to one person."""

    def __init__(self, desk: Desk, lists: Lists, drafts: Drafts) -> None:
        self._desk = desk
        self._lists = lists
        self._drafts = drafts

    async def show(
        self, client: AsyncWebClient, person: Person, language: str, place: Place, page: Page, ref: str
    ) -> None:
        """Shows a page once under a reference: to the asker alone where others may not see it.

        A list of several pages then goes to the direct message: what one person sees in a channel is gone when they
        look again.
        """
        if not place.alone(page.audience):
            await self._desk.posts.once(client, place.team, ref, place.channel, page.text, page.blocks, place.thread)
            return
        why = said(
            language,
            {Readers.OUTSIDERS: "only-you", Readers.COLLEAGUES: "only-you-here"}.get(place.readers, "only-you-anyway"),
        )
        text, blocks = page.text, page.blocks
        if page.pages > 1:
            await self._desk.posts.once(client, place.team, ref, person.user, page.text, page.blocks)
            text, blocks = escaped(said(language, "sent-directly")), []
        note: list[Block] = [
            ContextBlock(elements=[plain(why if page.pages == 1 else (f"{said(language, 'sent-directly')} {why}"))])
        ]
        share = _share(language, page, place) if place.readers is Readers.COLLEAGUES else []
        await to_one(
            client, place.channel, person.user, f"{text}\n{why}", [*blocks, *as_blocks([*note, *share])], place.thread
        )

    async def share(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        """Shows everybody in the channel what the presser sees, without its buttons: nobody widens it afterwards."""
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        container, action = body["container"], body["actions"][0]
        channel, team = str(container.get("channel_id")), context.team_id or ""
        page, thread = await self._again(person, str(action.get("value") or ""))
        if page is None:
            await reply(respond, client, person.user, said(person.language, "gone"))
            return
        if await self._desk.readers.of(client, team, channel) is Readers.OUTSIDERS:
            await reply(respond, client, person.user, said(person.language, "share-outsiders"))
            return
        by = said(person.language, "shared-by", name=person.name or person.email)
        blocks = [
            *as_blocks([ContextBlock(elements=[plain(by)])]),
            *(block for block in page.blocks if block["type"] != "actions"),
        ]
        ref = reference("shared", team, channel, person.user, str(action.get("action_ts")))
        text = f"{escaped(by)}\n{page.text}"
        await self._desk.posts.once(client, team, ref, channel, text, blocks, thread or container.get("thread_ts"))

    async def _again(self, person: Person, value: str) -> tuple[Page | None, str | None]:
        """What a button shares, as the presser may see it now, and the thread that it goes to."""
        try:
            read: Any = json.loads(value)
            thread = str(read["thread"]) if read.get("thread") else None
            if "contract" in read:
                return await self._drafts.to_share(person, str(read["contract"])), thread
            return await self._lists.page(person, unpacked(str(read["list"]))), thread
        except (ValueError, KeyError, AttributeError, TypeError, NotAQuery):
            return None, None


def _share(language: str, page: Page, place: Place) -> list[Block]:
    if page.shared is None:
        return []
    value = json.dumps({**page.shared, "thread": place.thread}, separators=(",", ":"), ensure_ascii=False)
    if len(value) > LONGEST:
        return []
    return [
        ActionsBlock(
            elements=[ButtonElement(text=plain(said(language, "share-here")), value=value, action_id="share_here")]
        )
    ]
