"""Posts messages, each once: under a reference of ours that is kept before, and looked for in the channel where a crash
came between.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot import metrics
from bot.backups import Restored
from bot.jobs import Kind, patience
from bot.slack.blocks import Blocks
from renewals.store import slack as store
from renewals.store.database import GroupCommit, Sessions, in_session
from renewals.store.job_tables import Job
from renewals.store.tables import SlackPost

logger = logging.getLogger(__name__)

# The workspaces in which the app is installed: team and client of each.
Workspaces = Callable[[], Awaitable[list[tuple[str, AsyncWebClient]]]]
EVENT = "renewals_post"
# What has not arrived is posted again for a day.
LEFT_FOR = timedelta(days=1)
UPLOAD = aiohttp.ClientTimeout(total=60)
CLOCKS_DIFFER_BY = timedelta(minutes=5)
# Slack's words for a message whose form it does not take: its plain text is sent alone then.
NOT_TAKEN = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}


def reference(kind: str, *what: str) -> str:
    """The reference of a message: the same for the same thing, whatever its length."""
    return f"{kind}:{hashlib.sha256(chr(10).join(what).encode()).hexdigest()[:40]}"


class Outbox:
    """The only place from which lasting messages go to Slack."""

    def __init__(
        self,
        sessions: Sessions,
        group_commit: GroupCommit,
        clock: Callable[[], datetime],
        restored: Restored | None = None,
    ) -> None:
        """`restored`: the last restore of a backup.

        For a day after it each message is looked for in Slack first, for it may have gone out since that backup.
        """
        self._restored = restored
        self._sessions = sessions
        self._group_commit = group_commit
        self._clock = clock

    async def once(
        self,
        client: AsyncWebClient,
        team: str,
        ref: str,
        channel: str,
        text: str,
        blocks: Blocks | None = None,
        thread: str | None = None,
    ) -> None:
        """Posts a message unless the one of this reference was. `channel` may be a user's id, for a direct message."""

        def begun(session: Session) -> tuple[SlackPost, bool]:
            self.prepare(session, team, ref, channel, text, blocks, thread)
            return store.begin_post(session, ref)

        await self._deliver(client, *await self._group_commit.write(begun))

    def prepare(
        self,
        session: Session,
        team: str,
        ref: str,
        channel: str,
        text: str,
        blocks: Blocks | None = None,
        thread: str | None = None,
    ) -> bool:
        """Keeps a message for posting, together with whatever else the caller's transaction holds; False where it was
        kept before.
        """
        return store.prepare_post(
            session, ref, team, channel, {"text": text, "blocks": blocks, "thread": thread}, self._clock()
        )

    async def deliver(self, client: AsyncWebClient, ref: str) -> None:
        """Posts a message that was prepared, unless it has arrived."""
        await self._deliver(client, *await self._group_commit.write(lambda session: store.begin_post(session, ref)))

    async def _deliver(self, client: AsyncWebClient, post: SlackPost, tried: bool) -> None:
        if post.ts:
            return
        ref, channel, ts = post.ref, post.channel, None
        try:
            if channel.startswith(("U", "W")):
                channel = (await client.conversations_open(users=channel))["channel"]["id"]
            # Tried before and not known to have arrived: a crash or a restore came between. Only then is the channel
            # read.
            since = self._maybe_posted_since(post, tried)
            ts = await self._find(client, ref, channel, post.message["thread"], since) if since else None
            ts = ts or await _post(client, ref, channel, post.message)
        except SlackApiError as refused:
            metrics.slack_failures.labels(
                failure=str(refused.response.get("error") or refused.response.status_code)
            ).inc()
            if refused.response.status_code < 500:
                await self._group_commit.write(lambda session: store.end_post(session, ref, channel, None))
            raise
        except (aiohttp.ClientError, TimeoutError) as failure:
            metrics.slack_failures.labels(failure=type(failure).__name__).inc()
            raise
        await self._group_commit.write(lambda session: store.end_post(session, ref, channel, ts))

    def _maybe_posted_since(self, post: SlackPost, tried: bool) -> datetime | None:
        """From when on a message may have been posted without our knowledge; none where it was not."""
        if self._restored is not None and self._clock() - self._restored.at < LEFT_FOR:
            return min(post.begun_at, self._restored.backup_at)
        return post.begun_at if tried else None

    def kind(self, workspaces: Workspaces) -> Kind:
        """How the worker posts again, each minute, what has not arrived; not what is older than a day."""

        async def again(job: Job) -> None:
            post = await in_session(self._sessions, lambda session: session.get(SlackPost, job.key))
            if post is None or post.begun_at < self._clock() - LEFT_FOR:
                logger.warning("a message to Slack is too old to be posted again")
                return
            clients = [client for team, client in await workspaces() if team == post.team]
            if not clients:
                raise NotArrived(post.team)
            await self.deliver(clients[0], job.key)

        return Kind(again, patience(store.UNDER_WAY_FOR.total_seconds()), kept=2 * LEFT_FOR)

    async def arrived(self, ref: str) -> SlackPost | None:
        """The message of a reference where it has arrived; nothing where it was never kept for posting.

        Raises NotArrived while it is on its way.
        """
        post = await in_session(self._sessions, lambda session: session.get(SlackPost, ref))
        if post is not None and not post.ts:
            raise NotArrived(ref)
        return post

    async def amend(self, client: AsyncWebClient, ref: str, text: str, blocks: Blocks) -> None:
        """Changes a message that has arrived, as `arrived` says."""
        post = await self.arrived(ref)
        if post is not None:
            await client.chat_update(channel=post.channel, ts=str(post.ts), text=text, blocks=_marked(blocks, ref))

    async def share_once(
        self,
        client: AsyncWebClient,
        team: str,
        ref: str,
        channel: str,
        thread: str | None,
        name: str,
        content: bytes,
        comment: str,
    ) -> None:
        """Shares a file in a thread, or in the channel itself, unless the one of this reference was.

        Its id is kept before: after a crash Slack is asked whether that one is shared.
        """

        def begun(session: Session) -> SlackPost:
            self.prepare(session, team, ref, channel, comment, None, thread)
            return store.begin_post(session, ref)[0]

        post = await self._group_commit.write(begun)
        if post.ts:
            return
        file = post.message.get("file")
        if file is None or not await shares(client, file, channel):
            file = await _uploaded(client, name, content)
            await self._group_commit.write(lambda session: store.keep_file_of_post(session, ref, file))
            await client.files_completeUploadExternal(
                files=[{"id": file, "title": name}], channel_id=channel, thread_ts=thread, initial_comment=comment
            )
        await self._group_commit.write(lambda session: store.end_post(session, ref, channel, file))

    async def _find(
        self, client: AsyncWebClient, ref: str, channel: str, thread: str | None, begun_at: datetime
    ) -> str | None:
        # Only what is newer than the message itself: a busy channel's, or a long thread's, first page would hold other
        # things.
        since = str((begun_at - CLOCKS_DIFFER_BY).timestamp())
        if thread:
            said = await client.conversations_replies(
                channel=channel, ts=thread, oldest=since, include_all_metadata=True, limit=200
            )
        else:
            said = await client.conversations_history(
                channel=channel, oldest=since, include_all_metadata=True, limit=200
            )
        for message in said.get("messages") or []:
            marks = {
                ((message.get("metadata") or {}).get("event_payload") or {}).get("ref"),
                *(b.get("block_id") for b in message.get("blocks") or []),
            }
            if ref in marks:
                return str(message["ts"])
        return None


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


async def _uploaded(client: AsyncWebClient, name: str, content: bytes) -> str:
    """The id of a file that Slack has, and nobody sees yet."""
    place = await client.files_getUploadURLExternal(filename=name, length=len(content))
    async with (
        aiohttp.ClientSession(timeout=UPLOAD) as session,
        session.post(str(place["upload_url"]), data=content) as answer,
    ):
        answer.raise_for_status()
    return str(place["file_id"])


class NotArrived(ConnectionError):
    """A message is on its way; it can be changed once it has arrived."""


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


async def _post(client: AsyncWebClient, ref: str, channel: str, message: dict[str, Any]) -> str:
    plain: dict[str, Any] = {
        "channel": channel,
        "text": message["text"],
        "thread_ts": message["thread"],
        "metadata": {"event_type": EVENT, "event_payload": {"ref": ref}},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    try:
        return str((await client.chat_postMessage(**plain, blocks=_marked(message["blocks"], ref)))["ts"])
    except SlackApiError as refused:
        if message["blocks"] is None or refused.response.get("error") not in NOT_TAKEN:
            raise
        return str((await client.chat_postMessage(**plain))["ts"])


def _marked(blocks: Blocks | None, ref: str) -> Blocks | None:
    """The blocks with the reference on the first: a second way to know a message again, for metadata is not read
    everywhere.
    """
    return [{**blocks[0], "block_id": ref}, *blocks[1:]] if blocks else blocks
