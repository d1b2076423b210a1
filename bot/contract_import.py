"""Loads files of contracts and representatives for the command line, and tells what came of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from renewals.column_map import ColumnMap, read_map
from renewals.column_map import template as mapping_template
from renewals.contract_file import CONTRACT_COLUMNS, REP_COLUMNS, NotSuchAFile, read_contracts, read_reps, template
from renewals.opened_file import lines_in, opened
from renewals.store.contracts_gone import MayNotEnd
from renewals.store.database import migrate, open_database
from renewals.store.importing import (
    Ending,
    Report,
    Source,
    import_contracts,
    import_reps,
    numbers_alike,
    would_end,
)

MAPPINGS = (".yml", ".yaml")
# So many of the contracts that would end are shown; more than one in so many is not ended by a mere yes.
SHOWN = 20
MANY = 5


def write_template(file: Path, errors: Console) -> None:
    """Writes an empty contract file, or (`.yml`) a mapping to be filled in; never over a file that is there."""
    content = mapping_template(CONTRACT_COLUMNS) if file.suffix in MAPPINGS else template()
    try:
        with file.open("x", encoding="utf-8", newline="") as out:
            out.write(content)
    except FileExistsError:
        errors.print(f"{file} is there already. Nothing was changed.", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except OSError as problem:
        errors.print(f"{file} cannot be written: {problem.strerror}.", markup=False)
        raise typer.Exit(2) from None


@dataclass(frozen=True)
class Whole:
    """That a file is taken as a whole: contracts that it does not hold end.

    `yes`: agreed to beforehand; `ending`: to exactly so many.
    """

    yes: bool = False
    ending: int | None = None


def load(
    url: str,
    file: Path,
    console: Console,
    errors: Console,
    *,
    contracts: bool,
    dry_run: bool = False,
    mapping: Path | None = None,
    whole: Whole | None = None,
) -> None:
    """Loads a file into the database at an address, in one transaction; ends the command with 1 where rows were
    refused, with 2 where nothing was loaded.
    """
    migrate(url)
    with _told(file, errors), open_database(url)() as session:
        by = read_map(mapping, CONTRACT_COLUMNS) if mapping else ColumnMap()
        known = by.names(CONTRACT_COLUMNS) if contracts else REP_COLUMNS
        may_end = 0
        if whole:
            # Read once before: nobody else waits for a write while a person thinks.
            with opened(file, known) as table:
                ending = would_end(session, read_contracts(table, by))
            session.rollback()
            may_end = _agreed(ending, whole, dry_run, file, console, errors)
        with opened(file, known) as table:
            for line in table.told:
                errors.print(line, markup=False, highlight=False, soft_wrap=True)
            if contracts:
                rows, source = read_contracts(table, by), _source(file, whole is not None)
                report = _with_a_bar(
                    lines_in(file), errors, lambda progress: import_contracts(session, rows, progress, source, may_end)
                )
            else:
                report = import_reps(session, read_reps(table))
        if not report.rows:
            raise NotSuchAFile("It names the columns, and holds no row below them.")
        alike = numbers_alike(session) if contracts else []
        session.rollback() if dry_run else session.commit()
    _tell(report, alike, dry_run, console, errors)


@contextmanager
def _told(file: Path, errors: Console) -> Iterator[None]:
    """Whatever keeps a file from being loaded is told, and ends the command with 2."""

    def told(text: str) -> NoReturn:
        errors.print(f"{text} Nothing was changed.", markup=False, soft_wrap=True)
        raise typer.Exit(2)

    try:
        yield
    except NotSuchAFile as problem:
        told(f"{file}: {problem}")
    except MayNotEnd as problem:
        told(f"{file}: {problem}")
    except UnicodeDecodeError as problem:
        told(f"{file} is no text in {problem.encoding} after {problem.start} bytes.")
    except OSError as problem:
        told(f"{problem.filename or file} cannot be read: {problem.strerror}.")


def _source(file: Path, whole: bool) -> Source:
    now = datetime.now(UTC)
    written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Source(file.name, min(written_at, now), now, whole)


def _agreed(ending: Ending, whole: Whole, dry_run: bool, file: Path, console: Console, errors: Console) -> int:
    """How many contracts may end: shows them, and asks. Ends the command with 2 where that is not agreed to."""
    count = len(ending.contracts)
    if not ending.held:
        raise MayNotEnd("It holds no contract that can be taken, so that it would end all that is on file.")
    if ending.unread:
        raise MayNotEnd(
            f"Of {ending.unread} refused rows not even the contract number can be read: which contracts the "
            f"file no longer holds cannot be told."
        )
    console.print(
        (f"On file: {ending.on_file}. In {file.name}: {ending.held}. No longer on file after it: {count}."),
        markup=False,
        highlight=False,
    )
    for number, account, product, end_on in ending.contracts[:SHOWN]:
        console.print(
            f"  {number} · {account} · {product} · {end_on.isoformat()}", markup=False, highlight=False, soft_wrap=True
        )
    if count > SHOWN:
        console.print(f"  … and {count - SHOWN} more")
    if dry_run or not count or whole.ending == count:
        return count
    many = count * MANY > ending.on_file
    if whole.yes and not many:
        return count
    if whole.ending is None and not whole.yes and at_a_terminal():
        if many:
            said = typer.prompt(
                (f"That is more than a fifth of them. To end them, type how many they are ({count})"),
                default="",
                show_default=False,
            )
            if said.strip() == str(count):
                return count
        elif typer.confirm(f"End these {count}?"):
            return count
        errors.print("Nothing was changed.")
        raise typer.Exit(2)
    how = f"--ending {count}" if many or whole.ending is not None else f"--yes or --ending {count}"
    fifth = ", more than a fifth of what is on file" if many else ""
    errors.print(
        (f"{count} contracts would end{fifth}. To end them, say so: {how}. Nothing was changed."),
        markup=False,
        soft_wrap=True,
    )
    raise typer.Exit(2)


def at_a_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def _with_a_bar(lines: int, errors: Console, work: Callable[[Callable[[int], None]], Report]) -> Report:
    columns = (TextColumn("{task.completed} rows"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("", total=lines)
        return work(lambda done: bar.update(task, completed=done))


def _tell(report: Report, alike: list[list[str]], dry_run: bool, console: Console, errors: Console) -> None:
    for refusal in report.refusals:
        where = f", column {refusal.column}" if refusal.column else ""
        errors.print(f"line {refusal.line}{where}: {refusal.reason}", markup=False, highlight=False, soft_wrap=True)
    for numbers in alike:
        errors.print(
            (f"On file as different contracts, though written alike: {', '.join(numbers)}"),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    checked = "Checked only, nothing changed: " if dry_run else ""
    counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {len(report.refusals)} refused"
    console.print(checked + counts + (f", {report.gone} no longer on file" if report.gone else ""))
    if report.demonstration:
        console.print(f"The {report.demonstration} demonstration contracts are no longer on file.")
    if report.refusals:
        raise typer.Exit(1)
