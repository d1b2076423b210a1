"""The worker, and two of them on one database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import jobs as worker
from bot.jobs import REGULAR, Kind, Last, Regular, Worker, backoff, regularly
from renewals.store import jobs, leases
from renewals.store.database import GroupCommit, Sessions
from renewals.store.tables import Job, Lease
from tests.worked_off import worked_off

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
KIND = "test"


class Bench:
    """A database, a clock that the test moves, and what was done."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions, self.now = sessions, NOW
        self.done: list[str] = []
        self.failing: dict[str, Exception] = {}
        self.hold = asyncio.Event()
        self.hold.set()
        self.last: Last | None = None

    def worker(self, again: worker.Backoff | None = None, at_once: int = 8) -> Worker:
        kind = Kind(self.do, again or backoff(1.0, 5.0), at_once)
        return Worker(self.sessions, GroupCommit(self.sessions), {KIND: kind}, lambda: self.now, asyncio.Event())

    async def do(self, job: Job) -> Last | None:
        await self.hold.wait()
        if job.key in self.failing:
            raise self.failing[job.key]
        self.done.append(job.key)
        return self.last

    def need(self, *keys: str, queue: str = "q") -> None:
        with self.sessions.begin() as session:
            for key in keys:
                jobs.need(session, KIND, key, queue, self.now)

    def passed(self, seconds: float) -> None:
        """So much time passes for all who hold a lease."""
        with self.sessions.begin() as session:
            session.execute(sa.update(Lease).values(until=Lease.until - seconds))

    def lease_lasts(self) -> float:
        with self.sessions() as session:
            return session.query(Lease).one().until - time.time()

    def left(self) -> dict[str, int]:
        """What is not done, and how often it has failed."""
        with self.sessions() as session:
            return {job.key: job.attempts for job in session.query(Job).where(Job.done.is_(False))}


@pytest.fixture
def bench(database: Sessions) -> Bench:
    return Bench(database)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


@contextmanager
def paused(bench: Bench) -> Iterator[None]:
    bench.hold.clear()
    yield
    bench.hold.set()


async def test_a_queue_is_worked_on_in_order(bench: Bench) -> None:
    keys = [f"a{number}" for number in range(20)]
    bench.need(*keys)
    await worked_off(bench.sessions, [bench.worker()])
    assert bench.done == keys
    assert bench.left() == {}


async def test_what_fails_waits_longer_each_time_and_nothing_else_waits_for_it(bench: Bench) -> None:
    bench.need("a", "b")
    bench.failing["a"] = OSError("away")
    one = bench.worker()
    await worked_off(bench.sessions, [one])
    assert (bench.done, bench.left()) == (["b"], {"a": 1})
    bench.now += timedelta(seconds=0.9)
    await worked_off(bench.sessions, [one])
    assert bench.left() == {"a": 1}
    bench.now += timedelta(seconds=0.2)
    await worked_off(bench.sessions, [one])
    assert bench.left() == {"a": 2}
    del bench.failing["a"]
    bench.now += timedelta(seconds=5)
    await worked_off(bench.sessions, [one])
    assert (bench.done, bench.left()) == (["b", "a"], {})


async def test_what_is_given_up_is_not_tried_again(bench: Bench) -> None:
    bench.need("a")
    bench.failing["a"] = ValueError("never")
    await worked_off(bench.sessions, [bench.worker(again=lambda job, failure: None)])
    assert (bench.done, bench.left()) == ([], {})


async def test_what_becomes_necessary_while_it_is_done_is_done_once_more(bench: Bench) -> None:
    bench.need("a")
    one = bench.worker()
    with paused(bench):
        await one.begin_due()
        bench.need("a")
    await worked_off(bench.sessions, [one])
    assert (bench.done, bench.left()) == (["a", "a"], {})


async def test_what_is_written_at_the_end_is_written_with_that_it_is_done(bench: Bench) -> None:
    bench.need("a")

    def last(session: Session) -> None:
        jobs.need(session, KIND, "b", "q", bench.now)
        if len(bench.done) == 1:
            raise OSError("the disk is full")

    bench.last = last
    one = bench.worker()
    await worked_off(bench.sessions, [one])
    assert bench.left() == {"a": 1}
    bench.now += timedelta(seconds=1)
    await one.begin_due()
    await asyncio.gather(*one.under_way())
    assert bench.left() == {"b": 0}


async def test_more_queues_than_are_worked_on_at_once_wait_for_a_place(bench: Bench) -> None:
    for number in range(7):
        bench.need(f"a{number}", queue=f"q{number}")
    one = bench.worker(at_once=3)
    with paused(bench):
        await one.begin_due()
        await one.begin_due()
        assert len(one.under_way()) == 3
    await worked_off(bench.sessions, [one])
    assert sorted(bench.done) == [f"a{number}" for number in range(7)]


async def test_two_workers_do_each_job_once_and_in_order(bench: Bench) -> None:
    for number in range(10):
        bench.need(*[f"{number} {step}" for step in range(5)], queue=f"q{number}")
    await worked_off(bench.sessions, [bench.worker(at_once=2), bench.worker(at_once=2)])
    assert len(bench.done) == len(set(bench.done)) == 50
    for number in range(10):
        assert [done for done in bench.done if done.startswith(f"{number} ")] == [
            f"{number} {step}" for step in range(5)
        ]


async def test_who_was_thought_dead_writes_nothing_and_another_goes_on(bench: Bench) -> None:
    bench.need("a", "b")
    slow, other = bench.worker(), bench.worker()
    with paused(bench):
        await slow.begin_due()
        bench.passed(leases.LASTS_SECONDS)
        await other.begin_due()
        assert len(other.under_way()) == 1
    await asyncio.gather(*slow.under_way(), *other.under_way())
    # The slow one had begun the first, and could not end it: it did nothing more.
    assert sorted(bench.done) == ["a", "a", "b"]
    assert bench.left() == {}


async def test_a_worker_takes_up_what_a_dead_one_held_and_keeps_what_it_works_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.need("a")
    with bench.sessions.begin() as session:
        assert leases.take(session, KIND, ["q"])
    bench.passed(leases.LASTS_SECONDS)
    monkeypatch.setattr(worker, "KEPT_EVERY", 0.0)
    one, other = bench.worker(), bench.worker()
    running = asyncio.create_task(one.run())
    with paused(bench):
        await until(lambda: bool(one.under_way()))
        for _ in range(3):
            bench.passed(leases.LASTS_SECONDS - 5)
            one.wake()
            await until(lambda: bench.lease_lasts() > leases.LASTS_SECONDS - 5)
        await other.begin_due()
        assert other.under_way() == []
    await until(lambda: bench.left() == {})
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert bench.done == ["a"]


async def test_what_a_killed_worker_was_about_is_done_by_another_once_its_lease_has_ended_and_the_rest_at_once(
    bench: Bench,
) -> None:
    for queue in ("q0", "q1", "q2"):
        bench.need(f"{queue} a", f"{queue} b", queue=queue)
    killed, other = bench.worker(at_once=2), bench.worker()
    with paused(bench):
        await killed.begin_due()
        tasks = killed.under_way()
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    # The start of another worker takes nothing from one that may live.
    await other.start()
    await worked_off_as_far_as_free(bench, other)
    assert bench.done == ["q2 a", "q2 b"]
    bench.passed(leases.LASTS_SECONDS)
    await worked_off(bench.sessions, [other])
    assert sorted(bench.done) == [f"q{number} {step}" for number in range(3) for step in "ab"]
    assert bench.left() == {}


async def worked_off_as_far_as_free(bench: Bench, worker: Worker) -> None:
    """Does what is due in queues that nobody holds."""
    await worker.begin_due()
    await asyncio.gather(*worker.under_way())


async def test_a_key_is_known_for_as_long_as_its_kind_says_and_what_has_failed_is_tried_at_the_start(
    bench: Bench,
) -> None:
    bench.need("a", "b")
    bench.failing["b"] = OSError("away")
    kind = Kind(bench.do, backoff(3600.0), kept=timedelta(days=7), again_at_start=True)
    one = Worker(bench.sessions, GroupCommit(bench.sessions), {KIND: kind}, lambda: bench.now, asyncio.Event())
    await worked_off(bench.sessions, [one])
    del bench.failing["b"]
    running = asyncio.create_task(one.run())
    await until(lambda: bench.done == ["a", "b"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    bench.now += timedelta(days=8)
    later = Worker(bench.sessions, GroupCommit(bench.sessions), {KIND: kind}, lambda: bench.now, asyncio.Event())
    running = asyncio.create_task(later.run())

    def kept() -> int:
        with bench.sessions() as session:
            return session.query(Job).count()

    await until(lambda: kept() == 0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_is_looked_after_is_done_over_and_over_also_where_it_fails(bench: Bench) -> None:
    times: list[datetime] = []

    async def look() -> None:
        times.append(bench.now)
        if len(times) == 2:
            raise OSError("away")

    kinds = {REGULAR: regularly({"looks": Regular(timedelta(minutes=1), look)}, lambda: bench.now)}
    one, other = (
        Worker(bench.sessions, GroupCommit(bench.sessions), kinds, lambda: bench.now, asyncio.Event()) for _ in range(2)
    )
    await one.start()
    for seconds in (0, 59, 1, 60, 60):
        bench.now += timedelta(seconds=seconds)
        await worked_off(bench.sessions, [one, other])
    assert times == [NOW + timedelta(minutes=minute) for minute in range(4)]
    # What starts looks at once, whatever was planned: a demonstration's clock begins anew.
    bench.now = NOW + timedelta(seconds=5)
    await other.start()
    await worked_off(bench.sessions, [other])
    assert times[-1] == bench.now


async def test_what_is_looked_after_no_longer_is_left(bench: Bench) -> None:
    with bench.sessions.begin() as session:
        jobs.need(session, REGULAR, "gone", "gone", NOW)
    kinds = {REGULAR: regularly({}, lambda: bench.now)}
    await worked_off(
        bench.sessions, [Worker(bench.sessions, GroupCommit(bench.sessions), kinds, lambda: bench.now, asyncio.Event())]
    )
    assert bench.left() == {}
