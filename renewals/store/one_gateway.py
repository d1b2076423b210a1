"""Who works on a database: on SQLite one gateway at a time, on PostgreSQL any number; and whether a gateway that starts
is alone, so that what a stop left may be taken up at once.

On SQLite the gateway holds a lock of the operating system's on a file beside the database; it goes with the process,
however that ends.

On PostgreSQL each gateway shares an advisory lock, on a connection of its own. It goes with the connection: at the end
of the process, and where the server restarts or the network drops it; a gateway that lives on takes it again as soon as
the server is back. Whoever needs the database for itself (a restore) takes the lock alone. A gateway is alone at its
start where it finds the lock free twice; one that lives, and has lost its connection, takes it again in between. Where
something took the database for itself while this gateway was cut off for longer, this one ends.
"""

from __future__ import annotations

import fcntl
import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from renewals.store.database import CUT_OFF

logger = logging.getLogger(__name__)

# A gateway that was killed may be seen by the server for a moment more.
PATIENCE = 5.0
LOOKS_EVERY = 0.5
LOOKS_AT_A_START = 3
FREE_AGAIN_AFTER = 1.5
# So often in a row another one must hold it: one that starts, or only wants to know, holds it for a moment.
TAKEN_FOR_GOOD = 10
_KEY = 0x52454E4557414C53  # "RENEWALS"


class AnotherGateway(Exception):
    """Another gateway works on the database; the message says what to do."""


class GatewayLock(ABC):
    """What keeps others off a database, or tells them that they are not alone."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url

    def take(self, patience: float = PATIENCE) -> None:
        """Takes it, or raises AnotherGateway."""
        until = time.monotonic() + patience
        while not self._taken_at_a_start():
            if time.monotonic() > until:
                raise AnotherGateway(
                    f"Another gateway works on this database already ({self._url.render_as_string()}). One "
                    f"at a time may: end that one, or give this one"
                    " a database of its own (RENEWALS_DATABASE_URL)."
                )
            time.sleep(0.1)

    def share(self, alone: Callable[[], None]) -> None:
        """Takes it as a gateway does; calls `alone` where there is no other one, before any other can start.

        Raises AnotherGateway where the database has room for one gateway only, or something has it for itself.
        """
        self.take()
        alone()

    def watch(self, lost: Callable[[], None]) -> None:  # noqa: B027 - most locks cannot get lost
        """Sees to it that it stays ours; calls `lost` where another gateway has it for good."""

    @abstractmethod
    def free(self) -> None:
        """Gives it back."""

    @abstractmethod
    def _taken(self) -> bool:
        """Takes it, where nobody holds it."""

    def _taken_at_a_start(self) -> bool:
        return self._taken()


def gateway_lock(url: str) -> GatewayLock:
    """The lock of the database at an address."""
    address = sa.make_url(url)
    if address.get_backend_name() == "postgresql":
        return _ServerLock(address)
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        return _FileLock(address)
    return _NoLock(address)


class _NoLock(GatewayLock):
    """A database in a process's memory has no other gateway."""

    def free(self) -> None:
        pass

    def _taken(self) -> bool:
        return True


class _FileLock(GatewayLock):
    _file: IO[str] | None = None

    def free(self) -> None:
        if self._file is not None:
            self._file.close()

    def _taken(self) -> bool:
        database = Path(self._url.database or "").resolve()
        database.parent.mkdir(parents=True, exist_ok=True)
        # The file stays: whoever deleted it could do so while somebody else waits for it.
        file = database.with_name(f"{database.name}.gateway-lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True


class _ServerLock(GatewayLock):
    def __init__(self, url: sa.URL) -> None:
        super().__init__(url)
        self._engine = sa.create_engine(
            url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True, connect_args=CUT_OFF
        )
        self._connection: sa.Connection | None = None
        self._ending = threading.Event()
        self._watching: threading.Thread | None = None
        self._try = sa.func.pg_try_advisory_lock

    def share(self, alone: Callable[[], None]) -> None:
        if self._is_free():
            alone()
            shared = self._owning().scalar(sa.select(sa.func.pg_try_advisory_lock_shared(_KEY)))
            assert shared, "who holds a lock alone can share it"
            self._owning().execute(sa.select(sa.func.pg_advisory_unlock(_KEY)))
            self._try = sa.func.pg_try_advisory_lock_shared
            return
        self._try = sa.func.pg_try_advisory_lock_shared
        until = time.monotonic() + PATIENCE
        while not self._taken():
            if time.monotonic() > until:
                raise AnotherGateway(
                    f"Something has this database for itself ({self._url.render_as_string()}): a restore, or a "
                    "gateway of a version that works alone. Start this one once that has ended."
                )
            time.sleep(0.1)

    def watch(self, lost: Callable[[], None]) -> None:
        # A thread of its own: those of the event loop may all wait for the very server that is away.
        self._watching = threading.Thread(target=self._watch, args=(lost,), name="gateway lock", daemon=True)
        self._watching.start()

    def free(self) -> None:
        self._ending.set()
        if self._watching is not None:
            self._watching.join()
        self._let_go()

    def _taken(self) -> bool:
        connection = self._engine.connect()
        if connection.scalar(sa.select(self._try(_KEY))):
            self._connection = connection
            return True
        connection.close()
        return False

    def _taken_at_a_start(self) -> bool:
        if not self._taken():
            return False
        self._let_go()
        time.sleep(FREE_AGAIN_AFTER)
        return self._taken()

    def _is_free(self) -> bool:
        """Whether there is no other gateway; it is then held. One that was killed may be seen for a moment more."""
        for _ in range(LOOKS_AT_A_START):
            if self._taken_at_a_start():
                return True
            time.sleep(LOOKS_EVERY)
        return False

    def _owning(self) -> sa.Connection:
        assert self._connection is not None, "it is held"
        return self._connection

    def _watch(self, lost: Callable[[], None]) -> None:
        refused = 0
        while refused < TAKEN_FOR_GOOD:
            if self._ending.wait(LOOKS_EVERY):
                return
            try:
                refused = 0 if self._held() or self._taken() else refused + 1
            except sa.exc.SQLAlchemyError:
                # The server is away: nobody works on it, and nobody can take the lock.
                refused = 0
        lost()

    def _held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(sa.select(1))
        except sa.exc.SQLAlchemyError as failure:
            logger.warning(
                "the connection that says that this gateway works is lost (%s); it is made again",
                type(failure).__name__,
            )
            self._let_go()
            return False
        return True

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
