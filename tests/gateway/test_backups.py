"""A backup is taken while people talk, and put back: nothing is sent twice by it,
and nobody who was erased comes back.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from slack_sdk.web.async_client import AsyncWebClient

from bot import backups
from bot.backups import CannotBackUp, Restored, wish
from bot.sent_mails import SentOnce, sent_for
from bot.settings import Settings
from bot.slack.outbox import Outbox
from renewals.store import handoff_steps
from renewals.store import handoffs as store
from renewals.store.database import GroupCommit, migrate, open_database
from renewals.store.handoff_steps import KIND
from renewals.store.one_gateway import AnotherGateway, gateway_lock
from renewals.store.tables import Conversation, Handoff, Message
from renewals.store.tables.jobs import Job
from tests.gateway_within import gateway, neighbour, settings
from tests.postgres import PROGRAMS, _programs
from tests.slack.smtp_server import mail_server

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def chosen(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a product on either database, with PostgreSQL's own programs at hand."""
    assert PROGRAMS
    monkeypatch.setenv("PATH", f"{_programs()}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "var"
    folder.mkdir()
    found = settings(folder, database_url, engine_database_url=f"sqlite:///{folder / 'engine.db'}")
    migrate(found.database_url)
    with closing(sqlite3.connect(folder / "engine.db")) as engine, engine:
        engine.execute("create table engine_conversations (id text)")
        engine.execute("insert into engine_conversations values ('one')")
    return found


def talk(chosen: Settings, name: str) -> None:
    """A conversation in which a person is asked for."""
    sessions = open_database(chosen.database_url)
    with sessions.begin() as session:
        session.add(
            Conversation(id=name, token_hash=name, language="en", created_at=NOON, expires_at=NOON + timedelta(days=7))
        )
        session.flush()
        message = Message(
            id=f"m-{name}", conversation_id=name, client_id=None, answers=None, speaker="customer",
            text="a person, please", language="en", reply=None,
            answered=True, said_at=NOON,
        )  # fmt: skip
        session.add(message)
        session.flush()
        store.begin(session, message, "EMEA", "asked", "en", NOON)
    sessions.kw["bind"].dispose()


def kept(chosen: Settings) -> tuple[list[str], list[str]]:
    """The conversations, and the states of requests."""
    sessions = open_database(chosen.database_url)
    with sessions() as session:
        found = (
            sorted(session.scalars(sa.select(Conversation.id))),
            sorted(session.scalars(sa.select(Handoff.state))),
        )
    sessions.kw["bind"].dispose()
    return found


def test_a_backup_taken_while_a_request_is_open_brings_back_what_was_there(chosen: Settings, tmp_path: Path) -> None:
    talk(chosen, "one")
    lock = gateway_lock(chosen.database_url)
    lock.take()
    made = backups.make(chosen, tmp_path / "kept", NOON)
    with pytest.raises(AnotherGateway):
        backups.restore(chosen, made.folder, NOON)
    lock.free()
    talk(chosen, "two")
    before = backups.restore(chosen, made.folder, NOON + timedelta(hours=1))
    assert kept(chosen) == (["one"], ["waiting"])
    assert {file.stat().st_mode & 0o077 for file in made.folder.iterdir()} == {0}
    # What was taken back is kept too, and can be put back in its turn.
    backups.restore(chosen, before, NOON + timedelta(hours=2))
    assert kept(chosen)[0] == ["one", "two"]
    with closing(sqlite3.connect(chosen.var / "engine.db")) as engine:
        assert engine.execute("select id from engine_conversations").fetchall() == [("one",)]


async def test_who_was_erased_after_the_backup_does_not_come_back(chosen: Settings, tmp_path: Path) -> None:
    talk(chosen, "one")
    talk(chosen, "two")
    async with neighbour() as engine:
        running = chosen.model_copy(update={"engine_url": engine.address})
        made = backups.make(chosen, tmp_path / "kept", NOON)
        async with gateway(running) as (app, _):
            await app.state.conversations.erase("one")
        backups.restore(chosen, made.folder, NOON)
        assert kept(chosen)[0] == ["one", "two"]
        async with gateway(running) as (app, _):
            assert await app.state.retention.erase_restored() == 1
        assert kept(chosen)[0] == ["two"]


def test_a_backup_that_is_not_as_it_was_written_is_refused_and_changes_nothing(
    chosen: Settings, tmp_path: Path
) -> None:
    talk(chosen, "one")
    made = backups.make(chosen, tmp_path / "kept", NOON)
    talk(chosen, "two")
    with (made.folder / "renewals").open("ab") as file:
        file.write(b"x")
    with pytest.raises(CannotBackUp, match="renewals"):
        backups.restore(chosen, made.folder, NOON)
    with pytest.raises(CannotBackUp, match="no whole backup"):
        backups.read(tmp_path)
    assert kept(chosen)[0] == ["one", "two"]


class Slack:
    """A channel, which keeps what is posted with its marks."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []

    async def chat_postMessage(self, **message: Any) -> dict[str, Any]:
        self.posted.append({**message, "ts": f"{NOON.timestamp() + len(self.posted)}"})
        return self.posted[-1]

    async def conversations_history(self, oldest: str, **_: Any) -> dict[str, Any]:
        return {"messages": [message for message in self.posted if float(message["ts"]) >= float(oldest)]}


async def test_a_card_that_was_posted_after_the_backup_is_not_posted_again(chosen: Settings, tmp_path: Path) -> None:
    slack, client = Slack(), AsyncWebClient()
    for name in ("chat_postMessage", "conversations_history"):
        setattr(client, name, getattr(slack, name))

    async def post(now: datetime, restored: Restored | None, *refs: str) -> None:
        sessions = open_database(chosen.database_url)
        outbox = Outbox(sessions, GroupCommit(sessions), lambda: now, restored)
        for ref in refs:
            await outbox.once(client, "T1", ref, "C1", "A card")
        sessions.kw["bind"].dispose()

    made = backups.make(chosen, tmp_path / "kept", NOON)
    await post(NOON + timedelta(minutes=1), None, "card:1")
    backups.restore(chosen, made.folder, NOON + timedelta(hours=2))
    await post(NOON + timedelta(hours=2), backups.restored(chosen.var), "card:1", "card:2")
    assert [message["metadata"]["event_payload"]["ref"] for message in slack.posted] == ["card:1", "card:2"]


async def until_done(app: FastAPI) -> None:
    """Waits until the gateway has done what was due for requests."""
    async with asyncio.timeout(30):
        while True:
            with app.state.sessions() as session:
                waiting = sa.select(Job.id).where(Job.kind == KIND, Job.done.is_(False))
                if not session.scalars(waiting).all():
                    return
            await asyncio.sleep(0.05)


def asks_for_a_mail(chosen: Settings) -> str:
    """A request whose mail to the region is due; its reference."""
    talk(chosen, "one")
    sessions = open_database(chosen.database_url)
    with sessions.begin() as session:
        reference = session.scalars(sa.select(Handoff.reference)).one()
        handoff_steps.need(session, reference, "mail:1", NOON)
    sessions.kw["bind"].dispose()
    return reference


@pytest.mark.parametrize("known", [True, False], ids=["same machine", "another machine"])
async def test_a_mail_that_was_due_at_a_backup_and_went_out_since_goes_out_once(
    chosen: Settings, tmp_path: Path, known: bool
) -> None:
    reference = asks_for_a_mail(chosen)
    with mail_server() as mailbox:
        running = chosen.model_copy(update={"smtp_url": mailbox.url})
        made = backups.make(running, tmp_path / "kept", NOON)
        async with gateway(running) as (app, _):
            await until_done(app)
        (first,) = mailbox.taken
        assert reference in first[1]
        # As in a process of its own, which is what a restore is.
        await asyncio.to_thread(backups.restore, running, made.folder, datetime.now(UTC))
        assert kept(chosen) == (["one"], ["waiting"])
        if not known:
            (running.var / backups.SENT_MAILS).unlink()
        async with gateway(running) as (app, _):
            await until_done(app)
        # Where nobody knows of the first, the second can at least be known for it.
        assert mailbox.taken == ([first] if known else [first, first])
        assert kept(chosen) == (["one"], ["mailed"])


class Sent:
    """A mailer that keeps the keys."""

    def __init__(self) -> None:
        self.keys: list[str | None] = []

    def send(self, to: str, subject: str, body: str, key: str | None = None, *_: Any) -> None:
        self.keys.append(key)


def job(name: str, wanted: int) -> Job:
    return Job(kind=KIND, key=f"H-1:{name}", wanted=wanted)


def test_after_a_restore_something_new_under_an_old_key_goes_out_under_its_own(tmp_path: Path) -> None:
    before = Sent()
    old = SentOnce(before, tmp_path, None, timedelta(days=400))
    with sent_for(job("away", 1)):
        old.send("a@x.example", "", "", "H-1-answer-7")
    old.send("a@x.example", "", "", "weekly-2026-11-23")
    restored = Restored(NOON, datetime.now(UTC), frozenset({wish(job("away", 1))}))
    after = Sent()
    mails = SentOnce(after, tmp_path, restored, timedelta(days=400))
    with sent_for(job("away", 1)):
        mails.send("a@x.example", "", "", "H-1-answer-7")
        mails.send("a@x.example", "", "", "H-1-answer-6")
    mails.send("a@x.example", "", "", "weekly-2026-11-23")
    # Rows are numbered anew: the seventh message is another one now, and has made the job necessary once more.
    with sent_for(job("away", 2)):
        mails.send("a@x.example", "", "", "H-1-answer-7")
        # Tried again after a failure it is the same mail.
        mails.send("a@x.example", "", "", "H-1-answer-7")
    own = f"H-1-answer-7-{restored.at:%Y%m%d%H%M%S}"
    assert after.keys == ["H-1-answer-6", own, own]


def test_a_mail_that_failed_is_not_taken_for_sent_and_old_keys_are_forgotten(tmp_path: Path) -> None:
    class Failing(Sent):
        def send(self, *_: Any, **__: Any) -> None:
            raise ConnectionRefusedError

    (tmp_path / backups.SENT_MAILS).write_text("2020-01-01T00:00:00+00:00 old\n2026-11-2")
    mails = SentOnce(Failing(), tmp_path, None, timedelta(days=400))
    with pytest.raises(ConnectionRefusedError):
        mails.send("a@x.example", "", "", "new")
    assert (tmp_path / backups.SENT_MAILS).read_text() == ""
