"""Slack's door as a whole: the Bolt app with its listeners, over HTTP or Socket Mode, and what runs beside it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa
from fastapi import APIRouter, Request
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import Response

from bot.backups import restored
from bot.conversation.conversations import Conversations
from bot.conversation.files import Files
from bot.handoff.operations import HandoffOperations
from bot.handoff.team_replies import TeamReplies
from bot.jobs import Kind, Regular
from bot.settings import Settings
from bot.slack import digest, forms
from bot.slack.context import Desk
from bot.slack.digest import Scheduler
from bot.slack.handoffs import HandoffDesk
from bot.slack.inbox import Inbox, keeping
from bot.slack.installation import Installations, States, keys
from bot.slack.listeners import listen, listen_in_support, taken_away
from bot.slack.outbox import Outbox
from bot.slack.proposals import Proposals
from bot.slack.readers import ChannelReaders
from bot.slack.support_channels import Suggest, SupportChannels
from bot.slack.team_channels import Channels
from bot.slack.thread_words import ThreadWords
from bot.slack.users import UserDirectory
from renewals.store.database import GroupCommit, Sessions
from renewals.store.slack import DELIVERY, POST
from renewals.yaml_file import read_yaml

logger = logging.getLogger(__name__)

MANIFEST = Path(__file__).with_name("manifest.yaml")
CALL_SECONDS = 15
RATE_LIMITED_AT_MOST = 3
LONGEST_MOMENT = 12


class SlackApp:
    """The sales desk, to be started and closed with the gateway."""

    def __init__(
        self,
        settings: Settings,
        sessions: Sessions,
        group_commit: GroupCommit,
        conversations: Conversations,
        files: Files,
        handoffs: HandoffOperations,
        words: TeamReplies,
        clock: Callable[[], datetime],
        suggest: Suggest,
        wake: Callable[[], None],
    ) -> None:
        """`wake`: tells the worker that something is to be done."""
        self._settings = settings
        self._files = files
        people, posts = (
            UserDirectory(sessions, settings.today, clock),
            Outbox(sessions, group_commit, clock, restored(settings.var)),
        )
        self.desk = Desk(sessions, conversations, people, ChannelReaders(people, sessions), posts, clock)
        self.channels = Channels(self.desk, self._workspaces, settings.slack_channels)
        self.handoffs, self.words = HandoffDesk(self.desk, handoffs), ThreadWords(self.desk, words, self.channels)
        self.proposals = Proposals(self.desk, words)
        self.support = SupportChannels(self.desk, suggest)
        self.deliveries = Inbox(group_commit, clock, self.words.relays, settings.support_channels, wake)
        self._installations: Installations | None = None
        self.app = self._bolt(sessions.kw["bind"])
        self.scheduler = Scheduler(self.desk, self._workspaces)
        self._connecting: asyncio.Task[None] | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self._connections: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Makes connections to Slack; Socket Mode where that is set."""
        # Without one, each call makes a connection of its own, and with Slack that is a handshake each time.
        self._connections = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=CALL_SECONDS), cookie_jar=aiohttp.DummyCookieJar()
        )
        self.app.client.session = self._connections
        if self._settings.slack_app_token:
            client = _client(self._settings.slack_app_token, self._settings.slack_api_url)
            self._socket = AsyncSocketModeHandler(self.app, self._settings.slack_app_token, web_client=client)
            self._connecting = asyncio.create_task(self._connect(self._socket))

    async def close(self) -> None:
        tasks = [task for task in (self._connecting,) if task is not None]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        if self._connections is not None:
            await self._connections.close()

    def kinds(self) -> dict[str, Kind]:
        """What the worker does for Slack, by the kinds of its jobs."""
        return {DELIVERY: self.deliveries.kind(self.app), POST: self.desk.posts.kind(self._workspaces)}

    def regular(self) -> dict[str, Regular]:
        """What the worker looks after for Slack."""
        return {"mornings": Regular(digest.EVERY, self.scheduler.send_due)}

    def routes(self) -> APIRouter:
        """Where Slack delivers over HTTP; with OAuth, also where the app is installed from."""
        router = APIRouter(prefix="/slack", include_in_schema=False)
        handler = AsyncSlackRequestHandler(self.app)

        async def handle(request: Request) -> Response:
            if not _is_moment(request.headers.get("x-slack-request-timestamp", "0")):
                return Response(status_code=401)
            try:
                # Bolt reads the body before it looks at the signature; what cannot be read, or is no object, is not
                # Slack's.
                to_async_bolt_request(request, await request.body())
            except (ValueError, AttributeError, TypeError, RecursionError):
                return Response(status_code=400)
            return await handler.handle(request)

        if self._settings.slack_signing_secret:
            router.add_api_route("/events", handle, methods=["POST"], response_model=None)
        if self._installations is not None:
            router.add_api_route("/install", handle, methods=["GET"], response_model=None)
            router.add_api_route("/oauth_redirect", handle, methods=["GET"], response_model=None)
        return router

    def _bolt(self, engine: sa.Engine) -> AsyncApp:
        settings = self._settings
        client = _client(settings.slack_bot_token or None, settings.slack_api_url)
        flow = None if settings.slack_bot_token else self._oauth(engine, client)
        app = AsyncApp(
            client=client,
            signing_secret=settings.slack_signing_secret or secrets.token_hex(16),
            before_authorize=keeping(self.deliveries, forms.problems),
            oauth_flow=flow,
            # What is worked on was acknowledged when it was kept: Bolt tells the end of the work by this.
            process_before_response=True,
        )
        # Before the other listeners: Bolt takes the first that fits.
        listen_in_support(app, self.support)
        listen(app, self.desk, self.handoffs, self.words, self.proposals, self._files)
        if flow is not None:
            app.enable_token_revocation_listeners()
        else:
            app.event("tokens_revoked")(taken_away)
            app.event("app_uninstalled")(taken_away)
        return app

    def _oauth(self, engine: sa.Engine, client: AsyncWebClient) -> AsyncOAuthFlow:
        settings = self._settings
        self._installations = Installations(settings.slack_client_id, engine, keys(settings.slack_token_keys))
        states = States(engine)
        self._installations.create_tables()
        states.create_tables()
        return AsyncOAuthFlow(
            client=client,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret,
                scopes=scopes(),
                installation_store=self._installations,
                state_store=states,
                install_path="/slack/install",
                redirect_uri_path="/slack/oauth_redirect",
            ),
        )

    async def _workspaces(self) -> list[tuple[str, AsyncWebClient]]:
        if self._installations is None:
            client = self.app.client
            return [(str((await client.auth_test())["team_id"]), client)]
        found = []
        for enterprise, team in await self._installations.teams():
            bot = await self._installations.async_find_bot(enterprise_id=enterprise, team_id=team)
            if bot is not None and bot.bot_token and team:
                found.append((team, _client(bot.bot_token, self._settings.slack_api_url, self._connections)))
        return found

    async def _connect(self, socket: AsyncSocketModeHandler) -> None:
        """Connects, and goes on trying where Slack is away."""
        pause = 1.0
        while True:
            try:
                await socket.connect_async()  # type: ignore[no-untyped-call]
                return
            except Exception as failure:  # noqa: BLE001 - whatever it is, the other doors stay open meanwhile
                logger.warning("Socket Mode is not connected (%s), again in %.0f s", type(failure).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)


def _is_moment(told: str) -> bool:
    """Whether a header is a number of seconds: Bolt takes any other for a fault of ours."""
    return told.isascii() and told.isdigit() and len(told) <= LONGEST_MOMENT


def manifest() -> dict[str, Any]:
    """The app's manifest, which creates the app in Slack in one step."""
    read: dict[str, Any] = read_yaml(MANIFEST)
    return read


def scopes() -> list[str]:
    """The scopes that the app asks for."""
    wanted: list[str] = manifest()["oauth_config"]["scopes"]["bot"]
    return wanted


def _client(token: str | None, base_url: str, connections: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """A client that waits out Slack's refusals for a while, as long as Slack wishes."""
    return AsyncWebClient(
        token=token,
        base_url=base_url if base_url.endswith("/") else base_url + "/",
        timeout=CALL_SECONDS,
        session=connections,
        # No other failure is tried again in place: a message may have arrived although its answer did not.
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMITED_AT_MOST)],
    )
