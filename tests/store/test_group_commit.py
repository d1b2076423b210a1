"""Small writes of many go into the database in groups, and each is told what came of its own."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store import slack as store
from renewals.store.database import GroupCommit, Sessions

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def kept(session: Session, number: int) -> int:
    found = store.keep_delivery(session, f"key {number}", {"number": number}, NOW)
    if found is None:
        raise LookupError(number)
    return found


async def test_what_comes_while_one_is_written_is_committed_together(database: Sessions) -> None:
    commits: list[object] = []
    sa.event.listen(database.kw["bind"], "commit", commits.append)
    together = GroupCommit(database)
    numbers = await asyncio.gather(*(together.write(partial(kept, number=number)) for number in range(50)))
    assert len(set(numbers)) == 50
    assert len(commits) < 5
    with database() as session:
        assert len(store.undone_deliveries(session, NOW)) == 50


async def test_who_fails_is_told_so_and_the_others_of_the_group_are_written(database: Sessions) -> None:
    together = GroupCommit(database)
    works = [together.write(partial(kept, number=number)) for number in (1, 2, 2, 3)]
    told = await asyncio.gather(*works, return_exceptions=True)
    assert [type(one) for one in told] == [int, int, LookupError, int]
    with database() as session:
        assert [body["number"] for _, body, _ in store.undone_deliveries(session, NOW)] == [1, 2, 3]


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
        assert store.undone_deliveries(session, NOW) == []


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
        assert len(store.undone_deliveries(session, NOW)) == 160
