"""Tells other systems what happened, each event again until it has arrived: webhooks,
signed after Standard Webhooks.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

from bot.jobs import Kind, Regular
from renewals.store import outgoing as store
from renewals.store.database import Sessions, in_session
from renewals.store.outgoing import Event
from renewals.store.tables import Job

logger = logging.getLogger(__name__)
EVERY = timedelta(seconds=2)
# Longer than a job is tried, and than what happened is looked for: its key says that it was told.
KEPT = timedelta(days=30)
TIMEOUT_SECONDS = 15.0
# Three days and four hours in all.
RETRIED_AFTER = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
Handler = Callable[[Event], Awaitable[None]]


class NotTaken(Exception):
    """The receiver refused. `for_good`: it wants nothing more of this."""

    def __init__(self, why: str, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class OutgoingEvents:
    """Tells events to other systems, each as a job of its own.

    `handlers`: what tells each target.
    """

    def __init__(self, sessions: Sessions, handlers: Mapping[str, Handler], clock: Callable[[], datetime]) -> None:
        self._sessions, self._handlers, self._clock = sessions, handlers, clock

    def regular(self) -> dict[str, Regular]:
        """What the worker looks after, where anybody is to be told."""
        return {"outgoing-events": Regular(EVERY, self.announce)} if self._handlers else {}

    def kind(self) -> Kind:
        """How the worker tells an event. For a target that is none any more it waits as for one that is away."""
        return Kind(self._tell, _again, kept=KEPT)

    async def announce(self) -> int:
        """Makes jobs of what happened; how many."""
        targets, now = list(self._handlers), self._clock()
        return await in_session(self._sessions, lambda session: store.announce(session, targets, now))

    async def _tell(self, job: Job) -> None:
        event, target = Event.of(job), job.payload["target"]
        try:
            if target not in self._handlers:
                raise NotTaken("it is not set any more")
            await self._handlers[target](event)
        except (httpx.HTTPError, NotTaken, OSError) as failure:
            why = str(failure) if isinstance(failure, NotTaken) else type(failure).__name__
            logger.warning("%s was not taken by %s (%s)", event.kind, target, why)
            raise


def _again(job: Job, failure: Exception) -> float | None:
    if job.attempts >= len(RETRIED_AFTER) or (isinstance(failure, NotTaken) and failure.for_good):
        return None
    return RETRIED_AFTER[job.attempts].total_seconds()


def webhooks(addresses: str, secret: str) -> dict[str, Handler]:
    """What tells each of some addresses, by a name that holds its host and nothing secret."""
    return {_name(address): _teller(address, Webhook(secret)) for address in addresses.split()}


def _name(address: str) -> str:
    digest = hashlib.sha256(address.encode()).hexdigest()[:12]
    return f"{(urlsplit(address).hostname or '')[:50]}-{digest}"


def _teller(address: str, webhook: Webhook) -> Handler:
    async def tell(event: Event) -> None:
        body = json.dumps(_content(event), ensure_ascii=False, separators=(",", ":"))
        # Receivers refuse what is older than minutes, whatever time a demonstration plays at.
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": webhook.sign(event.id, now, body),
        }
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            answer = await client.post(address, content=body.encode(), headers=headers)
        if not answer.is_success:
            raise NotTaken(str(answer.status_code), for_good=answer.status_code == httpx.codes.GONE)

    return tell


def _content(event: Event) -> dict[str, Any]:
    return {"type": event.kind, "timestamp": event.at.isoformat(), "data": event.data}
