"""Posts messages, each once: under a reference of ours that is kept before, and looked for in the channel where a crash
came between.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot import metrics
from bot.backups import Restored
from bot.jobs import Kind, backoff
from bot.slack.blocks import Blocks
from bot.slack.delivery import marked, post_message, shares, uploaded
from renewals.store import slack as store
from renewals.store.database import GroupCommit, Sessions, in_session
from renewals.store.tables import Job, SlackPost

logger = logging.getLogger(__name__)

# The workspaces in which the app is installed: team and client of each.
Workspaces = Callable[[], Awaitable[list[tuple[str, AsyncWebClient]]]]
# What has not arrived is posted again for a day.
LEFT_FOR = timedelta(days=1)
CLOCKS_DIFFER_BY = timedelta(minutes=5)


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
            ts = ts or await post_message(client, ref, channel, post.message)
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

        return Kind(again, backoff(store.UNDER_WAY_FOR.total_seconds()), kept=2 * LEFT_FOR)

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
            await client.chat_update(channel=post.channel, ts=str(post.ts), text=text, blocks=marked(blocks, ref))

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
            file = await uploaded(client, name, content)
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


class NotArrived(ConnectionError):
    """A message is on its way; it can be changed once it has arrived."""
