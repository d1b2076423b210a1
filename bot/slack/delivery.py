"""One call to Slack each: a message posted under its reference, a file shared, an answer to one person."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import Blocks

EVENT = "renewals_post"
UPLOAD = aiohttp.ClientTimeout(total=60)
# Slack's words for a message whose form it does not take: its plain text is sent alone then.
NOT_TAKEN = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}


async def shares(client: AsyncWebClient, file: str, channel: str) -> list[str]:
    """The messages (ts) with which a file is shared in a channel; none where it never was, or is gone."""
    try:
        facts = (await client.files_info(file=file)).get("file") or {}
    except SlackApiError as refused:
        if refused.response.get("error") in ("file_not_found", "file_deleted"):
            return []
        raise
    places = (facts.get("shares") or {}).values()
    return [str(share["ts"]) for place in places for share in place.get(channel, [])]


async def uploaded(client: AsyncWebClient, name: str, content: bytes) -> str:
    """The id of a file that Slack has, and nobody sees yet."""
    place = await client.files_getUploadURLExternal(filename=name, length=len(content))
    async with (
        aiohttp.ClientSession(timeout=UPLOAD) as session,
        session.post(str(place["upload_url"]), data=content) as answer,
    ):
        answer.raise_for_status()
    return str(place["file_id"])


class NotAccepted(ConnectionError):
    """Slack did not take an answer just now; it may later."""


async def reply(
    respond: AsyncRespond,
    client: AsyncWebClient,
    user: str,
    text: str,
    blocks: Blocks | None = None,
    in_place: bool = False,
) -> None:
    """Answers a command or a press, to its author alone; with `in_place`, instead of the message whose button it was.

    Slack takes such answers for half an hour; later ones go to the person as a direct message.
    """
    taken = await respond(text=text, blocks=blocks, response_type="ephemeral", replace_original=in_place)
    if taken.status_code == 200:
        return
    if taken.status_code == 429 or taken.status_code >= 500:
        raise NotAccepted(str(taken.status_code))
    direct = (await client.conversations_open(users=user))["channel"]["id"]
    await client.chat_postMessage(channel=direct, text=text, blocks=blocks)


async def to_one(
    client: AsyncWebClient, channel: str, user: str, text: str, blocks: Blocks | None = None, thread: str | None = None
) -> None:
    """Shows something to one person alone, where they are."""
    try:
        await client.chat_postEphemeral(channel=channel, user=user, text=text, blocks=blocks, thread_ts=thread)
    except SlackApiError as refused:
        if refused.response.get("error") not in NOT_TAKEN:
            raise
        await client.chat_postEphemeral(channel=channel, user=user, text=text, thread_ts=thread)


async def post_message(client: AsyncWebClient, ref: str, channel: str, message: dict[str, Any]) -> str:
    plain: dict[str, Any] = {
        "channel": channel,
        "text": message["text"],
        "thread_ts": message["thread"],
        "metadata": {"event_type": EVENT, "event_payload": {"ref": ref}},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    try:
        return str((await client.chat_postMessage(**plain, blocks=marked(message["blocks"], ref)))["ts"])
    except SlackApiError as refused:
        if message["blocks"] is None or refused.response.get("error") not in NOT_TAKEN:
            raise
        return str((await client.chat_postMessage(**plain))["ts"])


def marked(blocks: Blocks | None, ref: str) -> Blocks | None:
    """The blocks with the reference on the first: a second way to know a message again, for metadata is not read
    everywhere.
    """
    return [{**blocks[0], "block_id": ref}, *blocks[1:]] if blocks else blocks
