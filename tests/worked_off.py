"""Does all that is due, and what follows from it, with a real worker."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import sqlalchemy as sa

from bot.jobs import Worker
from renewals.store.database import Sessions
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
