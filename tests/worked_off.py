"""Does all that is due, and what follows from it, with a real worker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.jobs import REGULAR, Worker, regularly
from bot.outgoing import OutgoingEvents
from renewals.store.database import GroupCommit, Sessions
from renewals.store.outgoing import KIND
from renewals.store.tables import Job


async def worked_off(sessions: Sessions, workers: Sequence[Worker]) -> None:
    """Returns once nothing is due any more."""
    for _ in range(200):
        await asyncio.gather(*[task for worker in workers for task in worker.under_way()])
        if not any([await worker.is_due() for worker in workers]):
            return
        for worker in workers:
            await worker.begin_due()
    with sessions() as session:
        raise AssertionError(
            f"there is always something left to do: "
            f"{list(session.scalars(sa.select(Job.key).where(Job.done.is_(False))))}"
        )


async def told(sessions: Sessions, events: OutgoingEvents, now: Callable[[], datetime]) -> None:
    """Tells other systems what is due, as a gateway does that has just started."""
    kinds = {KIND: events.kind(), REGULAR: regularly(events.regular(), now)}
    worker = Worker(sessions, GroupCommit(sessions), kinds, now, asyncio.Event())
    await worker.start()
    await worked_off(sessions, [worker])
