"""Does what waits: each job when it is due, again until it has worked, and one at a time in its queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot import metrics
from protocol.telemetry import spans, trace
from renewals.store import jobs, leases
from renewals.store.database import GroupCommit, Sessions, in_session
from renewals.store.leases import LeaseLost, TakenLease
from renewals.store.tables import Job

logger = logging.getLogger(__name__)

# What is kept in the same transaction as that a job is done.
Last = Callable[[Session], None]
# The kind of what is done over and over.
REGULAR = "regular"
# Seconds until a job that has failed is tried again; None gives it up.
Backoff = Callable[[Job, Exception], float | None]

AT_LATEST_EVERY = 2.0
KEPT_EVERY = leases.LASTS_SECONDS / 4
FORGETS_EVERY = 3600.0


class NotYet(Exception):
    """Something else has to be done first."""


def backoff(*seconds: float) -> Backoff:
    """Tries again for ever, after these pauses, the last of them over and over."""
    return lambda job, failure: seconds[min(job.attempts, len(seconds) - 1)]


@dataclass(frozen=True)
class Kind:
    """How jobs of a kind are done: by what, how many queues at once, and what becomes of those that fail.

    `order`: which of several that are due in one queue comes first; those alike in the order in which they became due.
    `kept`: how long a job's key is known after it was due at first; for ever where it is not told. `again_at_start`:
    what has failed is tried again when the worker starts, and does not wait any longer. `regular`: the keys of what is
    done over and over, each with how long after the first start that begins.
    """

    do: Callable[[Job], Awaitable[Last | None]]
    again: Backoff
    at_once: int = 8
    order: Callable[[Job], int] = lambda job: 0
    kept: timedelta | None = None
    again_at_start: bool = False
    regular: Mapping[str, timedelta] = field(default_factory=dict)


@dataclass(frozen=True)
class Regular:
    """Something that is looked after so often, by one gateway at a time; for the first time `after` the start."""

    every: timedelta
    do: Callable[[], Awaitable[object]]
    after: timedelta = timedelta()


def regularly(looked_after: Mapping[str, Regular], now: Callable[[], datetime]) -> Kind:
    """The kind of jobs that are done over and over, by their keys. What fails is done the next time."""

    async def do(job: Job) -> Last | None:
        regular = looked_after.get(job.key)
        if regular is None:
            # It was set before, and is not any more.
            return None
        try:
            await regular.do()
        except Exception:
            logger.exception("%s could not be looked after", job.key)
        return partial(jobs.again, job=job, at=now() + regular.every)

    return Kind(do, backoff(AT_LATEST_EVERY), regular={key: one.after for key, one in looked_after.items()})


class Worker:
    """The worker: one queue's jobs one after the other, several queues at once.

    A queue is leased before its jobs are read. What they write at their end is written by who still holds the lease
    alone.
    """

    def __init__(
        self,
        sessions: Sessions,
        group_commit: GroupCommit,
        kinds: Mapping[str, Kind],
        now: Callable[[], datetime],
        awake: asyncio.Event,
    ) -> None:
        self._sessions, self._group_commit = sessions, group_commit
        self._kinds, self._now, self._awake = kinds, now, awake
        self._working: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._held: dict[tuple[str, str], TakenLease] = {}
        self._kept_at = 0.0
        self._forgot_at: float | None = None

    async def run(self) -> None:
        """For ever. Begins what is due, as soon as it is; after a stop, where the stop left it."""
        started = False
        while True:
            self._awake.clear()
            pause = AT_LATEST_EVERY
            try:
                if not started:
                    await self.start()
                    started = True
                await self._keep_leases()
                await self._forget()
                pause = await self.begin_due()
            except Exception:
                logger.exception("jobs could not be looked after")
            # Not wait_for: on Python 3.11 it loses a cancellation that comes as it is woken, and the gateway would
            # never end.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._awake.wait()

    async def start(self) -> None:
        """What has failed, where its kind says so, and what is done over and over is due now.

        What another process works on stays its own: its leases end by themselves where it has ended.
        """

        def take_up(session: Session) -> None:
            now = self._now()
            jobs.due_again(session, [name for name, kind in self._kinds.items() if kind.again_at_start], now)
            for name, kind in self._kinds.items():
                for key, after in kind.regular.items():
                    jobs.need(session, name, key, key, now + after)

        await in_session(self._sessions, take_up)

    def wake(self) -> None:
        """Something may be due now."""
        self._awake.set()

    async def close(self) -> None:
        """Waits a little for what is under way; the rest is done after the next start."""
        if self._working:
            _, late = await asyncio.wait(self._working.values(), timeout=5.0)
            for task in late:
                task.cancel()

    async def begin_due(self) -> float:
        """Begins what is due; how many seconds there are until the next thing is."""
        due, coming = await in_session(self._sessions, self._look)
        for name, queues in due.items():
            if queues:
                await self._begin(name, queues)
        return min(max((coming - self._now()).total_seconds(), 0.0), AT_LATEST_EVERY) if coming else AT_LATEST_EVERY

    async def is_due(self) -> bool:
        """Whether anything is due in a queue that is not worked on."""
        due, _ = await in_session(self._sessions, self._look)
        return any(due.values())

    def under_way(self) -> Sequence[asyncio.Task[None]]:
        """The queues that are worked on now."""
        return list(self._working.values())

    def _look(self, session: Session) -> tuple[dict[str, list[str]], datetime | None]:
        now = self._now()
        return {name: self._due_queues(session, name, now) for name in self._kinds}, jobs.next_due(
            session, self._kinds, now
        )

    def _due_queues(self, session: Session, name: str, now: datetime) -> list[str]:
        busy = {queue for kind, queue in self._working if kind == name}
        room = self._kinds[name].at_once - len(busy)
        return jobs.due_queues(session, name, now, busy, room) if room > 0 else []

    async def _begin(self, name: str, queues: Sequence[str]) -> None:
        for held, its in await self._group_commit.write(lambda session: jobs.take(session, name, queues, self._now())):
            key = (name, held.queue)
            self._held[key] = held
            self._working[key] = asyncio.create_task(self._all(key, its))

    async def _all(self, key: tuple[str, str], its: Sequence[Job]) -> None:
        kind, held = self._kinds[key[0]], self._held[key]
        try:
            in_order = sorted(its, key=kind.order)
            for number, job in enumerate(in_order, 1):
                await self._one(kind, job, partial(leases.free if number == len(in_order) else leases.keep, held=held))
            if not its:
                await self._group_commit.write(lambda session: leases.free(session, held))
        except LeaseLost:
            logger.warning("another worker has taken %s %s", *key)
        except Exception:
            logger.exception("what is to be done for %s %s could not be worked on", *key)
        finally:
            del self._working[key], self._held[key]
            self._awake.set()

    async def _one(self, kind: Kind, job: Job, hold: Last) -> None:
        """Does a job, as a trace of its own. `hold`: keeps or frees its queue's lease in the transaction that writes
        what came of it.
        """
        with trace.begun(), spans.span(f"job {job.kind}"):
            await self._done(kind, job, hold)

    async def _done(self, kind: Kind, job: Job, hold: Last) -> None:
        try:
            last = await kind.do(job)
            await self._group_commit.write(lambda session: _finish(session, hold, job, last))
        except LeaseLost:
            raise
        except Exception as failure:  # noqa: BLE001 - whatever it is, nothing else waits for it
            pause = kind.again(job, failure)
            told = f"again in {pause:.0f} s" if pause is not None else "given up"
            level = (
                logging.ERROR if pause is None else logging.DEBUG if isinstance(failure, NotYet) else logging.WARNING
            )
            if not isinstance(failure, NotYet):
                metrics.job_failures.labels(kind=job.kind).inc()
            logger.log(level, "job %s %s failed (%s), %s", job.kind, job.key, type(failure).__name__, told)
            until = None if pause is None else self._now() + timedelta(seconds=pause)
            await in_session(self._sessions, lambda session: _failed(session, hold, job, until))

    async def _keep_leases(self) -> None:
        """Says for the queues that are worked on that they still are."""
        now = asyncio.get_running_loop().time()
        if now - self._kept_at < KEPT_EVERY:
            return
        self._kept_at = now
        for held in list(self._held.values()):
            with contextlib.suppress(LeaseLost):
                await self._group_commit.write(lambda session, held=held: leases.keep(session, held))  # type: ignore[misc]

    async def _forget(self) -> None:
        """Each hour deletes what need not be known any more."""
        now = asyncio.get_running_loop().time()
        if self._forgot_at is not None and now - self._forgot_at < FORGETS_EVERY:
            return
        self._forgot_at = now

        def forget(session: Session) -> None:
            for name, kind in self._kinds.items():
                if kind.kept is not None:
                    jobs.forget(session, name, self._now() - kind.kept)
            leases.forget(session)

        await in_session(self._sessions, forget)


def _finish(session: Session, hold: Last, job: Job, last: Last | None) -> None:
    hold(session)
    # What belongs to the job before the job, as everybody takes them: in another order two could wait for each other.
    if last is not None:
        last(session)
    jobs.finish(session, job)


def _failed(session: Session, hold: Last, job: Job, until: datetime | None) -> None:
    hold(session)
    if until is None:
        jobs.finish(session, job)
    else:
        jobs.postpone(session, job, until)
