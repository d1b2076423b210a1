"""An evaluation: scores labelled messages, prints the figures, compares them with the accepted run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.evaluation.baseline import Run, accept, falls, load, run_of
from bot.evaluation.dataset import Labelled
from bot.evaluation.entities import f1_by_language
from bot.evaluation.html_report import page
from bot.evaluation.runner import Scored, score
from bot.evaluation.scores import confusions, languages
from bot.settings import ROOT

RESULTS = ROOT / "results"


def report(
    messages: Sequence[Labelled],
    address: str,
    console: Console,
    accepting: bool = False,
    results: Path = RESULTS,
    key: str = "",
    blind: bool = False,
) -> int:
    """Scores the messages, prints what came of it and writes understanding.html.

    Gives the exit status (1: fallen behind the accepted run). `key`: an API key, with which the product tells its three
    likeliest topics. `blind`: shows figures alone, no message. Raises CannotEvaluate where the product does not answer.
    """
    scored = score(messages, address, key)
    run = run_of(scored, f1_by_language())
    before = load()
    _tell(scored, run, before, console, blind)
    results.mkdir(parents=True, exist_ok=True)
    out = results / "understanding.html"
    out.write_text(page(scored, run, before, datetime.now(UTC), blind), encoding="utf-8")
    console.print(f"The page: {out}")
    if accepting:
        accept(run, datetime.now(UTC).date())
        console.print("Accepted.")
        return 0
    lost = falls(run, before) if before and before.messages == run.messages else []
    for one in lost:
        console.print(f"Worse than accepted, beyond noise: {one}", markup=False)
    return 1 if lost else 0


def scores_table(scored: Sequence[Scored], run: Run, before: Run | None) -> Table:
    """A row for each measure and a column for each language, so that it stands whole in a terminal of 80 columns."""
    table = Table(
        title="Scores" + (" (and points since the accepted run)" if before and before.messages == run.messages else "")
    )
    own = {language: [one for one in scored if one.message.language == language] for language in languages(scored)}
    for heading in ("measure", *own):
        table.add_column(heading)

    def told(language: str, name: str) -> str:
        gained = before and run.difference(before, language, name)
        return str(run.measures[language][name]) + (f" {gained:+.1f}" if gained else "")

    table.add_row("messages", *(str(len(messages)) for messages in own.values()))
    for name in next(iter(run.measures.values())):
        table.add_row(name, *(told(language, name) for language in own))
    table.add_row("calibration error", *(f"{run.calibration_error[language]:.3f}" for language in own))
    medians = (statistics.median(one.milliseconds for one in messages) for messages in own.values())
    table.add_row("median milliseconds", *(f"{median:.0f}" for median in medians))
    return table


def _tell(scored: Sequence[Scored], run: Run, before: Run | None, console: Console, blind: bool) -> None:
    console.print(scores_table(scored, run, before))
    entities = Table(title="Entities, F1")
    for heading in ("language", *next(iter(run.entities.values()), {})):
        entities.add_column(heading)
    for language, kinds in run.entities.items():
        entities.add_row(language, *(f"{f1:.3f}" for f1 in kinds.values()))
    console.print(entities)
    if blind or not confusions(scored):
        return
    wrong = Table(title="Most frequent confusions")
    for heading in ("language", "meant", "understood", "times"):
        wrong.add_column(heading)
    for (language, meant, understood), times in confusions(scored).most_common(25):
        wrong.add_row(language, meant, understood, str(times))
    console.print(wrong)
