import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from renewals.store import handoff_steps, jobs, leases
from renewals.store import handoffs as store
from renewals.store.conversations import CUSTOMER, held_conversation
from renewals.store.database import Sessions, open_database
from renewals.store.tables import Conversation, Handoff, Job, Message

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def begun(database: Sessions, name: str = "c1") -> str:
    with database.begin() as session:
        session.add(
            Conversation(
                id=name, token_hash=name, language="fr", identity=None, timezone=None, door="chat",
                waiting_question=None, created_at=NOW, expires_at=NOW
            )
        )  # fmt: skip
        message = Message(
            id=f"{name}-m", conversation_id=name, client_id=None, answers=None, speaker=CUSTOMER, text="une personne",
            language="fr", reply=None,
            answered=True, said_at=NOW,
        )  # fmt: skip
        session.add(message)
        session.flush()
        return store.begin(session, message, "EMEA", "asked", "fr", NOW).reference


def due(database: Sessions, at: datetime) -> list[Job]:
    """The steps that are due; nobody works on them then."""
    with database.begin() as session:
        leases.free_all(session)
        found = jobs.take(session, handoff_steps.KIND, jobs.due_queues(session, handoff_steps.KIND, at, (), 100), at)
        leases.free_all(session)
        return [job for _, its in found for job in its]


def test_of_a_hundred_claims_at_once_one_succeeds_and_one_is_recorded(database: Sessions) -> None:
    reference = begun(database)

    def claim(number: int) -> bool:
        with database.begin() as session:
            return store.claim(session, reference, f"rep{number}@vendor.example", f"Rep {number}", NOW)

    with ThreadPoolExecutor(10) as pool:
        claims = list(pool.map(claim, range(100)))
    assert sum(claims) == 1
    with database.begin() as session:
        assert session.get_one(Handoff, reference).owner == f"rep{claims.index(True)}@vendor.example"
        assert [row.what for row in store.transitions(session, reference)] == ["asked", "claimed"]


def test_what_becomes_necessary_again_while_it_is_done_is_done_once_more(database: Sessions) -> None:
    reference = begun(database)
    with database.begin() as session:
        handoff_steps.need(session, reference, "show", NOW)
    (step,) = due(database, NOW)
    with database.begin() as session:
        handoff_steps.need(session, reference, "show", NOW)
        jobs.finish(session, step)
    (again,) = due(database, NOW)
    with database.begin() as session:
        jobs.finish(session, again)
    assert due(database, NOW) == []


def test_what_has_failed_is_due_later(database: Sessions) -> None:
    reference = begun(database)
    with database.begin() as session:
        handoff_steps.need(session, reference, "show", NOW)
    (step,) = due(database, NOW)
    with database.begin() as session:
        jobs.postpone(session, step, NOW + timedelta(seconds=5))
    assert due(database, NOW) == []
    assert [
        (handoff_steps.as_step(later).name, later.attempts) for later in due(database, NOW + timedelta(seconds=5))
    ] == [("show", 1)]


def test_an_erased_conversation_leaves_a_request_without_it(database: Sessions) -> None:
    reference = begun(database)
    with database.begin() as session:
        session.delete(session.get_one(Conversation, "c1"))
    with database.begin() as session:
        handoff = session.get_one(Handoff, reference)
        assert handoff.conversation_id is None
        assert store.conversation_of(session, handoff) is None
        assert [row.what for row in store.transitions(session, reference)] == ["asked"]


@given(
    wishes=st.lists(
        st.sampled_from(
            [("claim", "a"), ("claim", "b"), ("release", "a"), ("resolve", "a"), ("reopen", "b"), ("mail", "")]
        ),
        max_size=12,
    )
)
def test_whatever_is_wished_in_whatever_order_the_history_is_one_unbroken_way(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, wishes: list[tuple[str, str]]
) -> None:
    database = open_database(f"sqlite:///{shutil.copy(migrated_file, tmp_path_factory.mktemp('history') / 'one.db')}")
    reference = begun(database)
    ways = {
        "release": ((store.CLAIMED,), store.WAITING), "resolve": (store.OPEN, store.RESOLVED),
        "reopen": ((store.RESOLVED,), store.CLAIMED),
        "mail": ((store.WAITING,), store.MAILED),
    }  # fmt: skip
    for what, who in wishes:
        with database.begin() as session:
            if what == "claim":
                store.claim(session, reference, who, who, NOW)
            else:
                store.move(session, reference, *ways[what], who, what, NOW)
    with database.begin() as session:
        rows = store.transitions(session, reference)
        assert [row.from_state for row in rows[1:]] == [row.to_state for row in rows[:-1]]
        assert session.get_one(Handoff, reference).state == rows[-1].to_state
    database.kw["bind"].dispose()


def test_what_many_need_at_once_for_the_first_time_is_needed_as_often(database: Sessions) -> None:
    reference = begun(database)

    def need(_: int) -> None:
        with database.begin() as session:
            handoff_steps.need(session, reference, "relay", NOW)

    with ThreadPoolExecutor(8) as at_once:
        list(at_once.map(need, range(40)))
    assert [step.wanted for step in due(database, NOW)] == [40]


def test_who_follows_what_is_said_by_its_numbers_misses_nothing(database: Sessions) -> None:
    begun(database)
    over = Event()
    followed: list[Any] = []

    def says(number: int) -> None:
        with database.begin() as session:
            held_conversation(session, "c1")
            session.add(
                Message(
                    id=f"m{number}", conversation_id="c1", client_id=None, answers=None, speaker=CUSTOMER, text="…",
                    language="fr", reply=None,
                    answered=True, said_at=NOW,
                )
            )  # fmt: skip

    def follows() -> None:
        last = 0
        while True:
            ending = over.is_set()
            with database() as session:
                found = list(session.scalars(sa.select(Message).where(Message.number > last).order_by(Message.number)))
            followed.extend(message.id for message in found)
            last = found[-1].number if found else last
            if ending:
                return

    following = Thread(target=follows)
    following.start()
    with ThreadPoolExecutor(8) as at_once:
        list(at_once.map(says, range(200)))
    over.set()
    following.join()
    assert sorted(followed) == sorted(["c1-m", *(f"m{number}" for number in range(200))])
