"""A PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.processes import free_port


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(path) for path in [shutil.which("initdb")] if path]
    assert found, "These tests need a PostgreSQL server's programs. Install them (Debian: apt install postgresql) and run them again."
    return found[-1].parent


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A server on a loopback port, with its data in a folder; gives the address of its database, and ends it in the end."""
    # PostgreSQL will not run as root: where the tests do, it runs as nobody.
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    data, port, programs = folder / "data", free_port(), _programs()
    data.mkdir(parents=True)
    if os.geteuid() == 0:
        for path in (folder, *folder.parents):
            if path.is_relative_to("/tmp") and path != Path("/tmp"):  # noqa: S108
                path.chmod(path.stat().st_mode | 0o055)
        shutil.chown(data, user)

    def run(*command: str | Path) -> None:
        subprocess.run([str(part) for part in command], check=True, capture_output=True, user=user if os.geteuid() == 0 else None, cwd="/")

    run(programs / "initdb", "-D", data, "-U", "renewals", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-o", options, "-w", "-l", data / "log", "start")
    try:
        yield f"postgresql+psycopg://renewals@127.0.0.1:{port}/postgres"
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def restart(folder: Path) -> None:
    """Ends the server whose data are in a folder at once, as a crash would, and starts it again in the same place."""
    data, programs = folder / "data", _programs()
    user = "nobody" if os.geteuid() == 0 else None
    # The options with which it was started: "/path/postgres" "-p" "5432" …
    options = " ".join(re.findall(r'"([^"]*)"', (data / "postmaster.opts").read_text())[2:])
    for order in (["-m", "immediate", "stop"], ["-o", options, "-w", "-l", str(data / "log"), "start"]):
        subprocess.run([str(programs / "pg_ctl"), "-D", str(data), *order], check=True, capture_output=True, user=user, cwd="/")
