"""The command line, `renewals`."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from bot import model
from bot.chat_client import talk
from bot.contract_import import Whole, load, write_template
from bot.model_commands import model_commands, pack
from bot.operator_commands import operators
from bot.processes import processes
from bot.setting_names import refused_settings
from bot.settings import ROOT, Settings
from bot.slack.installation import wrong_settings
from bot.supervisor import DidNotStart, port_is_free, run
from bot.support_commands import support
from renewals import answers
from renewals.contract_file import read_contracts, written
from renewals.store import audit
from renewals.store.database import migrate, open_database
from renewals.store.importing import Source, export_contracts, import_contracts
from renewals.store.one_gateway import AnotherGateway, gateway_lock

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The renewal assistant."
)
app.add_typer(model_commands)
app.add_typer(support)
app.add_typer(operators)
console = Console()
errors = Console(stderr=True)
DEMONSTRATION = ROOT / "renewals" / "data" / "demonstration-contracts.csv"


def main() -> None:
    try:
        app()
    except ValidationError as refused:
        for sentence in refused_settings(refused):
            errors.print(sentence, style="red", highlight=False)
        errors.print("The README lists what each setting takes.")
        sys.exit(2)


@app.command()
def up() -> None:
    """Bring up everything on this machine: database, model, dialogue engine, actions, gateway.

    Ctrl-C ends all of it.
    """
    settings = Settings()
    if not port_is_free(settings.host, settings.port):
        errors.print(
            f"Port {settings.port} is in use. End what listens there, or choose another: RENEWALS_PORT=8001 make up"
        )
        raise typer.Exit(1)
    if wrong := settings.wrong or wrong_settings(settings):
        errors.print(wrong, markup=False)
        raise typer.Exit(1)
    _keep_to_ourselves(settings.var)
    console.print("Database …")
    _refuse_a_second_gateway(settings)
    migrate(settings.database_url)
    _load_demonstration(settings)
    if model.is_current():
        console.print("Model: up to date.")
    else:
        console.print("Model: packing, less than a minute …")
        pack()
    console.print("Starting engine, actions and gateway …")
    try:
        asyncio.run(
            run(
                processes(settings),
                ROOT,
                console.print,
                lambda: console.print(
                    f"\nReady. The chat is at [bold]http://{settings.host}:{settings.port}/[/bold]   (Ctrl-C ends it)"
                ),
            )
        )
    except DidNotStart as failure:
        errors.print(str(failure))
        raise typer.Exit(1) from None


@app.command("import")
def import_(
    file: Path,
    dry_run: Annotated[bool, typer.Option(help="Only check; change nothing.")] = False,
    mapping: Annotated[
        Path | None, typer.Option("--map", help=("A file that says how another system's export is to be read."))
    ] = None,
    template: Annotated[
        bool, typer.Option(help=("Write an empty contract file instead, or (.yml) a mapping to be filled in."))
    ] = False,
    full: Annotated[
        bool, typer.Option(help=("The file holds all contracts: what it does not hold ends. Shows it first, and asks."))
    ] = False,
    yes: Annotated[
        bool, typer.Option(help=("With --full: end them without asking, up to a fifth of what is on file."))
    ] = False,
    ending: Annotated[int | None, typer.Option(help="With --full: end exactly so many without asking.")] = None,
) -> None:
    """Load contracts from a CSV file or a spreadsheet; rows that are not right are refused with line, column and
    reason.
    """
    if (yes or ending is not None) and not full:
        errors.print("--yes and --ending go with --full: without it, nothing ends.")
        raise typer.Exit(2)
    if template:
        write_template(file, errors)
        return
    load(
        Settings().database_url,
        file,
        console,
        errors,
        contracts=True,
        dry_run=dry_run,
        mapping=mapping,
        whole=Whole(yes, ending) if full else None,
    )


@app.command("import-reps")
def import_reps_file(
    file: Path, dry_run: Annotated[bool, typer.Option(help="Only check; change nothing.")] = False
) -> None:
    """Load the sales representatives from a CSV file or a spreadsheet."""
    load(Settings().database_url, file, console, errors, contracts=False, dry_run=dry_run)


@app.command()
def export(file: Path) -> None:
    """Write all contracts to a CSV file, in the form in which they are imported."""
    migrate(Settings().database_url)
    unfinished = file.with_name(file.name + ".part")
    count = -1
    with open_database(Settings().database_url)() as session, unfinished.open("w", encoding="utf-8", newline="") as out:
        for line in written(export_contracts(session)):
            out.write(line)
            count += 1
    with open_database(Settings().database_url).begin() as session:
        audit.record(session, audit.CONTRACTS_EXPORTED, str(count))
    unfinished.replace(file)
    console.print(f"{count} contracts written to {file}")


@app.command()
def chat(
    language: Annotated[str | None, typer.Option(help="Code of the language to begin with.")] = None,
    address: Annotated[str, typer.Option(help="Of the gateway.")] = "",
) -> None:
    """The same conversation in the terminal. Needs the assistant to be up."""
    settings = Settings()
    raise typer.Exit(
        talk(address or f"http://{settings.host}:{settings.port}", language or answers.default_language(), console)
    )


def _keep_to_ourselves(folder: Path) -> None:
    """Other users of the machine read none of what is kept: conversations, logs, mails with their codes.

    All that is started from here inherits it.
    """
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    # Files of earlier days may be open to all; a folder of somebody else's is theirs to close.
    with suppress(PermissionError):
        folder.chmod(0o700)


def _refuse_a_second_gateway(settings: Settings) -> None:
    """Looks before anything is changed or started. The gateway itself looks again, and holds what it finds free."""
    lock = gateway_lock(settings.database_url)
    try:
        lock.share(lambda: None)
    except AnotherGateway as refusal:
        errors.print(str(refusal), markup=False, highlight=False)
        raise typer.Exit(1) from None
    lock.free()


def _load_demonstration(settings: Settings) -> None:
    with open_database(settings.database_url).begin() as session:
        if next(export_contracts(session), None) is None:
            with DEMONSTRATION.open(encoding="utf-8", newline="") as lines:
                report = import_contracts(session, read_contracts(lines), source=Source(DEMONSTRATION.name))
            console.print(f"Database: {report.new} demonstration contracts loaded.")
