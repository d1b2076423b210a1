"""Copies both databases while they are in use, and puts such a copy back.

What was erased since stays erased, and what was posted since is not posted again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import erasures
from bot.settings import Settings
from renewals.store import audit
from renewals.store.database import migrate, open_database, revisions
from renewals.store.one_gateway import gateway_lock
from renewals.store.tables.jobs import Job

MANIFEST, RESTORED = "backup.json", "restored.json"
BUSINESS, ENGINE = "renewals", "engine"
FORM = 1
# Which mails went out, by their keys (bot/sent_mails.py).
SENT_MAILS = "sent-mails.txt"
BESIDE = (*erasures.FILES, SENT_MAILS)


class CannotBackUp(Exception):
    """The message says why, and what to do."""


@dataclass(frozen=True)
class Backup:
    """A backup in a folder: when it was begun, the revision of its tables, and the digest of each file."""

    folder: Path
    at: datetime
    revision: str
    files: dict[str, str]


def make(settings: Settings, into: Path, now: datetime) -> Backup:
    """A backup in a new folder of `into`, named by the instant; looked through before it counts.

    Raises CannotBackUp.
    """
    folder = into / f"renewals-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    unfinished = folder.with_name(f"{folder.name}.part")
    if folder.exists() or unfinished.exists():
        raise CannotBackUp(f"{folder} or {unfinished.name} is there already. Take it away, or wait a second.")
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        # Before the databases: what is erased while they are copied is then on the list at the next backup, and in the
        # file beside them anyway.
        for name in BESIDE:
            with suppress(FileNotFoundError):
                shutil.copy2(settings.var / name, unfinished / name)
        for name, url in _databases(settings).items():
            _copy(url, unfinished / name)
        files = {file.name: _digest(file) for file in sorted(unfinished.iterdir())}
        made = Backup(folder, now, _revision(settings.database_url), files)
        manifest = {"form": FORM, "at": now.isoformat(), "revision": made.revision, "files": files}
        (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        for file in unfinished.iterdir():
            file.chmod(0o600)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    return made


def read(folder: Path) -> Backup:
    """The backup in a folder, whole. Raises CannotBackUp where it is none, or not what was written."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = Backup(folder, datetime.fromisoformat(told["at"]), told["revision"], told["files"])
        wrong = [name for name, digest in found.files.items() if _digest(folder / name) != digest]
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise CannotBackUp(
            f"{folder} is no whole backup ({type(failure).__name__}). Name the folder that `renewals backup` wrote."
        ) from None
    if wrong or told["form"] != FORM:
        raise CannotBackUp(
            f"In {folder} these files are not as they were written: "
            f"{', '.join(wrong) or MANIFEST}. Take another backup."
        )
    return found


def restore(settings: Settings, folder: Path, now: datetime) -> Path:
    """Puts a backup in the place of both databases; where the state before it is kept.

    The product must be stopped. Raises CannotBackUp, AnotherGateway.
    """
    backup = read(folder)
    if backup.revision not in revisions():
        raise CannotBackUp(
            f"The backup's tables are of revision {backup.revision}, which this version does not know. "
            f"Restore it with a newer one."
        )
    if any(name not in backup.files for name in _databases(settings)):
        raise CannotBackUp(
            "The backup holds one database, the settings name two. Set RENEWALS_ENGINE_DATABASE_URL as it was."
        )
    with _stopped(settings.database_url):
        before = (
            make(settings, settings.var / "before-restore", now).folder
            if _has_tables(settings.database_url)
            else settings.var
        )
        for name, url in _databases(settings).items():
            _put_back(url, folder / name)
        for name in BESIDE:
            erasures.join(settings.var / name, folder / name)
        migrate(settings.database_url)
        note = {
            "backup_at": backup.at.isoformat(),
            "restored_at": now.isoformat(),
            "left": sorted(_left(settings.database_url, folder.name)),
        }
        (settings.var / RESTORED).write_text(json.dumps(note), encoding="utf-8")
    return before


@dataclass(frozen=True)
class Restored:
    """A backup that was begun `backup_at` was put back `at`: what went out between these is not known here.

    `left`: what stood in it undone (keys of jobs, as often as each had become necessary).
    """

    backup_at: datetime
    at: datetime
    left: frozenset[str] = frozenset()


def restored(folder: Path) -> Restored | None:
    """The last restore; none where there was none. `folder`: RENEWALS_VAR."""
    try:
        told = json.loads((folder / RESTORED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Restored(
        datetime.fromisoformat(told["backup_at"]),
        datetime.fromisoformat(told["restored_at"]),
        frozenset(told.get("left", ())),
    )


def _left(url: str, name: str) -> list[str]:
    """What stands undone in the restored database, which is told what was restored."""
    sessions = open_database(url)
    with sessions.begin() as session:
        audit.record(session, audit.RESTORED, name)
        undone = [wish(job) for job in session.scalars(sa.select(Job).where(Job.done.is_(False)))]
    sessions.kw["bind"].dispose()
    return undone


def wish(job: Job) -> str:
    """A job as often as it has become necessary: the same for the same necessity, before and after a restore."""
    return f"{job.key}#{job.wanted}"


def _databases(settings: Settings) -> dict[str, sa.URL]:
    """The databases, each once, under the names of their copies."""
    business, engine = sa.make_url(settings.database_url), sa.make_url(settings.engine_database_url)
    return {BUSINESS: business} if business == engine else {BUSINESS: business, ENGINE: engine}


@contextmanager
def _stopped(url: str) -> Iterator[None]:
    lock = gateway_lock(url)
    lock.take()
    try:
        yield
    finally:
        lock.free()


def _copy(url: sa.URL, file: Path) -> None:
    if url.get_backend_name() != "sqlite":
        _program("pg_dump", url, "--format=custom", "--no-owner", f"--file={file}")
        _program("pg_restore", None, "--list", str(file))
        return
    # An engine that never ran has no file yet: its copy is empty.
    with closing(sqlite3.connect(_file_of(url))) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise CannotBackUp(
            f"The copy of {_file_of(url)} is damaged ({said}). Look at the disk, and keep the last good backup."
        )


def _put_back(url: sa.URL, copy: Path) -> None:
    if url.get_backend_name() == "sqlite":
        target = Path(_file_of(url))
        unfinished = target.with_name(f"{target.name}.restoring")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy, unfinished)
        unfinished.chmod(0o600)
        for end in ("-wal", "-shm"):
            target.with_name(target.name + end).unlink(missing_ok=True)
        unfinished.replace(target)
        return
    engine = sa.create_engine(url, hide_parameters=True)
    with engine.begin() as connection:
        quoted = engine.dialect.identifier_preparer.quote
        for table in sa.inspect(connection).get_table_names():
            connection.execute(sa.text(f"drop table {quoted(table)} cascade"))
    engine.dispose()
    _program("pg_restore", url, "--no-owner", "--exit-on-error", "--single-transaction", str(copy))


def _program(name: str, url: sa.URL | None, *options: str) -> None:
    """Runs one of PostgreSQL's programs; the password goes by its environment, not by its command line."""
    environment, database = dict(os.environ), []
    if url is not None:
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        database = [f"--dbname={url.set(drivername='postgresql', password=None).render_as_string()}"]
    try:
        subprocess.run([name, *database, *options], check=True, capture_output=True, text=True, env=environment)  # noqa: S603
    except FileNotFoundError:
        raise CannotBackUp(
            f"{name} was not found. Install PostgreSQL's client programs, of the server's version or newer."
        ) from None
    except subprocess.CalledProcessError as failure:
        raise CannotBackUp(
            f"{name} failed: {failure.stderr.strip().splitlines()[0] if failure.stderr else 'it said nothing'}"
        ) from None


def _file_of(url: sa.URL) -> str:
    if not url.database:
        raise CannotBackUp("A database in memory cannot be backed up.")
    return url.database


def _revision(url: str) -> str:
    engine = sa.create_engine(url, hide_parameters=True)
    with engine.connect() as connection:
        found = connection.scalar(sa.text("select version_num from alembic_version"))
    engine.dispose()
    return str(found)


def _has_tables(url: str) -> bool:
    engine = sa.create_engine(url, hide_parameters=True)
    found = sa.inspect(engine).has_table("alembic_version")
    engine.dispose()
    return found


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
