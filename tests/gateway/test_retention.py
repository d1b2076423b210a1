"""What is too old is deleted, who asked for it is erased, and a restored backup brings nobody back; figures stay as
they were.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot import erasures
from bot.engine import EngineDown
from bot.settings import Settings
from renewals.store import deflections
from renewals.store.figures import shares
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from renewals.store.handoffs import begin
from renewals.store.tables import Conversation, Deflection, Handoff, Message, Understanding
from tests.gateway_within import NOWHERE, Neighbour, gateway, neighbour, settings
from tests.history import Talk

CANARY = "xylophone-canary"
CLAIRE = "claire@contoso.example"
ALL = Selection(date(2020, 1, 1), date(2040, 1, 1))


@asynccontextmanager
async def running(folder: Path, database_url: str) -> AsyncIterator[tuple[Any, Neighbour]]:
    async with neighbour() as engine, gateway(settings(folder, database_url, engine_url=engine.address)) as (app, _):
        yield app, engine


def talk(app: Any, days: float, identity: str | None = None) -> Talk:
    """A conversation of so many days ago, whose texts hold the canary."""
    found = Talk(app.state.sessions, identity=identity, began_at=datetime.now(UTC) - timedelta(days=days))
    found.rate(found.ask(0, text=CANARY), True)
    return found


def texts(app: Any) -> dict[str, set[str]]:
    with app.state.sessions() as session:
        found: dict[str, set[str]] = {talk.id: set() for talk in session.scalars(sa.select(Conversation))}
        for message in session.scalars(sa.select(Message)):
            found[message.conversation_id].add(message.text)
        return found


def figures(app: Any) -> list[tuple[str, int, int]]:
    refresh(app.state.sessions, anew=True)
    with app.state.sessions() as session:
        return [
            (share.name, share.count, share.whole) for share in shares.conversations(session, ALL, datetime.now(UTC))
        ]


async def test_texts_are_deleted_after_their_age_and_figures_stay(tmp_path: Path, database_url: str) -> None:
    async with running(tmp_path, database_url) as (app, engine):
        old, young = talk(app, 91), talk(app, 89)
        before = figures(app)
        assert await app.state.retention.delete_by_age() == (1, 0)
        assert texts(app) == {old.id: {""}, young.id: {CANARY, "so."}}
        assert figures(app) == before
        assert engine.asked == [f"/webhooks/gateway/conversations/{old.id}"]
        assert await app.state.retention.delete_by_age() == (0, 0)


async def test_what_is_kept_of_a_text_that_was_deleted_holds_nothing_of_it(tmp_path: Path, database_url: str) -> None:
    async with running(tmp_path, database_url) as (app, _):
        old = talk(app, 91)
        with app.state.sessions.begin() as session:
            for message in session.scalars(sa.select(Message)):
                message.client_id = f"{CANARY}-{message.id}"
                message.reply = message.reply and {
                    **message.reply,
                    "data": {"contract_number": CANARY},
                    "buttons": [{"say": CANARY}],
                }
            for understood in session.scalars(sa.select(Understanding)):
                understood.trace = [[CANARY]]
            session.get_one(Conversation, old.id).waiting_question = CANARY
        await app.state.retention.delete_by_age()
        with app.state.sessions() as session:
            for table in ("conversations", "messages", "understandings", "feedback"):
                assert CANARY not in str(session.execute(sa.text(f"select * from {table}")).all())  # noqa: S608 - names of our own
            assert [message.reply for message in session.scalars(sa.select(Message))][1] == {
                "kind": "answer",
                "topic": "auto-renewal",
            }


async def test_conversations_and_tickets_are_deleted_after_theirs(tmp_path: Path, database_url: str) -> None:
    async with running(tmp_path, database_url) as (app, _):
        talk(app, 396)
        kept = talk(app, 394)
        with app.state.sessions.begin() as session:
            for days in (394, 396):
                deflections.record(session, f"{days}", "en", [], datetime.now(UTC) - timedelta(days=days))
        await app.state.retention.delete_by_age()
        assert texts(app) == {kept.id: {""}}
        with app.state.sessions() as session:
            assert list(session.scalars(sa.select(Deflection.id))) == ["394"]


async def test_a_conversation_that_a_person_still_waits_in_or_that_went_on_is_left(
    tmp_path: Path, database_url: str
) -> None:
    async with running(tmp_path, database_url) as (app, _):
        waits, went_on = talk(app, 100), talk(app, 100)
        went_on.ask(99 * 24 * 60, text=CANARY)
        with app.state.sessions.begin() as session:
            asked = session.scalars(sa.select(Message).where(Message.conversation_id == waits.id)).first()
            begin(session, asked, "EMEA", "asked", "en", asked.said_at)
        assert await app.state.retention.delete_by_age() == (0, 0)


async def test_where_the_engine_is_away_nothing_is_half_deleted(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url, engine_url=NOWHERE)) as (app, _):
        old = talk(app, 91)
        with pytest.raises(EngineDown):
            await app.state.retention.delete_by_age()
        assert CANARY in texts(app)[old.id]


async def test_a_person_is_erased_everywhere_and_nobody_else(tmp_path: Path, database_url: str) -> None:
    async with running(tmp_path, database_url) as (app, engine):
        hers, others = [talk(app, 5, CLAIRE), talk(app, 1, CLAIRE)], [talk(app, 5), talk(app, 5, "ken@contoso.example")]
        reference = others[0].want_a_person(10)
        with app.state.sessions.begin() as session:
            session.get_one(Handoff, reference).reply_to = "Claire@Contoso.example"
        erasures.ask(tmp_path, "Claire@contoso.example", datetime.now(UTC))
        assert CLAIRE not in (tmp_path / erasures.NAME).read_text(encoding="utf-8").lower()
        assert await app.state.retention.erase_people() == 2
        assert set(texts(app)) == {other.id for other in others}
        assert {f"/webhooks/gateway/conversations/{talk.id}" for talk in hers} == set(engine.asked)
        with app.state.sessions() as session:
            assert session.get_one(Handoff, reference).reply_to is None
        after = Talk(app.state.sessions, identity=CLAIRE, began_at=datetime.now(UTC))
        assert await app.state.retention.erase_people() == 0
        assert after.id in texts(app)


def restore(backup: Path, file: Path) -> None:
    """Puts a backup in the place of a SQLite database."""
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    shutil.copy(backup, file)


async def test_a_restored_backup_brings_nobody_back(tmp_path: Path) -> None:
    file, backup = tmp_path / "renewals.db", tmp_path / "backup.db"
    url = f"sqlite:///{file}"
    async with running(tmp_path, url) as (app, _):
        talk(app, 5, CLAIRE)
        with app.state.sessions() as session:
            session.execute(sa.text(f"vacuum into '{backup}'"))
        erasures.ask(tmp_path, CLAIRE, datetime.now(UTC))
        assert await app.state.retention.erase_people() == 1
    restore(backup, file)
    async with running(tmp_path, url) as (app, _):
        assert len(texts(app)) == 1
        assert await app.state.retention.erase_people() == 1
        assert texts(app) == {}


async def test_a_damaged_list_of_erasures_is_told_and_erases_nothing(tmp_path: Path, database_url: str) -> None:
    async with running(tmp_path, database_url) as (app, _):
        talk(app, 5, CLAIRE)
        erasures.ask(tmp_path, CLAIRE, datetime.now(UTC))
        with (tmp_path / erasures.NAME).open("a") as file:
            file.write("{half a li\n")
        with pytest.raises(erasures.Damaged, match="line 2"):
            await app.state.retention.erase_people()
        assert len(texts(app)) == 1


@pytest.mark.parametrize("wrong", [{"keep_texts_days": 1}, {"keep_texts_days": 100, "keep_figures_days": 99}])
def test_ages_that_contradict_the_figures_stop_the_start_with_a_sentence(wrong: dict[str, Any]) -> None:
    assert "RENEWALS_KEEP" in (Settings(**wrong).wrong or "")


@pytest.mark.parametrize("steps", range(5))
async def test_a_gateway_ends_though_its_worker_is_woken_at_that_moment(
    tmp_path: Path, database_url: str, steps: int
) -> None:
    async with running(tmp_path, database_url) as (app, _):
        working = asyncio.create_task(app.state.worker.run())
        await asyncio.sleep(0.3)
        app.state.worker._awake.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        working.cancel()
        done, _ = await asyncio.wait([working], timeout=5)
        assert done
