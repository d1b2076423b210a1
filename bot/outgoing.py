"""Tells other systems what happened, each event again until it has arrived: webhooks,
signed after Standard Webhooks.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy.exc import SQLAlchemyError
from standardwebhooks import Webhook

from renewals.store import outgoing as store
from renewals.store.database import Sessions, in_session
from renewals.store.tables import Outgoing

logger = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
AT_ONCE = 8
TIMEOUT_SECONDS = 15.0
# Three days and four hours in all.
RETRIED_AFTER = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
Handler = Callable[[Outgoing], Awaitable[None]]


class NotTaken(Exception):
    """The receiver refused. `for_good`: it wants nothing more of this."""

    def __init__(self, why: str, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class OutgoingEvents:
    """The job of the gateway that tells them.

    `handlers`: what tells each target; a target that is none any more is told nothing.
    """

    def __init__(self, sessions: Sessions, handlers: Mapping[str, Handler], clock: Callable[[], datetime]) -> None:
        self._sessions, self._handlers, self._clock = sessions, handlers, clock

    async def run(self) -> None:
        """Works until it is cancelled."""
        while self._handlers:
            try:
                await self.tell_due()
            except SQLAlchemyError as failure:
                logger.warning("events wait: %s", type(failure).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def tell_due(self) -> int:
        """Looks for what happened, and tells what is due; how many tellings that were."""
        targets, now = list(self._handlers), self._clock()
        await in_session(self._sessions, lambda session: store.announce(session, targets, now))
        waiting = await in_session(self._sessions, lambda session: store.due(session, targets, now, AT_ONCE))
        await asyncio.gather(*(self._tell(one) for one in waiting))
        return len(waiting)

    async def _tell(self, one: Outgoing) -> None:
        try:
            await self._handlers[one.target](one)
        except (httpx.HTTPError, NotTaken, OSError) as failure:
            await self._failed(one, failure)
            return
        await in_session(self._sessions, lambda session: store.finish(session, one))

    async def _failed(self, one: Outgoing, failure: Exception) -> None:
        why = str(failure) if isinstance(failure, NotTaken) else type(failure).__name__
        if one.attempts >= len(RETRIED_AFTER) or (isinstance(failure, NotTaken) and failure.for_good):
            logger.error("%s %s was not taken by %s (%s), and is given up", one.kind, one.event, one.target, why)
            await in_session(self._sessions, lambda session: store.finish(session, one))
            return
        pause = RETRIED_AFTER[one.attempts]
        logger.warning(
            "%s %s was not taken by %s (%s), again in %.0f s",
            one.kind,
            one.event,
            one.target,
            why,
            pause.total_seconds(),
        )
        await in_session(self._sessions, lambda session: store.postpone(session, one, self._clock() + pause))


def webhooks(addresses: str, secret: str) -> dict[str, Handler]:
    """What tells each of some addresses, by a name that holds its host and nothing secret."""
    return {_name(address): _teller(address, Webhook(secret)) for address in addresses.split()}


def _name(address: str) -> str:
    digest = hashlib.sha256(address.encode()).hexdigest()[:12]
    return f"{(urlsplit(address).hostname or '')[:50]}-{digest}"


def _teller(address: str, webhook: Webhook) -> Handler:
    async def tell(one: Outgoing) -> None:
        body = json.dumps(_content(one), ensure_ascii=False, separators=(",", ":"))
        # Receivers refuse what is older than minutes, whatever time a demonstration plays at.
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": one.event,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": webhook.sign(one.event, now, body),
        }
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            answer = await client.post(address, content=body.encode(), headers=headers)
        if not answer.is_success:
            raise NotTaken(str(answer.status_code), for_good=answer.status_code == httpx.codes.GONE)

    return tell


def _content(one: Outgoing) -> dict[str, Any]:
    return {"type": one.kind, "timestamp": one.happened_at.isoformat(), "data": one.data}
