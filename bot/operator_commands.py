"""The commands of operators: `renewals backup`, `renewals restore`, `renewals migrate`, `renewals doctor`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from sqlalchemy.exc import OperationalError

from bot import backups
from bot.doctor import examine
from bot.settings import Settings
from renewals.store import audit
from renewals.store.database import WAITS_SECONDS, migrate, newest_revision, open_database
from renewals.store.one_gateway import AnotherGateway

operators = typer.Typer()
console = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)
T = TypeVar("T")


@operators.command()
def backup(into: Annotated[Path, typer.Argument(help="A folder; the backup gets one of its own within it.")]) -> None:
    """Copy both databases and the lists of erasures, while everything runs.

    Closed to other users; encrypt it where it leaves the machine.
    """
    os.umask(0o077)
    settings = Settings()
    made = _or_say(lambda: backups.make(settings, into, datetime.now(UTC)))
    with open_database(settings.database_url).begin() as session:
        audit.record(session, audit.BACKED_UP, made.folder.name)
    console.print(
        f"{made.folder}: {', '.join(made.files)}; tables of revision {made.revision}. Copied and read through."
    )


@operators.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="What `renewals backup` wrote.")],
    yes: Annotated[bool, typer.Option(help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of both databases; the product must be stopped.

    What was there is kept; what was erased since is erased again.
    """
    os.umask(0o077)
    found = _or_say(lambda: backups.read(folder))
    if not yes:
        typer.confirm(f"Everything since {found.at:%Y-%m-%d %H:%M} UTC is taken back. Go on?", abort=True)
    settings = Settings()
    knows = (settings.var / backups.SENT_MAILS).exists()
    before = _or_say(lambda: backups.restore(settings, folder, datetime.now(UTC)))
    console.print(
        f"Restored. What was there before: {before}. Start the product: within a minute it erases "
        f"what had been erased since."
    )
    told = backups.restored(settings.var)
    if not knows and told and told.left:
        console.print(
            f"This machine does not know which mails went out after the backup, and {len(told.left)} things were "
            f"to be done in it: their mails may come a second time, under the same Message-ID. To keep that from "
            f"happening, bring {backups.SENT_MAILS} from the former machine into {settings.var} before you start "
            f"the product."
        )


@operators.command("migrate")
def migrate_() -> None:
    """Bring the tables to this version's revision.

    `renewals up` does so itself; where gateways are started by others, it goes before them.
    """
    try:
        migrate(Settings().database_url)
    except OperationalError as failure:
        # Its words name a server or a table, no values.
        errors.print(
            f"The tables could not be changed ({type(failure.orig).__name__}), and are as they were: the database "
            f"does not answer, or a table has been in use for {WAITS_SECONDS} s. Try again, when less is done.",
            markup=False,
        )
        raise typer.Exit(1) from None
    console.print(f"The tables are of revision {newest_revision()}.")


@operators.command()
def doctor() -> None:
    """Say what is wrong on this machine, and what to do. Exit status 1 where something is."""
    findings = list(examine(Settings()))
    for finding in findings:
        console.print(
            f"{'  ' if finding.fine else '✗ '}{finding.said}",
            style=None if finding.fine else "red",
            markup=False,
            highlight=False,
        )
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 1)


def _or_say(work: Callable[[], T]) -> T:
    try:
        return work()
    except (backups.CannotBackUp, AnotherGateway) as refusal:
        errors.print(str(refusal), markup=False, highlight=False)
        raise typer.Exit(1) from None
