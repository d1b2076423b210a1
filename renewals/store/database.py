"""Opens the database and brings its tables up to date."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session, sessionmaker

from protocol.telemetry import statements

Sessions = sessionmaker[Session]
T = TypeVar("T")

# Of a connection to a PostgreSQL server that is kept open: one that is cut off is noticed after some fifteen seconds,
# not after a quarter of an hour.
CUT_OFF: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}
# So long one waits for others who write.
WAITS_SECONDS = 5

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Sessions:
    """Sessions on the database at a SQLAlchemy address (`sqlite:///file`, `postgresql+psycopg://…`); a SQLite file's
    folder is made.
    """
    return sessionmaker(_engine(url), expire_on_commit=False)


async def in_session(sessions: Sessions, work: Callable[[Session], T]) -> T:
    """Does some work in one transaction, in a thread, so that nobody else waits for the database."""

    def done() -> T:
        with sessions.begin() as session:
            return work(session)

    return await asyncio.to_thread(done)


def copy_log(session: Session) -> None:
    """Copies SQLite's write-ahead log into its file, as far as nobody reads what was before: what was deleted is then
    not left in that. Waits for nobody.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")


def _all_of(works: Sequence[tuple[Callable[[Session], Any], Any]], session: Session) -> list[Any]:
    return [work(session) for work, _ in works]


class GroupCommit:
    """Small writes of many, each group in one transaction: what comes while one is being written waits for the next.

    A commit is one write to the disk, whoever's it is.

    A work may be done twice, where another one of its group fails, and only the last time counts.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._waiting: list[tuple[Callable[[Session], Any], asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Session], T]) -> T:
        """What a work gives, once it is committed; raises what it raises."""
        written: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await written

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                given = await in_session(self._sessions, partial(_all_of, group))
            except Exception as failure:  # noqa: BLE001 - it is told to whoever's it is
                if len(group) == 1:
                    _tell(group[0][1], failure)
                    continue
                for one in group:
                    await self._alone(*one)
            else:
                for (_, written), value in zip(group, given, strict=True):
                    _tell(written, value)
        self._writing = None

    async def _alone(self, work: Callable[[Session], Any], written: asyncio.Future[Any]) -> None:
        try:
            _tell(written, await in_session(self._sessions, work))
        except Exception as failure:  # noqa: BLE001 - as above
            _tell(written, failure)


def _tell(written: asyncio.Future[Any], outcome: Any) -> None:
    if written.done():
        return
    if isinstance(outcome, Exception):
        written.set_exception(outcome)
    else:
        written.set_result(outcome)


def migrate(url: str, revision: str = "head") -> None:
    """Brings the tables to a revision, the newest one by default; does nothing where they are already.

    Raises OperationalError, and changes nothing, where a table is in use for longer than one waits.
    """
    config = _migrations()
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        # Python's driver begins no transaction before statements that make tables: a crash would leave half a revision,
        # which none can go on from.
        sa.event.listen(engine, "connect", _leave_transactions_to_us)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # All who come after one that waits for a table wait behind it, a former version that serves among them.
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAITS_SECONDS}s'")
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


def revisions() -> list[str]:
    """All revisions of the tables, oldest first."""
    return [
        revision.revision for revision in reversed(list(ScriptDirectory.from_config(_migrations()).walk_revisions()))
    ]


def newest_revision() -> str | None:
    """The revision that `migrate` leads to.

    Raises alembic's CommandError where there are several, and warns where two have one number.
    """
    return ScriptDirectory.from_config(_migrations()).get_current_head()


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _engine(url: str) -> sa.Engine:
    engine = _opened(url)
    for event, listener in statements.LISTENERS.items():
        sa.event.listen(engine, event, listener)
    return engine


def _opened(url: str) -> sa.Engine:
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = sa.create_engine(address, pool_pre_ping=True, hide_parameters=True)
        sa.event.listen(engine, "handle_error", _name_no_values)
        return engine
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address, connect_args={"timeout": WAITS_SECONDS}, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    _take_turns(engine)
    return engine


def _name_no_values(context: sa.engine.ExceptionContext) -> None:
    """Shortens an error to its first line before anybody logs it: the server's other lines name what was written (`Key
    (email)=(…) already exists`).
    """
    for failure in (context.original_exception, context.sqlalchemy_exception):
        if failure is not None and failure.args:
            failure.args = (str(failure.args[0]).partition("\n")[0], *failure.args[1:])


def _take_turns(engine: sa.Engine) -> None:
    """Begins a transaction of SQLite's where something is first written, and lets the threads of this process do so one
    after the other.

    Python's driver begins none before a savepoint, whose end would then be a commit. And SQLite lets those who wait for
    its one writer sleep, ever longer.
    """
    turn = threading.Lock()

    def writes(connection: sa.Connection, *_: Any) -> None:
        if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            return
        if not connection.info.get("turn"):
            # Without its turn it goes to SQLite all the same, which has the last word: other processes write as well.
            connection.info["turn"] = turn.acquire(timeout=WAITS_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def executes(connection: sa.Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if context.isinsert or context.isupdate or context.isdelete:
            writes(connection)

    def ends(connection: Any, record: Any) -> None:
        if record.info.pop("turn", False):
            turn.release()

    sa.event.listen(engine, "before_cursor_execute", executes)
    sa.event.listen(engine, "savepoint", writes)
    # A connection comes back to the pool once what it wrote is on disk, or undone.
    sa.event.listen(engine, "checkin", ends)


def _leave_transactions_to_us(connection: Any, record: Any) -> None:
    connection.isolation_level = None


def _prepare_sqlite(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    # Readers and the one writer do not wait for each other, and a commit is on disk when it returns.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
