"""Commands for the model, and for what it understands."""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from bot import answers_page, model
from bot import parse as parsing
from bot.ephemeral_stack import own_stack
from bot.evaluation.dataset import CannotEvaluate, read
from bot.evaluation.replay import replay
from bot.evaluation.report import RESULTS, report
from bot.review import review
from bot.settings import Settings
from bot.supervisor import DidNotStart
from bot.training_data import EXAMPLES
from renewals.store.database import migrate, open_database

model_commands = typer.Typer()
console = Console()
errors = Console(stderr=True)


@model_commands.command()
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
    pack()


@model_commands.command()
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


@model_commands.command()
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


@model_commands.command("answers")
def answers_(results: Annotated[Path, typer.Option(help="Folder of the page.")] = RESULTS) -> None:
    """Write all answers side by side, a column for each language and one for the source, as one page (answers.html)."""
    results.mkdir(parents=True, exist_ok=True)
    page = results / "answers.html"
    page.write_text(answers_page.page(), encoding="utf-8")
    console.print(f"The page: {page}", soft_wrap=True)


@model_commands.command()
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


@model_commands.command()
def decisions(record: Annotated[bool, typer.Option(help="Keep what was decided as the record.")] = False) -> None:
    """Play all labelled messages, dialogues and tickets, and show which decisions differ from the record.

    Takes some minutes.
    """
    try:
        raise typer.Exit(replay(console, record))
    except (DidNotStart, CannotEvaluate) as failure:
        errors.print(str(failure), markup=False)
        raise typer.Exit(2) from None


@model_commands.command("review")
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


def pack() -> None:
    """Packs the model anew; where that fails, says why and ends the command."""
    try:
        model.train(console.print)
    except model.TrainingFailed as failure:
        errors.print(str(failure))
        raise typer.Exit(1) from None
