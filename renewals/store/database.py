"""Opens the database and brings its tables up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session, sessionmaker

Sessions = sessionmaker[Session]

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Sessions:
    """Sessions on the database at a SQLAlchemy address (`sqlite:///file`, `postgresql+psycopg://…`); a SQLite file's folder is made."""
    return sessionmaker(_engine(url), expire_on_commit=False)


def migrate(url: str, revision: str = "head") -> None:
    """Brings the tables to a revision, the newest one by default; does nothing where they are already."""
    config = _migrations()
    engine = _engine(url)
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


def _prepare_sqlite(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    # Readers and the one writer do not wait for each other, and a commit is on disk when it returns.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
