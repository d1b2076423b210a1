"""Loads files of contracts and representatives for the command line, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from renewals.column_map import ColumnMap, read_map
from renewals.column_map import template as mapping_template
from renewals.contract_file import CONTRACT_COLUMNS, REP_COLUMNS, NotSuchAFile, read_contracts, read_reps, template
from renewals.opened_file import lines_in, opened
from renewals.store.database import migrate, open_database
from renewals.store.importing import Report, import_contracts, import_reps, numbers_alike

MAPPINGS = (".yml", ".yaml")


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


def load(
    url: str, file: Path, console: Console, errors: Console, *, contracts: bool, dry_run: bool = False, mapping: Path | None = None
) -> None:
    """Loads a file into the database at an address, in one transaction; ends the command with 1 where rows were refused, with 2 where it is no such file."""
    migrate(url)
    try:
        by = read_map(mapping, CONTRACT_COLUMNS) if mapping else ColumnMap()
        with open_database(url)() as session:
            known = by.names(CONTRACT_COLUMNS) if contracts else REP_COLUMNS
            with opened(file, known) as table:
                for line in table.told:
                    errors.print(line, markup=False, highlight=False, soft_wrap=True)
                if contracts:
                    rows = read_contracts(table, by)
                    report = _with_a_bar(lines_in(file), errors, lambda progress: import_contracts(session, rows, progress))
                else:
                    report = import_reps(session, read_reps(table))
            alike = numbers_alike(session) if contracts else []
            session.rollback() if dry_run else session.commit()
    except NotSuchAFile as problem:
        errors.print(f"{file}: {problem} Nothing was changed.", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except UnicodeDecodeError as problem:
        errors.print(
            f"{file} is no text in {problem.encoding} after {problem.start} bytes. Nothing was changed.", markup=False, soft_wrap=True
        )
        raise typer.Exit(2) from None
    except OSError as problem:
        errors.print(f"{problem.filename or file} cannot be read: {problem.strerror}. Nothing was changed.", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    _tell(report, alike, dry_run, console, errors)


def _with_a_bar(lines: int, errors: Console, work: Callable[[Callable[[int], None]], Report]) -> Report:
    columns = (TextColumn("{task.completed} rows"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("", total=lines)
        return work(lambda done: bar.update(task, completed=done))


def _tell(report: Report, alike: list[list[str]], dry_run: bool, console: Console, errors: Console) -> None:
    for refusal in report.refusals:
        where = f", column {refusal.column}" if refusal.column else ""
        errors.print(f"line {refusal.line}{where}: {refusal.reason}", markup=False, highlight=False, soft_wrap=True)
    for numbers in alike:
        errors.print(
            f"On file as different contracts, though written alike: {', '.join(numbers)}", markup=False, highlight=False, soft_wrap=True
        )
    checked = "Checked only, nothing changed: " if dry_run else ""
    counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {len(report.refusals)} refused"
    console.print(checked + counts)
    if report.refusals:
        raise typer.Exit(1)
