"""What Slack delivers is kept first, acknowledged, and then worked on: once, in order within a conversation, and again
after a failure or a crash.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.jobs import Kind
from bot.text import as_text
from renewals.store import jobs
from renewals.store.database import GroupCommit
from renewals.store.slack import DELIVERY
from renewals.store.tables import Job

logger = logging.getLogger(__name__)

AT_ONCE = 16
# Seconds: a person who pressed a button waits, so the first minutes see most tries.
RETRIED_AFTER = (2.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 1800.0, 3600.0)
CAUGHT_UP_WITHIN = timedelta(days=1)
# So long the key of what was delivered is known again.
KEPT = timedelta(days=7)
PRESSED_TWICE_WITHIN = timedelta(seconds=10)
PASSING = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
}
# What people write; anything else with a subtype is Slack's own doing.
WRITTEN = {None, "file_share", "me_message", "thread_broadcast"}


class Inbox:
    """Keeps deliveries as jobs, and works on each through the Bolt app: one at a time in a place (a thread, or a
    person).
    """

    def __init__(
        self,
        group_commit: GroupCommit,
        clock: Callable[[], datetime],
        relays: Callable[[Session, str, str], bool],
        support: Collection[str],
        wake: Callable[[], None],
    ) -> None:
        """`relays`: whether a thread (channel, ts) is one whose messages are for somebody beyond Slack.

        `support`: the channels of support.
        """
        self._support = support
        self._group_commit = group_commit
        self._relays = relays
        self._clock = clock
        self._wake = wake

    async def keep(self, body: dict[str, Any]) -> None:
        """Keeps a delivery to be worked on; what was delivered before, or is none of our business, is left."""
        # JSON has a way to write NUL; a message that holds one is worth its other words.
        body = as_text(body)
        key = key_of(body) or key_in_thread(body) or key_in(body, self._support)
        if key is not None and await self._group_commit.write(lambda session: self._kept(session, key, body)):
            self._wake()

    def kind(self, app: AsyncApp) -> Kind:
        """How the worker does these jobs: by the listeners of an app."""

        async def work(job: Job) -> None:
            if job.first_due_at < self._clock() - CAUGHT_UP_WITHIN:
                logger.warning("delivery %d came too long ago to be worked on", job.id)
                return
            # Bolt takes a request of the socket's kind as already checked: the signature was checked when it was kept.
            request = AsyncBoltRequest(mode="socket_mode", body=job.payload, context={"kept": job.id})
            await app.async_dispatch(request)
            failure = request.context.get("failure")
            if failure is not None and passes(failure):
                raise failure
            if failure is not None:
                logger.error("delivery %d given up", job.id, exc_info=failure)

        return Kind(work, _again, AT_ONCE, kept=KEPT, again_at_start=True)

    def _kept(self, session: Session, key: str, body: dict[str, Any]) -> bool:
        now, thread = self._clock(), thread_of(body)
        if key_of(body) is None and thread and not self._relays(session, *thread):
            return False
        if key.startswith("press:") and jobs.due_since(session, DELIVERY, f"{key}:", now - PRESSED_TWICE_WITHIN):
            return False
        key = f"{key}:{_moment(body)}" if key.startswith("press:") else key
        return jobs.add(session, DELIVERY, key, place_of(body), now, body)


def _again(job: Job, failure: Exception) -> float | None:
    """What may pass is tried again, as late as Slack wishes; not for ever."""
    if not passes(failure) or job.attempts >= len(RETRIED_AFTER):
        return None
    return max(RETRIED_AFTER[job.attempts], _wished_wait(failure))


def keeping(
    deliveries: Inbox, problems: Callable[[dict[str, Any]], dict[str, str]]
) -> Callable[..., Awaitable[BoltResponse | None]]:
    """The middleware that stands before everything else: it keeps what comes and acknowledges it.

    What is worked on again passes.

    `problems`: what is wrong with a form that was filled in, by its blocks; only that is answered at once.
    """

    async def keep_first(req: AsyncBoltRequest, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:
        if req.context.get("kept") is not None or req.body.get("type") == "url_verification":
            await next()
            return None
        if req.body.get("type") == "view_submission":
            wrong = problems(req.body.get("view") or {})
            if wrong:
                return BoltResponse(status=200, body={"response_action": "errors", "errors": wrong})
        await deliveries.keep(req.body)
        return BoltResponse(status=200, body="")

    return keep_first


def key_of(body: dict[str, Any]) -> str | None:
    """What tells a delivery from every other, and is the same when it is delivered again; nothing for what is none of
    our business.
    """
    if from_outside(body):
        return None
    team = body.get("team_id") or (body.get("team") or {}).get("id") or ""
    event = body.get("event") or {}
    kind = body.get("type")
    if kind == "event_callback":
        if changed(event) is not None:
            return f"{event['subtype']}:{team}:{event['channel']}:{event['ts']}"
        if event.get("type") in ("message", "app_mention"):
            return f"message:{team}:{event['channel']}:{event['ts']}" if asks_us(event) else None
        return f"event:{body['event_id']}"
    if kind == "block_actions":
        action = body["actions"][0]
        if str(action.get("action_id", "")).startswith("say_"):
            # One mention is two events, and one press may be two clicks.
            return f"press:{body['user']['id']}:{(body.get('container') or {}).get('message_ts')}:{action['action_id']}"
        return f"action:{body['user']['id']}:{action.get('action_ts')}:{action.get('action_id')}"
    if kind == "view_submission":
        return f"view:{body['view']['id']}"
    if kind == "message_action":
        return f"shortcut:{body['trigger_id']}"
    if "command" in body:
        return f"command:{body['trigger_id']}"
    return None


def from_outside(body: dict[str, Any]) -> bool:
    """Whether anything says that the author belongs to another organisation than the one that the delivery is for.

    Bolt looks at this in channels marked as shared alone; the mark may be missing.
    """
    event, user = body.get("event") or {}, body.get("user") or {}
    ours = {entry.get("team_id") for entry in body.get("authorizations") or []} or {
        body.get("team_id") or (body.get("team") or {}).get("id")
    }
    told = [event.get(name) for name in ("user_team", "source_team", "team")] + [
        user.get("team_id") if isinstance(user, dict) else None
    ]
    return any(team not in ours for team in told if team)


def asks_us(event: dict[str, Any]) -> bool:
    """Whether a message is one that a person wrote to the assistant: directly, or in a channel with a mention (which
    comes as an event of its own).
    """
    if event.get("bot_id") or event.get("bot_profile") or event.get("subtype") not in WRITTEN or not event.get("user"):
        return False
    direct = event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")
    return direct if event["type"] == "message" else not direct


def changed(event: dict[str, Any]) -> dict[str, Any] | None:
    """The message that a person has changed or deleted after they had written it to the assistant directly; Slack's own
    changes (previews of links) are none.
    """
    if event.get("type") != "message" or not str(event.get("channel", "")).startswith("D"):
        return None
    before, after = event.get("previous_message") or {}, event.get("message") or {}
    if event.get("subtype") == "message_changed" and before.get("text") != after.get("text"):
        message = after
    elif event.get("subtype") == "message_deleted":
        message = before
    else:
        return None
    return message if message.get("user") and not message.get("bot_id") else None


def key_in_thread(body: dict[str, Any]) -> str | None:
    """As `key_of`, for what somebody writes, changes or deletes in a channel's thread."""
    event, thread = body.get("event") or {}, thread_of(body)
    if thread is None:
        return None
    kind = "message" if event.get("subtype") in WRITTEN else event["subtype"]
    return f"{kind}:{body.get('team_id')}:{event['channel']}:{event['ts']}"


def key_in(body: dict[str, Any], channels: Collection[str]) -> str | None:
    """As `key_of`, for what somebody begins to talk of in one of these channels without a mention of us."""
    event = body.get("event") or {}
    if from_outside(body) or event.get("channel") not in channels or not begins(body):
        return None
    return f"message:{body.get('team_id')}:{event['channel']}:{event['ts']}"


def begins(body: dict[str, Any]) -> bool:
    """Whether a person has written a message to a channel that is beneath no other, and does not mention us."""
    event = body.get("event") or {}
    ours = {authorization.get("user_id") for authorization in body.get("authorizations") or []}
    if (
        body.get("type") != "event_callback"
        or event.get("type") != "message"
        or str(event.get("channel", "")).startswith("D")
    ):
        return False
    if (
        event.get("subtype") not in (None, "file_share")
        or event.get("thread_ts")
        or event.get("bot_id")
        or event.get("hidden")
    ):
        return False
    return bool(event.get("user")) and not any(f"<@{user}" in str(event.get("text")) for user in ours if user)


def thread_of(body: dict[str, Any]) -> tuple[str, str] | None:
    """The thread (channel, ts) in which a person wrote, changed or deleted something; nothing for what mentions us,
    which is a question.
    """
    event = body.get("event") or {}
    if (
        body.get("type") != "event_callback"
        or event.get("type") != "message"
        or str(event.get("channel", "")).startswith("D")
    ):
        return None
    message = {"message_changed": event.get("message"), "message_deleted": event.get("previous_message")}.get(
        # Another subtype is something that a person began there in another way: a huddle, a canvas.
        str(event.get("subtype")),
        None if event.get("hidden") else event,
    )
    ours = {authorization.get("user_id") for authorization in body.get("authorizations") or []}
    if not message or message.get("bot_id") or not message.get("user") or not message.get("thread_ts"):
        return None
    return (
        None
        if any(f"<@{user}" in str(message.get("text")) for user in ours if user)
        else (event["channel"], message["thread_ts"])
    )


def place_of(body: dict[str, Any]) -> str:
    """Where things are to be done in order: a thread, or a person."""
    thread = thread_of(body)
    if thread is not None:
        return ":".join(thread)
    event = body.get("event") or {}
    written = changed(event) or event
    user = written.get("user") or (body.get("user") or {}).get("id") or body.get("user_id") or ""
    return f"{event.get('channel', '')}:{written.get('thread_ts', '')}:{user}"


def passes(failure: BaseException) -> bool:
    """Whether a failure may pass by itself: Slack or the database is away or busy."""
    if isinstance(failure, SlackApiError):
        response = failure.response
        return response.status_code == 429 or response.status_code >= 500 or response.get("error") in PASSING
    return isinstance(failure, aiohttp.ClientError | TimeoutError | ConnectionError | OperationalError)


def _wished_wait(failure: BaseException) -> float:
    if isinstance(failure, SlackApiError):
        wished = str((failure.response.headers or {}).get("Retry-After", "0"))
        return float(wished) if wished.isdigit() else 0.0
    return 0.0


def _moment(body: dict[str, Any]) -> str:
    return str(body["actions"][0].get("action_ts") or body.get("trigger_id"))
