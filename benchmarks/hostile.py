"""How much longer the product takes for texts that somebody makes to keep it busy than for an ordinary message: `make
bench-hostile`.

Processor time, the least of some readings; the engine without what it remembers of texts. Printed as a table: for each
text of 2,000 characters (20,000 for a ticket), milliseconds, and how many ordinary messages (the average of some of the
development set, read by the same function in the same run) that is.
"""

from __future__ import annotations

import datetime
import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from actions.firms_named import firms_in
from bot import model
from bot.deflection.mails import what_is_asked
from bot.settings import ROOT
from bot.slack.text import as_written
from renewals.languages import is_foreign, spoken
from renewals.periods import period_in

TODAY = datetime.date(2026, 11, 23)
TARGET = 10.0
HOSTILE = {
    "C-C-C-…": "C-" * 998 + "ab",
    "capitals": "When does it end? " + "A" * 1982,
    "letters of no word": "qzxvkjw" * 285,
    "emoji": "\U0001f600" * 2000,
    "accents by themselves": "e" + "\u0301" * 1999,
    "signs of eighteen letters": "\ufdfa" * 2000,
    "spaces": " " * 1999 + "a",
    "dots": "." * 2000,
    "digits": "7" * 2000,
    "du 1 au": ("du 1 au " * 250)[:2000],
    "and how": ("and how " * 250)[:2000],
    "questions": ("when does it end? what does it cost? who handles it? " * 40)[:2000],
    "words": ("when does it end and what does it cost " * 60)[:2000],
    "<#": "<#" * 1000,
    "a.": "a." * 1000,
}
READERS: dict[str, Callable[[str], object]] = {
    "language": lambda text: (spoken(text, "en"), is_foreign(text)),
    "period": lambda text: (period_in(text, "fr", TODAY), period_in(text, "en", TODAY)),
    "firms": lambda text: list(firms_in(text)),
    "Slack's text": as_written,
}


def ordinary() -> list[str]:
    """Every tenth French message of the development set."""
    lines = (ROOT / "nlu" / "evaluation" / "development.fr.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[::10]]


def seconds(read: Callable[[str], object], text: str) -> float:
    """The processor's time for one reading, by enough of them for its clock."""
    least = float("inf")
    for _ in range(3):
        times, begun = 0, time.process_time()
        while time.process_time() - begun < 0.04:
            read(text)
            times += 1
        least = min(least, (time.process_time() - begun) / times)
    return least


def engine_seconds(texts: list[str]) -> list[float]:
    """The engine's time for each text, in its own interpreter, with the trained model."""
    if not model.is_current():
        model.train(print)
    command: list[str | Path] = [model.PYTHON, "-W", "ignore", "-m", "benchmarks.hostile_engine", model.MODEL]
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        command,
        cwd=ROOT,
        env={**os.environ, **model.quiet_environment(), "OMP_NUM_THREADS": "1"},
        input=json.dumps(texts),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    taken: list[float] = json.loads(done.stdout.splitlines()[-1])
    return taken


def main() -> None:
    said = ordinary()
    taken = engine_seconds([*said, *HOSTILE.values()])
    columns: dict[str, tuple[float, list[float]]] = {
        "engine": (statistics.mean(taken[: len(said)]), taken[len(said) :])
    }
    for name, read in READERS.items():
        usual = statistics.mean(seconds(read, text) for text in said)
        columns[name] = (usual, [seconds(read, text) for text in HOSTILE.values()])
    table = Table(title="milliseconds (ordinary messages)")
    for heading in ("text", *columns):
        table.add_column(heading, justify="left" if heading == "text" else "right")
    table.add_row("an ordinary message", *(f"{usual * 1000:.2f} (1)" for usual, _ in columns.values()))
    for number, text in enumerate(HOSTILE):
        table.add_row(
            text, *(f"{one[number] * 1000:.1f} ({one[number] / usual:.1f})" for usual, one in columns.values())
        )
    console = Console(width=140)
    console.print(table)
    ticket = "a." * 10_000
    console.print(
        f"A ticket of 20,000 characters ('a.'): "
        f"{seconds(lambda text: (spoken(text, 'en'), what_is_asked(text)), ticket) * 1000:.1f} ms"
    )
    usual, engine = columns["engine"]
    worst = max(range(len(engine)), key=engine.__getitem__)
    console.print(
        f"The engine's longest: {list(HOSTILE)[worst]}, {engine[worst] / usual:.1f} ordinary messages (at "
        f"most {TARGET:g} are aimed at)."
    )


if __name__ == "__main__":
    main()
