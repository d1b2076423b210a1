"""Opens the database and brings its tables up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session, sessionmaker

Sessions = sessionmaker[Session]
T = TypeVar("T")

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Sessions:
    """Sessions on the database at a SQLAlchemy address (`sqlite:///file`, `postgresql+psycopg://…`); a SQLite file's folder is made."""
    return sessionmaker(_engine(url), expire_on_commit=False)


async def in_session(sessions: Sessions, work: Callable[[Session], T]) -> T:
    """Does some work in one transaction, in a thread, so that nobody else waits for the database."""

    def done() -> T:
        with sessions.begin() as session:
            return work(session)

    return await asyncio.to_thread(done)


def migrate(url: str, revision: str = "head") -> None:
    """Brings the tables to a revision, the newest one by default; does nothing where they are already."""
    config = _migrations()
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        # Python's driver begins no transaction before statements that make tables: a crash would leave half a revision, which none can go on from.
        sa.event.listen(engine, "connect", _leave_transactions_to_us)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def revisions() -> list[str]:
    """All revisions of the tables, oldest first."""
    return [revision.revision for revision in reversed(list(ScriptDirectory.from_config(_migrations()).walk_revisions()))]


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _engine(url: str) -> sa.Engine:
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(address, pool_pre_ping=True)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address, connect_args={"timeout": 5})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _leave_transactions_to_us(connection: Any, record: Any) -> None:
    connection.isolation_level = None


def _prepare_sqlite(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    # Readers and the one writer do not wait for each other, and a commit is on disk when it returns.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
