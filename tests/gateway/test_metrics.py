"""Metrics tell what happened and what waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from renewals.store import handoffs, jobs
from renewals.store.slack import DELIVERY
from renewals.store.tables import Conversation, Message
from tests.gateway_within import gateway, neighbour, settings


def told(text: str) -> dict[str, float]:
    """Samples by their name and labels."""
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_waits_and_for_how_long_is_told(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url)) as (app, client):
        now = app.state.settings.now()
        # None of it is begun while the test looks.
        later = now - timedelta(seconds=30)
        with app.state.sessions.begin() as session:
            session.add(
                Conversation(id="c", token_hash="t", language="en", created_at=now, expires_at=now + timedelta(days=7))
            )
            session.flush()
            message = Message(
                id="m", conversation_id="c", client_id=None, answers=None, speaker="customer", text="hello",
                language="en", reply=None, answered=False,
                said_at=now - timedelta(seconds=120),
            )  # fmt: skip
            session.add(message)
            session.flush()
            handoffs.begin(session, message, "EMEA", "asked", "en", now)
            jobs.add(session, "nobody-s", "one", "one", later)
            jobs.add(session, DELIVERY, "k", "k", now - timedelta(seconds=60))
        found = told((await client.get("/metrics")).text)
    assert found["renewals_waiting[('queue', 'messages')]"] == 1
    assert 119 < found["renewals_waiting_oldest_seconds[('queue', 'messages')]"] < 200
    assert found["renewals_waiting[('queue', 'slack-deliveries')]"] == 1
    assert found["renewals_waiting[('queue', 'webhooks')]"] == 0
    assert 29 < found["renewals_waiting_oldest_seconds[('queue', 'job-nobody-s')]"] < 100
    assert found["renewals_requests[('state', 'waiting')]"] == 1
    assert found["renewals_requests[('state', 'claimed')]"] == 0


async def test_turns_stages_failures_and_parts_are_told(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'renewals.db'}"
    async with (
        neighbour() as actions,
        gateway(settings(tmp_path, database, actions_url=f"{actions.address}/webhook")) as (_, client),
    ):
        before = told((await client.get("/metrics")).text)
        begun = (await client.post("/api/v1/conversations", json={"language": "en"})).json()
        own = {"Authorization": f"Bearer {begun['token']}"}
        await client.post(
            f"/api/v1/conversations/{begun['conversation_id']}/messages", json={"text": "hello"}, headers=own
        )
        after = told((await client.get("/metrics")).text)

    def more(sample: str) -> float:
        return after.get(sample, 0) - before.get(sample, 0)

    assert more("renewals_turns_total[('kind', 'error'), ('topic', 'none')]") == 1
    assert more("renewals_turn_seconds_count[]") == 1
    assert more("renewals_stage_seconds_count[('stage', 'engine')]") == 1
    # One of the message, and one of the question whether the engine is ready.
    assert more("renewals_engine_failures_total[('failure', 'ConnectError')]") >= 1
    assert {part: after[f"renewals_part_works[('part', '{part}')]"] for part in ("database", "engine", "actions")} == {
        "database": 1,
        "engine": 0,
        "actions": 1,
    }


async def test_the_model_and_the_version_that_answer_are_told(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'renewals.db'}"
    async with neighbour() as engine, gateway(settings(tmp_path, database, engine_url=engine.address)) as (_, client):
        engine.says = b'{"model": "a1b2", "trained_at": "2026-11-28T01:02:03Z"}'
        first = told((await client.get("/metrics")).text)
        engine.says = b'{"model": "c3d4", "trained_at": "2026-11-28T04:05:06Z"}'
        # What was found out is told for a second.
        await asyncio.sleep(1.1)
        second = told((await client.get("/metrics")).text)

    def models(samples: dict[str, float]) -> dict[str, float]:
        return {name: value for name, value in samples.items() if name.startswith("renewals_model_info")}

    assert models(first) == {"renewals_model_info[('model', 'a1b2'), ('trained_at', '2026-11-28T01:02:03Z')]": 1}
    assert models(second) == {"renewals_model_info[('model', 'c3d4'), ('trained_at', '2026-11-28T04:05:06Z')]": 1}
    assert first[f"renewals_build_info[('version', '{version('renewal-assistant')}')]"] == 1
