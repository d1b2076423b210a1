"""Small writes of many go into the database in groups, and each is told what came of its own."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store import jobs
from renewals.store.database import GroupCommit, Sessions
from renewals.store.tables import Job

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def kept(session: Session, number: int) -> int:
    if not jobs.add(session, "test", f"key {number}", "q", NOW, {"number": number}):
        raise LookupError(number)
    return number


def numbers(session: Session) -> list[int]:
    return [job.payload["number"] for job in session.scalars(sa.select(Job).order_by(Job.id))]


async def test_what_comes_while_one_is_written_is_committed_together(database: Sessions) -> None:
    commits: list[object] = []
    sa.event.listen(database.kw["bind"], "commit", commits.append)
    together = GroupCommit(database)
    written = await asyncio.gather(*(together.write(partial(kept, number=number)) for number in range(50)))
    assert len(set(written)) == 50
    assert len(commits) < 5
    with database() as session:
        assert len(numbers(session)) == 50


async def test_who_fails_is_told_so_and_the_others_of_the_group_are_written(database: Sessions) -> None:
    together = GroupCommit(database)
    works = [together.write(partial(kept, number=number)) for number in (1, 2, 2, 3)]
    told = await asyncio.gather(*works, return_exceptions=True)
    assert [type(one) for one in told] == [int, int, LookupError, int]
    with database() as session:
        assert numbers(session) == [1, 2, 3]


async def test_a_work_alone_tells_its_failure(database: Sessions) -> None:
    together = GroupCommit(database)
    await together.write(lambda session: kept(session, 1))
    with pytest.raises(LookupError):
        await together.write(lambda session: kept(session, 1))
    assert await together.write(lambda session: kept(session, 2))


def test_what_was_added_under_a_savepoint_is_undone_with_the_rest(database: Sessions) -> None:
    with suppress(ZeroDivisionError), database.begin() as session:
        kept(session, 1)
        raise ZeroDivisionError
    with database() as session:
        assert numbers(session) == []


def test_threads_that_write_at_once_take_turns_and_none_is_refused(database: Sessions) -> None:
    def write(writer: int) -> None:
        for number in range(20):
            with database.begin() as session:
                kept(session, 100 * writer + number)

    writers = [Thread(target=write, args=(writer,)) for writer in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database() as session:
        assert len(numbers(session)) == 160
