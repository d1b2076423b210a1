"""The command line, `renewals`."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from bot import answers_page, model
from bot import parse as parsing
from bot.chat_client import talk
from bot.contract_import import Whole, load, write_template
from bot.ephemeral_stack import own_stack
from bot.evaluation.dataset import CannotEvaluate, read
from bot.evaluation.replay import replay
from bot.evaluation.report import RESULTS, report
from bot.operator_commands import operators
from bot.review import review
from bot.settings import ROOT, Settings, names_of_settings, refused_settings
from bot.slack.installation import wrong_settings
from bot.supervisor import DidNotStart, Process, free_port, port_is_free, run
from bot.support_commands import support
from bot.training_data import EXAMPLES
from renewals import answers
from renewals.contract_file import read_contracts, written
from renewals.store.database import migrate, open_database
from renewals.store.importing import export_contracts, import_contracts
from renewals.store.one_gateway import AnotherGateway, gateway_lock

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The renewal assistant."
)
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
        _train()
    console.print("Starting engine, actions and gateway …")
    try:
        asyncio.run(
            run(
                _processes(settings),
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
    unfinished.replace(file)
    console.print(f"{count} contracts written to {file}")


@app.command()
def train(
    encoder: Annotated[
        bool,
        typer.Option(
            "--encoder", help=("The sentence encoder too: over an hour on two cores; it goes on where it was stopped.")
        ),
    ] = False,
    further: Annotated[
        bool,
        typer.Option("--further", help=("With --encoder: train the one that ships further, in a third of the time.")),
    ] = False,
    seed: Annotated[int, typer.Option(help="Of the encoder's training: its order and its chances.")] = 0,
) -> None:
    """Train the model anew, with the encoder as it stands in nlu/weights."""
    if encoder:
        try:
            model.train_encoder(seed, further)
        except model.TrainingFailed as problem:
            errors.print(str(problem), markup=False)
            raise typer.Exit(1) from None
    _train()


@app.command()
def parse(
    text: str,
    after: Annotated[
        list[str] | None, typer.Option(help="What was said before it; may be given several times.")
    ] = None,
) -> None:
    """Show how the trained model understands a text: the stages in order, and the one that decided.

    Nothing need be up.
    """
    try:
        parsing.show(parsing.parse(text, after or []), console)
    except parsing.CannotParse as problem:
        errors.print(str(problem), markup=False)
        raise typer.Exit(1) from None


@app.command()
def explain(message: Annotated[str, typer.Argument(help="A customer's message, by its id in the transcript.")]) -> None:
    """Show how a message that is kept was understood when it came: the stages in order, and the one that decided."""
    settings = Settings()
    migrate(settings.database_url)
    try:
        with open_database(settings.database_url)() as session:
            parsing.show(parsing.kept(session, message), console)
    except parsing.CannotParse as problem:
        errors.print(str(problem), markup=False)
        raise typer.Exit(1) from None


@app.command("answers")
def answers_(results: Annotated[Path, typer.Option(help="Folder of the page.")] = RESULTS) -> None:
    """Write all answers side by side, a column for each language and one for the source, as one page (answers.html)."""
    results.mkdir(parents=True, exist_ok=True)
    page = results / "answers.html"
    page.write_text(answers_page.page(), encoding="utf-8")
    console.print(f"The page: {page}", soft_wrap=True)


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


@app.command()
def evaluate(
    files: list[Path],
    address: Annotated[
        str, typer.Option(help=("Of a running gateway; without it one is brought up for the evaluation."))
    ] = "",
    key: Annotated[
        str, typer.Option(help=("An API key of that gateway: the three likeliest topics are scored as well."))
    ] = "",
    blind: Annotated[bool, typer.Option(help="Show figures alone: no message of the set, and no topic.")] = False,
    accept: Annotated[bool, typer.Option(help="Make this the accepted run (nlu/evaluation/accepted.json).")] = False,
    results: Annotated[Path, typer.Option(help="Folder of the page.")] = RESULTS,
) -> None:
    """Score labelled messages (.jsonl: text, topic, language) through the running product, and compare with the last
    accepted run.
    """
    try:
        messages = read(files)
        if address:
            raise typer.Exit(report(messages, address, console, accept, results, key, blind))
        own_key = secrets.token_urlsafe(16)
        console.print("Starting engine, actions and gateway for the evaluation …")
        with TemporaryDirectory() as folder, own_stack(Path(folder), RENEWALS_API_KEYS=own_key) as own_address:
            raise typer.Exit(report(messages, own_address, console, accept, results, own_key, blind))
    except (CannotEvaluate, DidNotStart) as problem:
        errors.print(str(problem), markup=False)
        raise typer.Exit(1 if isinstance(problem, DidNotStart) else 2) from None


@app.command()
def decisions(record: Annotated[bool, typer.Option(help="Keep what was decided as the record.")] = False) -> None:
    """Play all labelled messages, dialogues and tickets, and show which decisions differ from the record.

    Takes some minutes.
    """
    try:
        raise typer.Exit(replay(console, record))
    except (DidNotStart, CannotEvaluate) as failure:
        errors.print(str(failure), markup=False)
        raise typer.Exit(2) from None


@app.command("review")
def review_(
    examples: Annotated[
        Path, typer.Option(help="The folder of the examples.", file_okay=False, exists=True)
    ] = EXAMPLES,
) -> None:
    """Go through the messages that were not understood, refused, voted down or nearly tied, and say what was meant.

    Writes examples, commits nothing.
    """
    settings = Settings()
    migrate(settings.database_url)
    review(open_database(settings.database_url), console, examples, settings.now)


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
        lock.take()
    except AnotherGateway as refusal:
        errors.print(str(refusal), markup=False, highlight=False)
        raise typer.Exit(1) from None
    lock.free()


def _load_demonstration(settings: Settings) -> None:
    with open_database(settings.database_url).begin() as session:
        if next(export_contracts(session), None) is None:
            with DEMONSTRATION.open(encoding="utf-8", newline="") as lines:
                report = import_contracts(session, read_contracts(lines))
            console.print(f"Database: {report.new} demonstration contracts loaded.")


def _train() -> None:
    try:
        model.train(console.print)
    except model.TrainingFailed as failure:
        errors.print(str(failure))
        raise typer.Exit(1) from None


def _processes(settings: Settings) -> list[Process]:
    """Engine, actions and gateway.

    The first two are given what they need, and inherit no other setting: most of these are secrets of the gateway's.
    """
    engine_port, actions_port, secret = free_port(), free_port(), secrets.token_urlsafe(32)
    actions_at = f"http://127.0.0.1:{actions_port}"
    time = {
        **({"RENEWALS_TODAY": settings.today.isoformat()} if settings.today else {}),
        **({"RENEWALS_NOW": settings.now_at.isoformat()} if settings.now_at else {}),
    }
    between = {"RENEWALS_ENGINE_SECRET": secret, "RENEWALS_ACTIONS_URL": f"{actions_at}/webhook"}
    for_engine = {
        "RENEWALS_ENGINE_DATABASE_URL": settings.engine_database_url,
        "RENEWALS_LLM_URL": settings.llm_url,
        "RENEWALS_LLM_MODEL": settings.llm_model,
        "RENEWALS_LLM_KEY": settings.llm_key,
        "OMP_NUM_THREADS": "1",
        **model.quiet_environment(),
    }
    for_actions = {
        "RENEWALS_ACTIONS_PORT": str(actions_port),
        "RENEWALS_DATABASE_URL": settings.database_url,
        "RENEWALS_DEFAULT_REGION": settings.default_region,
        **time,
    }
    for_gateway = {
        "RENEWALS_ENGINE_URL": f"http://127.0.0.1:{engine_port}",
        "RENEWALS_VAR": str(settings.var),
        "RENEWALS_DATABASE_URL": settings.database_url,
        **time,
    }
    command: list[str | Path] = [
        model.PYTHON,
        "-m",
        "rasa",
        "run",
        "-i",
        "127.0.0.1",
        "-p",
        str(engine_port),
        "--model",
        model.MODEL,
    ]
    engine = [*command, "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    logs, own, door = settings.var / "log", names_of_settings(), f"http://127.0.0.1:{settings.port}"
    return [
        Process(
            "engine",
            engine,
            {**between, **for_engine},
            f"http://127.0.0.1:{engine_port}/webhooks/gateway/",
            logs / "engine.log",
            {"Authorization": f"Bearer {secret}"},
            kept_from=own,
        ),
        Process(
            "actions",
            [sys.executable, "-m", "actions.server"],
            {**between, **for_actions},
            f"{actions_at}/health",
            logs / "actions.log",
            kept_from=own,
        ),
        Process(
            "gateway",
            [sys.executable, "-m", "bot.serving"],
            {**between, **for_gateway},
            f"{door}/readyz",
            logs / "gateway.log",
            alive_url=f"{door}/healthz",
        ),
    ]
