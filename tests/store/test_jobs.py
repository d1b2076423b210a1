"""What waits is done once, in its queue's order, by who holds the queue."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from renewals.store import jobs, leases
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.leases import LeaseLost
from renewals.store.outgoing import Event
from renewals.store.tables import Job, Lease

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
KIND = "test"


def add(database: Sessions, key: str, queue: str = "q", due_at: datetime = NOW) -> bool:
    with database.begin() as session:
        return jobs.add(session, KIND, key, queue, due_at, {"words": key})


def queues(database: Sessions, now: datetime = NOW) -> list[str]:
    with database.begin() as session:
        return jobs.due_queues(session, KIND, now, (), 100)


def taken(database: Sessions, *wanted: str, now: datetime = NOW) -> list[tuple[leases.TakenLease, list[Job]]]:
    with database.begin() as session:
        return jobs.take(session, KIND, wanted, now)


def passed(database: Sessions, seconds: float) -> None:
    """So much time passes for all who hold a lease."""
    with database.begin() as session:
        session.execute(sa.update(Lease).values(until=Lease.until - seconds))


def test_what_is_added_again_is_added_once(database: Sessions) -> None:
    assert [add(database, "a"), add(database, "a")] == [True, False]
    ((_, its),) = taken(database, "q")
    assert [(job.key, job.payload, job.attempts) for job in its] == [("a", {"words": "a"}, 0)]


def test_what_is_done_keeps_its_key_alone(database: Sessions) -> None:
    add(database, "a")
    with database.begin() as session:
        jobs.finish(session, jobs.job(session, KIND, "a") or pytest.fail("it was kept"))
    assert not add(database, "a")
    with database.begin() as session:
        kept = jobs.job(session, KIND, "a")
        assert kept is not None
        assert (kept.done, kept.payload) == (True, {})


def test_a_queue_comes_in_the_order_in_which_it_became_due(database: Sessions) -> None:
    add(database, "late", "q2", NOW)
    add(database, "early", "q1", NOW - timedelta(seconds=1))
    add(database, "later", "q3", NOW + timedelta(seconds=1))
    add(database, "second", "q1", NOW)
    assert queues(database) == ["q1", "q2"]
    assert [[job.key for job in its] for _, its in taken(database, "q1", "q2")] == [["early", "second"], ["late"]]
    with database.begin() as session:
        assert jobs.next_due(session, [KIND], NOW) == NOW + timedelta(seconds=1)
        assert jobs.next_due(session, ["another"], NOW) is None
        assert jobs.due_queues(session, KIND, NOW, {"q1"}, 100) == ["q2"]
        assert jobs.due_queues(session, KIND, NOW, (), 1) == ["q1"]


def test_of_many_who_take_a_queue_at_once_one_gets_it(database: Sessions) -> None:
    for number in range(5):
        add(database, f"a{number}", f"q{number}")
    for _ in range(5):
        with ThreadPoolExecutor(8) as at_once:
            found = list(
                at_once.map(lambda number: taken(database, *[f"q{(number + one) % 5}" for one in range(5)]), range(16))
            )
        assert sorted(held.queue for its in found for held, _ in its) == [f"q{number}" for number in range(5)]
        with database.begin() as session:
            leases.free_all(session)


def test_a_fence_grows_and_who_was_thought_dead_writes_nothing(database: Sessions) -> None:
    add(database, "a")
    ((first, _),) = taken(database, "q")
    assert taken(database, "q") == []
    passed(database, leases.LASTS_SECONDS)
    ((second, its),) = taken(database, "q")
    assert second.fence > first.fence
    assert [job.key for job in its] == ["a"]
    for late in (leases.keep, leases.free):
        with pytest.raises(LeaseLost), database.begin() as session:
            late(session, first)
    with database.begin() as session:
        leases.free(session, second)
    with pytest.raises(LeaseLost), database.begin() as session:
        # It was on its way while the work ended: the queue is free all the same.
        leases.keep(session, second)
    ((third, _),) = taken(database, "q")
    assert third.fence > second.fence


def test_a_lease_that_is_kept_lasts(database: Sessions) -> None:
    ((held, _),) = taken(database, "q")
    for _ in range(3):
        passed(database, leases.LASTS_SECONDS - 5)
        with database.begin() as session:
            leases.keep(session, held)
    assert taken(database, "q") == []


def test_a_lease_that_nobody_has_held_for_a_day_is_forgotten(database: Sessions) -> None:
    taken(database, "old", "new")
    with database.begin() as session:
        long_ago = sa.update(Lease).where(Lease.queue == "old").values(until=Lease.until - 86_500)
        session.execute(long_ago)
        leases.forget(session)
    with database() as session:
        assert list(session.scalars(sa.select(Lease.queue))) == ["new"]


def test_what_waited_before_jobs_stood_in_one_table_waits_on(fresh_url: str) -> None:
    migrate(fresh_url, "0026")
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        values = "'EMEA', 'asked', 'fr', 'waiting', 1, 0, 0, 0, 0, '2026-11-23', '2026-11-23', '2026-11-23'"
        columns = (
            "region, reason, language, state, asked_number, relayed, answered, moves, rounds, "
            "asked_at, waiting_since, seen_at"
        )
        insert = f"insert into handoffs (reference, {columns}) values ('H-2345678', {values})"  # noqa: S608 - our own words
        connection.execute(sa.text(insert))
        steps = "insert into handoff_steps (reference, name, due_at, wanted, attempts, done) values "
        connection.execute(
            sa.text(
                steps
                + (
                    "('H-2345678', 'show', '2026-11-23', 2, 3, false), ('H-2345678', 'leave:C1:1.2', "
                    "'2026-11-24', 1, 0, true)"
                )
            )
        )
    migrate(fresh_url)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("select kind, key, queue, wanted, attempts, done, payload from jobs order by id")
        ).all()
    assert [
        (kind, key, queue, wanted, attempts, bool(done)) for kind, key, queue, wanted, attempts, done, _ in rows
    ] == [
        ("handoff", "H-2345678:show", "H-2345678", 2, 3, False),
        ("handoff", "H-2345678:leave:C1:1.2", "H-2345678", 1, 0, True),
    ]
    assert [row.payload for row in rows] in ([{}, {}], ["{}", "{}"])
    engine.dispose()


def test_what_slack_delivered_before_waits_on_and_its_keys_are_known(fresh_url: str) -> None:
    migrate(fresh_url, "0027")
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        rows = "('event:1', '{}', '2026-11-23', 0, true), ('message:2', '{\"type\": \"x\"}', '2026-11-24', 2, false)"
        columns = "(key, body, received_at, attempts, done)"
        connection.execute(sa.text(f"insert into slack_deliveries {columns} values {rows}"))  # noqa: S608 - our own words
    engine.dispose()
    migrate(fresh_url)
    database = open_database(fresh_url)
    with database.begin() as session:
        kept = list(session.scalars(sa.select(Job).order_by(Job.id)))
        assert [(job.kind, job.key, job.payload, job.attempts, job.done) for job in kept] == [
            ("slack-delivery", "event:1", {}, 0, True),
            ("slack-delivery", "message:2", {"type": "x"}, 2, False),
        ]
        assert not jobs.add(session, "slack-delivery", "event:1", "q", NOW)
        assert jobs.due_queues(session, "slack-delivery", datetime(2026, 11, 25, tzinfo=UTC), (), 5) == ["before"]
    database.kw["bind"].dispose()


def test_a_key_is_known_by_how_it_begins_and_since_when(database: Sessions) -> None:
    add(database, "press:1:a", due_at=NOW)
    with database.begin() as session:
        assert jobs.due_since(session, KIND, "press:1:", NOW)
        assert not jobs.due_since(session, KIND, "press:1:", NOW + timedelta(seconds=1))
        assert not jobs.due_since(session, KIND, "press:", NOW + timedelta(seconds=1))
        assert not jobs.due_since(session, KIND, "press:2:", NOW)


def test_a_post_that_had_not_arrived_is_posted_again_unless_it_is_a_step_s(fresh_url: str) -> None:
    migrate(fresh_url, "0028")
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        columns = "(ref, team, channel, message, tried, ts, begun_at)"
        values = "(:ref, 'T1', 'C1', '{}', true, :ts, '2026-11-23')"
        kept = sa.text(f"insert into slack_posts {columns} values {values}")  # noqa: S608 - our own words
        refs = {"answer:1": None, "answer:2": "1.2", "handoff:H-1:card:0": None, "weekly:2026-11-23:C1": None}
        connection.execute(kept, [{"ref": ref, "ts": ts} for ref, ts in refs.items()])
    migrate(fresh_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("select kind, key, queue from jobs")).all() == [
            ("slack-post", "answer:1", "C1")
        ]
    engine.dispose()


def test_what_other_systems_were_not_told_waits_on_and_what_they_were_told_is_known(fresh_url: str) -> None:
    migrate(fresh_url, "0031")
    engine = sa.create_engine(fresh_url)
    data = '{"reference": "H-2345678", "state": "waiting"}'
    with engine.begin() as connection:
        columns = "(event, target, kind, data, happened_at, due_at, attempts, done)"
        values = "(:event, 'desk.example-1', 'handoff.requested', :data, '2026-11-23 09:00:00', :due, :attempts, :done)"
        insert = sa.text(f"insert into outgoing {columns} values {values}")  # noqa: S608 - our own words
        told = {"event": "evt_1", "data": "{}", "due": "2026-11-23 09:00:02", "attempts": 0, "done": True}
        waits = {"event": "evt_2", "data": data, "due": "2026-11-23 09:30:00", "attempts": 2, "done": False}
        connection.execute(insert, [told, waits])
    engine.dispose()
    migrate(fresh_url)
    database = open_database(fresh_url)
    with database.begin() as session:
        known, waiting = session.scalars(sa.select(Job).order_by(Job.id))
        assert (known.key, known.done, known.payload) == ("evt_1:desk.example-1", True, {})
        assert (waiting.kind, waiting.queue) == ("outgoing", "desk.example-1:H-2345678")
        assert (waiting.attempts, waiting.done) == (2, False)
        assert waiting.due_at.replace(tzinfo=UTC) == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
        event = Event.of(waiting)
    assert (event.id, event.kind, event.data["reference"]) == ("evt_2", "handoff.requested", "H-2345678")
    assert event.at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    database.kw["bind"].dispose()
