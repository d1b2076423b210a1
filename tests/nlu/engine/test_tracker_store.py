"""What the engine keeps of a conversation, read once a turn; on SQLite, and on PostgreSQL where a URL is given
(tests/engine).
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.engine.tracker_store import LastTurnTrackerStore

URLS = ["sqlite", *filter(None, [os.environ.get("RENEWALS_TEST_POSTGRESQL", "")])]
DOMAIN = {"intents": ["greet"], "slots": {"language": {"type": "text", "mappings": [{"type": "custom"}]}}}


@pytest.fixture(params=URLS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LastTurnTrackerStore:
    url = f"sqlite:///{tmp_path / 'engine.db'}" if request.param == "sqlite" else request.param
    kept = LastTurnTrackerStore(Domain.from_dict(DOMAIN), host=url)
    with kept._engine.begin() as connection:
        connection.execute(sa.text("delete from engine_conversations"))
        connection.execute(sa.text("delete from engine_answers"))
    return kept


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def take_turn(
    store: LastTurnTrackerStore, conversation: str, text: str, wait: float = 0.0, answer: str | None = "answered"
) -> bool:
    """As Rasa does within a turn: it asks for the conversation by its id, goes on with it, and keeps it."""
    async with store.turn(conversation, f"message {text}") as begun:
        await asyncio.sleep(wait)
        tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(text, {"name": "greet"}))
        tracker.update(SlotSet("language", text))
        await store.save(tracker)
        begun.answer = answer
        return tracker is begun.tracker


def test_a_turn_reads_its_conversation_once_and_goes_on_with_that(store: LastTurnTrackerStore) -> None:
    reads: list[str] = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda c, cursor, statement, *rest: reads.append(statement))
    assert asyncio.run(take_turn(store, "one", "a"))
    reads.clear()
    assert asyncio.run(take_turn(store, "one", "b"))
    assert len([statement for statement in reads if "SELECT" in statement]) == 1


def test_the_last_turn_and_the_values_of_slots_are_kept(store: LastTurnTrackerStore) -> None:
    async def three_turns() -> Any:
        for text in "abc":
            await take_turn(store, "one", text)
        return await store.retrieve("one")

    kept = asyncio.run(three_turns())
    assert (texts(kept), kept.get_slot("language")) == (["c"], "c")


def test_turns_of_two_conversations_at_once_stay_apart(store: LastTurnTrackerStore) -> None:
    async def both() -> Any:
        same = await asyncio.gather(take_turn(store, "two", "x", 0.05), take_turn(store, "three", "y", 0.02))
        async with store.turn("one", "1"):
            other = await store.retrieve("two")
        return same, texts(other), texts(await store.retrieve("three"))

    assert asyncio.run(both()) == ([True, True], ["x"], ["y"])


def test_a_turn_that_fails_leaves_nothing_behind(store: LastTurnTrackerStore) -> None:
    async def failing() -> Any:
        with suppress(ValueError):
            async with store.turn("four", "1") as begun:
                begun.tracker.update(UserUttered("lost"))
                await store.save(begun.tracker)
                raise ValueError("in the middle")
        return await store.retrieve("four")

    assert asyncio.run(failing()) is None


def test_a_turn_without_an_answer_may_be_taken_again_as_if_it_had_not_been(store: LastTurnTrackerStore) -> None:
    async def again() -> Any:
        await take_turn(store, "one", "a")
        await take_turn(store, "one", "b", answer=None)
        return await store.retrieve("one")

    assert texts(asyncio.run(again())) == ["a"]


def test_the_answer_to_the_last_message_is_known_where_it_is_asked_for_again(store: LastTurnTrackerStore) -> None:
    async def told(text: str) -> Any:
        async with store.turn("one", f"message {text}") as begun:
            return begun.answer

    async def again() -> Any:
        await take_turn(store, "one", "a", answer="first")
        await take_turn(store, "one", "b", answer="second")
        return await told("a"), await told("b"), await told("c"), texts(await store.retrieve("one"))

    assert asyncio.run(again()) == (None, "second", None, ["b"])


def test_the_answer_is_erased_with_the_conversation(store: LastTurnTrackerStore) -> None:
    async def erased() -> Any:
        await take_turn(store, "one", "a")
        await store.erase("one")
        async with store.turn("one", "message a") as begun:
            return begun.answer

    assert asyncio.run(erased()) is None
    with store._engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from engine_answers")).scalar() == 0


def test_an_erased_conversation_is_unknown(store: LastTurnTrackerStore) -> None:
    async def erased() -> Any:
        await take_turn(store, "one", "a")
        await store.erase("one")
        return await store.retrieve("one")

    assert asyncio.run(erased()) is None


def test_an_error_of_the_database_does_not_tell_what_was_said(store: LastTurnTrackerStore) -> None:
    with store._engine.begin() as connection:
        connection.execute(sa.text("drop table engine_conversations"))
    with pytest.raises(sa.exc.SQLAlchemyError) as failure:
        store._write("five", "xylophone-canary")
    assert "engine_conversations" in str(failure.value)
    assert "xylophone-canary" not in str(failure.value)


def test_nothing_of_an_erased_conversation_is_left_in_sqlite_s_files(tmp_path: Path) -> None:
    file = tmp_path / "engine.db"
    kept = LastTurnTrackerStore(Domain.from_dict(DOMAIN), host=f"sqlite:///{file}")

    async def erased() -> None:
        await take_turn(kept, "one", "xylophone")
        with kept._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint")
        assert b"xylophone" in file.read_bytes()
        await take_turn(kept, "one", "xylophone again")
        await kept.erase("one")

    asyncio.run(erased())
    assert not any(b"xylophone" in one.read_bytes() for one in tmp_path.glob("engine.db*"))
