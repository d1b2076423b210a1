"""How large and how frequent requests may be."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Iterator

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.counting import Counters
from bot.problems import Problem, answered

LARGEST_BODY = 32 * 1024
# Slack sends the message whose button was pressed along with the press.
LARGEST_FROM_SLACK = 1024 * 1024
MOST_DIGITS = 9
# Files, which are counted as they are read, once it is known whose they are.
_FILES = re.compile(r"/api/v1/conversations/[^/]+/files")
# What a request may take to arrive in full, its headers aside (bot/serving.py).
BODY_WITHIN = 20.0
MESSAGES = RateLimitItemPerMinute(20)
# Of one conversation: its transcript and its state read, a reply rated.
READS = RateLimitItemPerMinute(120)
RATINGS = RateLimitItemPerMinute(60)
CONVERSATIONS = RateLimitItemPerHour(30)
FILES = RateLimitItemPerHour(30)
DOWNLOADS = RateLimitItemPerHour(120)
TRANSCRIPTS = RateLimitItemPerHour(5)
# By an address on the network: calendar programs of a whole firm may come from one.
CALENDARS = RateLimitItemPerHour(600)
DEFLECTIONS = RateLimitItemPerMinute(120)
# To the page of support, from one place, and as one user.
SIGN_INS = RateLimitItemPerMinute(10)
# Of a form on a public page: each visitor, then the whole site.
FORM_VISITOR, FORM_SITE = RateLimitItemPerMinute(30), RateLimitItemPerMinute(600)


class RateLimits:
    """Counts requests within moving windows; off for evaluations on one's own machine."""

    def __init__(self, on: bool, counters: Counters) -> None:
        self._counters = counters
        self._on = on

    def take(self, limit: RateLimitItem, *who: str) -> None:
        """Counts one request; raises the problem with Retry-After where it is one too many."""
        if self._on and not self._counters.hit(limit, *who):
            seconds = max(1, math.ceil(self._counters.resets_at(limit, *who) - time.time()))
            raise Problem("too-many", 429, {"Retry-After": str(seconds)}, seconds=seconds)


class NothingKept:
    """What the API answers is for its client alone: no cache keeps it, and no browser takes it for anything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers.setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        await self._app(scope, receive, told)


class LimitBody:
    """Refuses bodies over 32 KB (1 MB from Slack) before they are read, or as soon as they have grown so large.

    Files are their door's business.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"] == "POST" and _FILES.fullmatch(scope["path"])):
            await self._app(scope, receive, send)
            return
        body: list[Message] = []
        size = 0
        told = dict(scope["headers"]).get(b"content-length", b"0")
        largest = LARGEST_FROM_SLACK if scope["path"].startswith("/slack/") else LARGEST_BODY
        # A longer row of digits is not read as a number: Python refuses one of over 4,300.
        too_large = not told.isdigit() or len(told) > MOST_DIGITS or int(told) > largest
        try:
            async with asyncio.timeout(BODY_WITHIN):
                while not too_large:
                    message = await receive()
                    body.append(message)
                    size += len(message.get("body", b""))
                    too_large = size > largest
                    if message["type"] != "http.request" or not message.get("more_body"):
                        break
        except TimeoutError:
            await answered(Request(scope), Problem("too-slow", 408, {"Connection": "close"}))(scope, receive, send)
            return
        if too_large:
            await answered(Request(scope), Problem("too-large", 413, {"Connection": "close"}))(scope, receive, send)
            return
        waiting: Iterator[Message] = iter(body)

        async def replay() -> Message:
            return next(waiting, None) or await receive()

        await self._app(scope, replay, send)
