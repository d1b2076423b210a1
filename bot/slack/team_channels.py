"""The regional teams' channels: a request's card, what is said beneath it,
and answers to customers who ask in Slack.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block, ContextBlock
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.files import File
from bot.handoff.card import Card
from bot.handoff.team_channel import NotReached, NotTaken
from bot.slack.blocks import Blocks, as_blocks, followed, paragraphs, plain
from bot.slack.context import Desk
from bot.slack.delivery import shares, to_one
from bot.slack.handoff_card import card_blocks, card_text
from bot.slack.handoff_list import address_of
from bot.slack.inbox import passes
from bot.slack.outbox import Workspaces
from bot.slack.text import escaped, parts
from renewals.store import slack as store
from renewals.store.handoffs import posts_of
from renewals.store.tables import SlackPost

Links = Sequence[dict[str, str]]
KNOWN_FOR_SECONDS = 60.0
# Whoever is let into a channel reads what was said there a moment before in any case.
OURS_FOR_SECONDS = 5.0
# Trying again does not help against these.
UNREACHABLE = {
    "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "no_permission", "missing_scope",
    "invalid_auth", "not_authed",
    "file_not_found", "file_deleted", "account_inactive", "token_revoked", "token_expired", "org_login_required",
    "ekm_access_denied", "message_not_found",
}  # fmt: skip


class Channels:
    """Where the teams work, in Slack. Each message goes out under a reference of ours, once."""

    def __init__(self, desk: Desk, workspaces: Workspaces, channels: Mapping[str, str]) -> None:
        self._desk = desk
        self._workspaces = workspaces
        self._channels = channels
        self._known: tuple[float, str, AsyncWebClient] | None = None
        self._ours: dict[str, float] = {}

    def has_channel(self, region: str) -> bool:
        return region in self._channels

    def region(self, channel: str) -> str | None:
        """The region whose channel it is."""
        return next((region for region, its in self._channels.items() if its == channel), None)

    async def show(self, card: Card, channel: str | None, thread: str | None) -> tuple[str, str]:
        team, client = await self._workspace()
        place = channel or self._channels[card.region.code]
        try:
            await self._be_among_us(client, team, place)
            if channel and thread:
                await client.chat_update(channel=channel, ts=thread, text=card_text(card), blocks=card_blocks(card))
                return channel, thread
            key = f"card:{card.moves}"
            await self._once(card.reference, key, place, card_text(card), card_blocks(card))
            return await self._desk.in_session(lambda session: store.place_of_post(session, _ref(card.reference, key)))
        except SlackApiError as refused:
            if refused.response.get("error") in UNREACHABLE:
                raise NotReached(str(refused.response["error"])) from refused
            raise

    async def leave(self, card: Card, channel: str, thread: str, there: tuple[str, str] | None) -> None:
        team, client = await self._workspace()
        text = "\n".join(
            [card.said("card-title", reference=card.reference), card.said("card-moved", region=card.region_name)]
        )
        way = (
            followed(
                [
                    {
                        "label": card.said("card-link"),
                        "href": address_of(await self._desk.people.workspace(client, team), *there),
                    }
                ]
            )
            if there
            else []
        )
        await client.chat_update(
            channel=channel, ts=thread, text=escaped(text), blocks=as_blocks([*paragraphs(text), *way])
        )

    async def say(
        self, reference: str, key: str, text: str, channel: str, thread: str | None, who: str | None = None
    ) -> None:
        team, client = await self._workspace()
        await self._be_among_us(client, team, channel)
        await self._once(
            reference, key, channel, escaped(f"{who}: {text}" if who else text), _said_by(who, text), thread
        )

    async def amend(self, reference: str, key: str, text: str, who: str) -> None:
        _, client = await self._workspace()
        await self._desk.posts.amend(client, _ref(reference, key), escaped(f"{who}: {text}"), _said_by(who, text))

    async def unshare(self, reference: str, key: str) -> None:
        _, client = await self._workspace()
        post = await self._desk.posts.arrived(_ref(reference, key))
        if post is not None:
            await _deleted(client, post)

    async def amend_answer(self, conversation_id: str, key: str, text: str, links: Links = ()) -> None:
        team, client = await self._workspace()
        place = await self._desk.in_session(lambda session: store.thread_of(session, conversation_id))
        said = _in_parts(text, links)
        if place is None or await self._desk.posts.arrived(_answer_ref(key)) is None:
            return
        for number, (part, blocks) in enumerate(said):
            ref = _answer_ref(key, number)
            if number == 0 or await self._desk.posts.arrived(ref):
                await self._desk.posts.amend(client, ref, part, blocks)
            else:
                await self._desk.posts.once(client, team, ref, place.channel, part, blocks, place.thread or None)
        number = len(said)
        while (left := await self._desk.posts.arrived(_answer_ref(key, number))) is not None:
            await self._desk.posts.amend(client, left.ref, "…", as_blocks(paragraphs("…")))
            number += 1

    async def send(self, reference: str, key: str, file: File, channel: str, thread: str, who: str) -> None:
        team, client = await self._workspace()
        await self._be_among_us(client, team, channel)
        try:
            await self._desk.posts.share_once(
                client,
                team,
                _ref(reference, key),
                channel,
                thread,
                file.name,
                file.content,
                escaped(f"{who}: {file.name}"),
            )
        except SlackApiError as refused:
            if passes(refused) or refused.response.get("error") in UNREACHABLE:
                raise
            raise NotTaken(str(refused.response.get("error"))) from refused

    async def post_picture(
        self, ref: str, channel: str, title: str, lines: Sequence[str], name: str, picture: bytes
    ) -> None:
        """Posts a picture with its words, once under a reference.

        Raises NotReached where people of other organisations read the channel.
        """
        team, client = await self._workspace()
        await self._be_among_us(client, team, channel)
        said = "\n".join([f"*{escaped(title)}*", *map(escaped, lines)])
        await self._desk.posts.share_once(client, team, ref, channel, None, name, picture, said)

    async def notify(self, reference: str, key: str, email: str, text: str) -> None:
        known = await self._desk.in_session(lambda session: session.get(SlackPost, _ref(reference, key)))
        if known is not None and known.ts:
            return
        team, client = await self._workspace()
        person = await self._desk.people.with_address(team, client, email)
        if person is not None:
            await self._once(reference, key, person.user, escaped(text), as_blocks(paragraphs(text)))

    async def answer(self, conversation_id: str, key: str, text: str, links: Links = ()) -> None:
        place = await self._desk.in_session(lambda session: store.thread_of(session, conversation_id))
        if place is None:
            return
        _, client = await self._workspace()
        thread = place.thread or None
        if await self._desk.people.outsiders_read(client, place.team, place.channel):
            for part, blocks in _in_parts(text, links):
                await to_one(client, place.channel, place.user, part, blocks, thread)
            return
        for number, (part, blocks) in enumerate(_in_parts(text, links)):
            await self._desk.posts.once(
                client, place.team, _answer_ref(key, number), place.channel, part, blocks, thread
            )

    async def forget(self, reference: str) -> None:
        _, client = await self._workspace()
        for post in await self._desk.in_session(lambda session: posts_of(session, reference)):
            if post.ts and ":card:" not in post.ref:
                try:
                    await _deleted(client, post)
                except SlackApiError as refused:
                    if refused.response.get("error") not in UNREACHABLE:
                        raise

    async def _be_among_us(self, client: AsyncWebClient, team: str, channel: str) -> None:
        """Raises where people of other organisations read a team's channel."""
        if self._ours.get(channel, 0.0) > time.monotonic():
            return
        if await self._desk.people.outsiders_read(client, team, channel):
            raise NotReached("people of other organisations read it")
        self._ours[channel] = time.monotonic() + OURS_FOR_SECONDS

    async def _once(
        self, reference: str, key: str, channel: str, text: str, blocks: Blocks, thread: str | None = None
    ) -> None:
        """Posts a message unless it was posted before."""
        team, client = await self._workspace()
        await self._desk.posts.once(client, team, _ref(reference, key), channel, text, blocks, thread)

    async def _workspace(self) -> tuple[str, AsyncWebClient]:
        """The workspace in which the channels are: the first one in which the app is installed."""
        if self._known is None or self._known[0] < time.monotonic():
            found = await self._workspaces()
            if not found:
                raise NotReached("the app is installed nowhere")
            self._known = (time.monotonic() + KNOWN_FOR_SECONDS, *found[0])
        return self._known[1], self._known[2]


async def _deleted(client: AsyncWebClient, post: SlackPost) -> None:
    if ":file:" not in post.ref:
        await client.chat_delete(channel=post.channel, ts=str(post.ts))
        return
    for ts in await shares(client, str(post.ts), post.channel):
        await client.chat_delete(channel=post.channel, ts=ts)
    await client.files_delete(file=str(post.ts))


def _said_by(who: str | None, text: str) -> Blocks:
    blocks: list[Block] = [*([ContextBlock(elements=[plain(who)])] if who else []), *paragraphs(text)]
    return as_blocks(blocks)


def _in_parts(text: str, links: Links) -> list[tuple[str, Blocks]]:
    """What a customer in Slack reads, in as many messages as it needs; the last one has the addresses,
    to be followed.
    """
    said = parts(text)
    return [
        (escaped(part), as_blocks([*paragraphs(part), *(followed(links) if number == len(said) else [])]))
        for number, part in enumerate(said, 1)
    ]


def _answer_ref(key: str, number: int = 0) -> str:
    return f"handoff:answer:{key}" + (f":{number + 1}" if number else "")


def _ref(reference: str, key: str) -> str:
    return f"handoff:{reference}:{key}"
