"""The turns of conversations, and several processes that answer them on one database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from bot.conversation.messages import from_assistant, from_customer, plain_reply
from bot.conversation.turn_queue import TurnQueue
from renewals.store import leases, turns
from renewals.store.conversations import erase, held_conversation, replies_to
from renewals.store.database import Sessions, in_session
from renewals.store.leases import LeaseLost, TakenLease
from renewals.store.tables import Conversation, Lease, Message
from tests.builders import empty

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SINCE = NOW - timedelta(hours=1)


class Gateway:
    """What orders the turns of one process, with an engine that answers with the message's own text."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.queue = TurnQueue(sessions, lambda: SINCE)
        self.answering: list[str] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def say(self, text: str, conversation_id: str = "c1") -> asyncio.Task[list[Message]]:
        """Stores a message and begins to answer it."""

        def store(session: Session) -> tuple[Message, TakenLease | None]:
            held_conversation(session, conversation_id)
            message = from_customer(conversation_id, text, None, "en", NOW)
            session.add(message)
            session.flush()
            return message, turns.begin(session, message, SINCE)

        message, held = await in_session(self.sessions, store)
        return self.answer(message, held)

    def answer(self, message: Message, held: TakenLease | None = None) -> asyncio.Task[list[Message]]:
        return self.queue.run(message, self._answer, held)

    async def _answer(self, message: Message, held: TakenLease) -> list[Message]:
        self.answering.append(message.text)
        await self.goes_on.wait()

        def keep(session: Session) -> list[Message]:
            held_conversation(session, message.conversation_id)
            reply = from_assistant(message, plain_reply(message.text, "answer"), "en", NOW)
            session.add(reply)
            session.get_one(Message, message.number).answered = True
            session.flush()
            leases.free(session, held)
            return [reply]

        return await in_session(self.sessions, keep)


def begin(sessions: Sessions, *ids: str) -> None:
    with sessions.begin() as session:
        for one in ids:
            row = Conversation(id=one, token_hash=one, language="en", created_at=NOW, expires_at=NOW)
            session.add(row)


@pytest.fixture
def two(database: Sessions) -> tuple[Gateway, Gateway]:
    begin(database, "c1")
    return Gateway(database), Gateway(database)


def said(sessions: Sessions, speaker: str = "assistant") -> list[str]:
    with sessions() as session:
        query = sa.select(Message.text).where(Message.speaker == speaker).order_by(Message.number)
        return list(session.scalars(query))


def passed(sessions: Sessions, seconds: float) -> None:
    """So much time passes for all who hold a lease, or have held one."""
    with sessions.begin() as session:
        session.execute(sa.update(Lease).values(until=Lease.until - seconds))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def test_a_lease_that_comes_with_a_message_that_waits_already_is_its_turn(database: Sessions) -> None:
    begin(database, "c1")
    gateway = Gateway(database)
    with database.begin() as session:
        message = from_customer("c1", "hello", None, "en", NOW)
        session.add(message)
        session.flush()
        held = turns.begin(session, message, SINCE)
    assert held is not None
    # Sent twice at once: the second one's task is there before the first one's lease.
    waiting = gateway.answer(message)
    await asyncio.sleep(0)
    async with asyncio.timeout(leases.LASTS_SECONDS / 2):
        assert await gateway.answer(message, held) == await waiting
    assert gateway.answering == ["hello"]


async def test_messages_that_come_to_several_processes_are_answered_in_order_and_once(
    two: tuple[Gateway, Gateway],
) -> None:
    texts = [str(number) for number in range(12)]
    answers = [await two[number % 2].say(text) for number, text in enumerate(texts)]
    told = await asyncio.gather(*answers)
    assert [[reply.text for reply in replies] for replies in told] == [[text] for text in texts]
    assert said(two[0].sessions) == texts
    assert sorted(two[0].answering + two[1].answering, key=int) == texts


async def test_the_same_message_sent_to_two_processes_is_answered_once(two: tuple[Gateway, Gateway]) -> None:
    one, other = two
    one.goes_on.clear()
    first = await one.say("a")
    with one.sessions() as session:
        message = session.scalars(sa.select(Message)).one()
    second = other.answer(message)
    await asyncio.sleep(0.3)
    one.goes_on.set()
    assert [reply.id for reply in await first] == [reply.id for reply in await second]
    assert (one.answering, other.answering, said(one.sessions)) == (["a"], [], ["a"])


async def test_who_takes_too_long_writes_nothing_and_gives_the_answer_of_who_went_on(
    two: tuple[Gateway, Gateway],
) -> None:
    slow, other = two
    slow.goes_on.clear()
    first = await slow.say("a")
    await until(lambda: slow.answering == ["a"])
    passed(slow.sessions, leases.LASTS_SECONDS)
    second = await other.say("b")
    assert [reply.text for reply in await second] == ["b"]
    slow.goes_on.set()
    assert [reply.text for reply in await first] == ["a"]
    # The other one answered what had been left before its own message.
    assert (other.answering, said(slow.sessions)) == (["a", "b"], ["a", "b"])


async def test_a_turn_under_way_keeps_its_lease(two: tuple[Gateway, Gateway]) -> None:
    one, other = two
    one.goes_on.clear()
    first = await one.say("a")
    await until(lambda: one.answering == ["a"])
    for _ in range(3):
        passed(one.sessions, leases.LASTS_SECONDS - 5)
        await one.queue.keep_leases()
    second = await other.say("b")
    await asyncio.sleep(0.3)
    assert other.answering == []
    one.goes_on.set()
    await asyncio.gather(first, second)
    assert said(one.sessions) == ["a", "b"]


async def test_what_a_dead_process_left_is_found_once_its_lease_has_ended(two: tuple[Gateway, Gateway]) -> None:
    dead, other = two
    with dead.sessions.begin() as session:
        held_conversation(session, "c1")
        for text in ("a", "b"):
            message = from_customer("c1", text, None, "en", NOW)
            session.add(message)
            session.flush()
            turns.begin(session, message, SINCE)

    def left() -> list[Message]:
        with other.sessions() as session:
            return turns.left(session, SINCE)

    assert left() == []
    passed(dead.sessions, leases.LASTS_SECONDS + turns.LEFT_AFTER_SECONDS)
    found = left()
    assert [message.text for message in found] == ["a", "b"]
    await asyncio.gather(*[other.answer(message) for message in found])
    assert said(dead.sessions) == ["a", "b"]
    assert left() == []


async def test_a_message_waits_for_an_earlier_one_whose_process_is_about_to_answer_it(
    two: tuple[Gateway, Gateway],
) -> None:
    one, other = two
    one.goes_on.clear()
    first = await one.say("a")
    with one.sessions.begin() as session:
        # A third process has stored this one, and is about to look.
        message = from_customer("c1", "b", None, "en", NOW)
        session.add(message)
    second = await other.say("c")
    one.goes_on.set()
    await first
    await asyncio.sleep(0.5)
    assert other.answering == []
    passed(one.sessions, turns.LEFT_AFTER_SECONDS)
    await second
    assert other.answering == ["b", "c"]


async def test_a_failed_turn_gives_its_lease_back(two: tuple[Gateway, Gateway]) -> None:
    one, other = two

    async def fails(message: Message, held: TakenLease) -> list[Message]:
        raise OSError("away")

    with one.sessions.begin() as session:
        message = from_customer("c1", "a", None, "en", NOW)
        session.add(message)
    with pytest.raises(OSError, match="away"):
        await one.queue.run(message, fails, None)
    assert [reply.text for reply in await other.answer(message)] == ["a"]


async def test_nothing_is_answered_while_a_conversation_is_erased_and_what_waits_hears_that_it_is_gone(
    two: tuple[Gateway, Gateway],
) -> None:
    one, other = two
    one.goes_on.clear()
    first = await one.say("a")
    second, third = await one.say("b"), await other.say("c")
    await until(lambda: one.answering == ["a"])
    erased = asyncio.Event()

    async def erasing() -> None:
        async with other.queue.alone("c1"):
            erased.set()
            await in_session(one.sessions, lambda session: erase(session, "c1"))

    gone = asyncio.create_task(erasing())
    await asyncio.sleep(0.2)
    assert not erased.is_set()
    one.goes_on.set()
    await asyncio.gather(gone, first, second, third, return_exceptions=True)
    # What was answered before it is gone as well; the rest hears of it.
    for late in (second, third):
        assert late.exception() is None or isinstance(late.exception(), NoResultFound)
    assert (said(one.sessions), said(one.sessions, "customer")) == ([], [])


def test_the_only_process_takes_up_everything_at_its_start(two: tuple[Gateway, Gateway]) -> None:
    one, _ = two
    with one.sessions.begin() as session:
        message = from_customer("c1", "a", None, "en", NOW)
        session.add(message)
        session.flush()
        held = turns.begin(session, message, SINCE)
    assert held is not None
    with one.sessions.begin() as session:
        leases.free_all(session)
        assert [one.text for one in turns.left(session, SINCE)] == ["a"]
    with pytest.raises(LeaseLost), one.sessions.begin() as session:
        leases.keep(session, held)


def test_messages_are_answered_in_order_and_once_whoever_takes_them(shared_database: Sessions) -> None:
    @settings(max_examples=15)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.booleans()), min_size=1, max_size=10))
    def holds(messages: list[tuple[int, int, bool]]) -> None:
        empty(shared_database)
        begin(shared_database, "c0", "c1")
        asyncio.run(_answered_in_order(shared_database, messages))

    holds()


async def _answered_in_order(sessions: Sessions, messages: list[tuple[int, int, bool]]) -> None:
    """Each message: which process takes it, in which conversation, and whether the next one comes after a while."""
    gateways = [Gateway(sessions) for _ in range(3)]
    tasks = []
    for number, (gateway, conversation, pause) in enumerate(messages):
        tasks.append(await gateways[gateway].say(f"{number}", f"c{conversation}"))
        await asyncio.sleep(0.01 * pause)
    await asyncio.gather(*tasks)
    for one in ("c0", "c1"):
        with sessions() as session:
            query = sa.select(Message).where(Message.conversation_id == one).order_by(Message.number)
            rows = list(session.scalars(query))
            asked = [row for row in rows if row.speaker == "customer"]
            assert [row.text for row in rows if row.speaker == "assistant"] == [row.text for row in asked]
            assert all(len(replies_to(session, row.id)) == 1 for row in asked)
