"""The commands of support: `renewals report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.insights import report as reporting
from bot.settings import Settings
from renewals import answers
from renewals.store.database import migrate, open_database

support = typer.Typer()
console = Console()
errors = Console(stderr=True)


@support.command()
def report(
    first: Annotated[str, typer.Option("--from", help="The first day (2026-11-01); by default 30 days are told.")] = "",
    last: Annotated[str, typer.Option("--to", help="The last day; by default today.")] = "",
    region: Annotated[str, typer.Option(help="Only this region's.")] = "",
    language: Annotated[str, typer.Option(help="Only conversations in this language.")] = "",
    door: Annotated[str, typer.Option(help="Only conversations by this door: chat or slack.")] = "",
    words: Annotated[str, typer.Option("--in", help="The language of the report itself.")] = "",
    html: Annotated[Path | None, typer.Option(help="Write one page to this file instead.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Show the figures of support; docs/figures.md says what each counts, and of what."""
    settings = Settings()
    now, spoken = settings.now(), words or answers.default_language()
    try:
        if spoken not in answers.languages():
            raise reporting.WrongSelection(f"There is no language {spoken!r}; give one of {', '.join(answers.languages())}.")
        chosen = reporting.selection(first, last, region, language, door, now.date())
    except reporting.WrongSelection as wrong:
        errors.print(str(wrong), markup=False)
        raise typer.Exit(2) from None
    migrate(settings.database_url)
    found = reporting.figures(open_database(settings.database_url), chosen, now, settings.holdout)
    if html is not None:
        html.write_text(reporting.page(found, spoken), encoding="utf-8")
        console.print(f"The page: {html}", soft_wrap=True, markup=False)
    elif json:
        typer.echo(reporting.as_json(found))
    else:
        reporting.show(found, spoken, console)
