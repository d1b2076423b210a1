"""One gateway works on a SQLite database at a time: the second is refused with a sentence, the first goes on, and the
next one starts once it has ended. On PostgreSQL any number work, unless something has the database for itself.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
import sqlalchemy as sa

from bot.settings import ROOT
from bot.supervisor import free_port
from renewals.store.database import migrate
from renewals.store.one_gateway import AnotherGateway, GatewayLock, gateway_lock
from tests.builders import contract_file
from tests.gateway_within import NOWHERE, gateway, settings
from tests.postgres import postgres, restart

pytestmark = pytest.mark.usefixtures("programs")

# A bound on what hangs; these machines are shared.
LONGEST = 240
SENTENCE = "Another gateway works on this database already"
KEY = "select (classid::bigint << 32) | objid::bigint from pg_locks where locktype = 'advisory' limit 1"
FOR_ITSELF = "Something has this database for itself"


@contextmanager
def held(url: str) -> Iterator[GatewayLock]:
    lock = gateway_lock(url)
    lock.take()
    try:
        yield lock
    finally:
        lock.free()


def refusals(said: str) -> list[str]:
    """The sentences that refuse a start."""
    return [line for line in said.splitlines() if SENTENCE in line or FOR_ITSELF in line]


def environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    own = {
        "RENEWALS_VAR": str(folder),
        "RENEWALS_DATABASE_URL": url,
        "RENEWALS_ENGINE_URL": NOWHERE,
        "RENEWALS_ENGINE_SECRET": "s",
    }
    return {**os.environ, **own, "COLUMNS": "400", **more}


@contextmanager
def server(folder: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The gateway as a process of its own, without a supervisor; what it says goes to its standard error."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "bot.app:build", "--port", str(port), "--no-access-log"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(folder, url), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def answers(address: str, within: float = LONGEST) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            return httpx.get(f"{address}/healthz", timeout=2).status_code == 200
        time.sleep(0.1)
    return False


async def test_a_second_on_sqlite_does_not_start_and_the_first_goes_on(tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path / 'renewals.db'}"
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        with pytest.raises(AnotherGateway, match=SENTENCE):
            async with gateway(settings(tmp_path, database_url)):
                pass
        assert (await client.post("/api/v1/conversations", json={})).status_code == 201
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        assert (await client.post("/api/v1/conversations", json={})).status_code == 201


def test_a_server_that_is_refused_says_one_sentence_and_ends(tmp_path: Path, database_url: str) -> None:
    migrate(database_url)
    with held(database_url), server(tmp_path, database_url) as (process, _):
        said = process.communicate(timeout=LONGEST)[1]
        assert process.returncode not in (0, None)
    assert len(refusals(said)) == 1
    assert "Traceback" not in said


def test_after_a_kill_the_next_one_starts_at_once(tmp_path: Path, database_url: str) -> None:
    migrate(database_url)
    with server(tmp_path, database_url) as (first, address):
        assert answers(address)
        first.send_signal(signal.SIGKILL)
        first.wait()
        started = time.monotonic()
        with held(database_url):
            assert time.monotonic() - started < 4
        with server(tmp_path, database_url) as (_, address_of_the_next):
            assert answers(address_of_the_next)


def test_up_says_the_sentence_before_it_starts_or_changes_anything(tmp_path: Path, unmigrated_url: str) -> None:
    with held(unmigrated_url):
        command = [sys.executable, "-m", "bot", "up"]
        more = environment(tmp_path, unmigrated_url, RENEWALS_PORT=str(free_port()))
        done = subprocess.run(command, cwd=ROOT, env=more, capture_output=True, text=True, check=False, timeout=LONGEST)
    assert (done.returncode, len(refusals(done.stderr))) == (1, 1)
    assert "Traceback" not in done.stderr
    engine = sa.create_engine(unmigrated_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_what_up_keeps_is_closed_to_other_users_of_the_machine(tmp_path: Path) -> None:
    folder, url = tmp_path / "var", f"sqlite:///{tmp_path / 'var' / 'renewals.db'}"
    folder.mkdir(mode=0o755)
    with held(url):
        (folder / "renewals.db.gateway-lock").chmod(0o644)
        command = [sys.executable, "-m", "bot", "up"]
        more = environment(folder, url, RENEWALS_PORT=str(free_port()))
        subprocess.run(command, cwd=ROOT, env=more, capture_output=True, check=False, timeout=LONGEST)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("arguments", [["import", "contracts.csv"], ["export", "out.csv"], ["review"]])
def test_other_commands_work_beside_a_running_gateway(tmp_path: Path, database_url: str, arguments: list[str]) -> None:
    (tmp_path / "contracts.csv").write_text(contract_file({}), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "bot",
        *(str(tmp_path / part) if part.endswith(".csv") else part for part in arguments),
    ]
    with held(database_url):
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(tmp_path, database_url),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
    assert done.returncode == 0, done.stderr


def test_two_names_of_one_sqlite_file_are_one_database(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "another-name").symlink_to(tmp_path / "folder")
    with held(f"sqlite:///{tmp_path / 'folder' / 'renewals.db'}"), pytest.raises(AnotherGateway):
        gateway_lock(f"sqlite:///{tmp_path / 'another-name' / 'renewals.db'}").take(patience=0.2)


def test_a_database_in_memory_has_no_other_gateway() -> None:
    with held("sqlite://"), held("sqlite://"):
        pass


def test_the_sentence_holds_no_password(server_url: str) -> None:
    url = server_url.replace("renewals@", "renewals:canary-password@")
    with held(url), pytest.raises(AnotherGateway) as refused:
        gateway_lock(url).take(patience=0)
    assert "canary-password" not in str(refused.value)


def cut(url: str) -> None:
    """Ends the connection that holds the lock, as a lost network would."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            sa.text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted")
        )
    engine.dispose()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[str]:
    with postgres(tmp_path / "server") as url:
        yield url


@contextmanager
def working(url: str) -> Iterator[tuple[GatewayLock, list[str]]]:
    """As a gateway holds its database; and what it was told where it is alone."""
    lock, told = gateway_lock(url), list[str]()
    lock.share(lambda: told.append("alone"))
    try:
        yield lock, told
    finally:
        lock.free()


def test_a_gateway_is_told_that_it_is_alone_and_nothing_has_the_database_for_itself_beside_it(server_url: str) -> None:
    with working(server_url) as (_, first), working(server_url) as (_, second):
        assert (first, second) == (["alone"], [])
        with pytest.raises(AnotherGateway, match=SENTENCE):
            gateway_lock(server_url).take(patience=0)
    with working(server_url) as (_, third):
        assert third == ["alone"]
    with held(server_url), pytest.raises(AnotherGateway, match=FOR_ITSELF), working(server_url):
        pass


def test_a_gateway_whose_connection_is_lost_takes_it_again_before_one_that_starts(own_server: str) -> None:
    lost = Event()
    with working(own_server) as (lock, _):
        lock.watch(lost.set)
        for _ in range(3):
            cut(own_server)
            with pytest.raises(AnotherGateway):
                gateway_lock(own_server).take(patience=2)
        # One that only looks, again and again, drives nobody out.
        assert not lost.is_set()


async def test_a_gateway_lives_on_when_its_server_restarts(tmp_path: Path, own_server: str) -> None:
    async with gateway(settings(tmp_path, own_server)) as (_, client):
        assert (await client.post("/api/v1/conversations", json={})).status_code == 201
        await asyncio.to_thread(restart, tmp_path / "server")
        assert (await client.post("/api/v1/conversations", json={})).status_code in (201, 503)
        with pytest.raises(AnotherGateway):
            await asyncio.to_thread(gateway_lock(own_server).take, 2.0)
        assert (await client.post("/api/v1/conversations", json={})).status_code == 201


def test_a_gateway_that_was_cut_off_while_another_one_took_over_ends(own_server: str) -> None:
    lost, engine = Event(), sa.create_engine(own_server, isolation_level="AUTOCOMMIT")
    with working(own_server) as (lock, _), engine.connect() as another:
        # It waits at the server itself for the moment in which the lock is free, which no gateway does.
        key = another.scalar(sa.text(KEY))
        taking = Thread(target=another.execute, args=(sa.select(sa.func.pg_advisory_lock(key)),))
        taking.start()
        time.sleep(0.5)
        lock.watch(lost.set)
        cut(own_server)
        taking.join(10)
        assert lost.wait(20)
    engine.dispose()


def test_a_server_that_lost_its_database_to_another_one_ends_in_order(tmp_path: Path, own_server: str) -> None:
    migrate(own_server)
    engine = sa.create_engine(own_server, isolation_level="AUTOCOMMIT")
    with server(tmp_path, own_server) as (process, address), engine.connect() as another:
        assert answers(address)
        key = another.scalar(sa.text(KEY))
        taking = Thread(target=another.execute, args=(sa.select(sa.func.pg_advisory_lock(key)),))
        taking.start()
        time.sleep(0.5)
        cut(own_server)
        said = process.communicate(timeout=LONGEST)[1]
        taking.join(10)
    assert "something has taken this database for itself" in said
    engine.dispose()
