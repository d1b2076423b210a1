"""The figures of the development sets, counted from the record of decisions: what a change must not fall behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.baseline import fell
from bot.evaluation.dataset import OUT_OF_SCOPE
from bot.evaluation.decisions import DIALOGUES, SETS, SEVERAL, SINGLES, STRANGER, TICKETS, Decision, rows_of
from bot.evaluation.scores import Tally
from renewals import answers

FILE = SETS / "development.json"
RIGHT, KEPT, REFUSED = "right topic", "good ones answered", "out of scope refused"
LATER, EACH = "later turns", "each question answered"
AMONG, SEVERAL_ANSWERED, NOTHING = (
    "tickets: right among three",
    "tickets: each of several questions",
    "tickets without an answer: nothing suggested",
)

Figures = dict[str, dict[str, Tally]]
Row = Mapping[str, Any]


def figures(decisions: Sequence[Decision], folder: Path = SETS) -> Figures:
    """By set and measure: so many of so many.

    More is better in every measure. Dialogues count as a stranger holds them.
    """
    found = {(one.set, one.line): set(one.topics) for one in decisions if one.speaker == STRANGER or one.set == SEVERAL}

    def pairs(name: str) -> list[tuple[Row, set[str | None]]]:
        return [(row, found.get((name, place[1]), set())) for place, row in rows_of(folder, name)]

    told: Figures = {}
    for language in answers.languages():
        told |= {f"{name}{language}": _singles(pairs(f"{name}{language}")) for name in SINGLES}
        told[f"{DIALOGUES}{language}"] = {LATER: _tally(_later(pairs(f"{DIALOGUES}{language}")))}
        told[f"{TICKETS}{language}"] = _tickets(pairs(f"{TICKETS}{language}"))
    told[SEVERAL] = {EACH: _tally(set(row["topics"]) <= got for row, got in pairs(SEVERAL))}
    return told


def falls(now: Figures, accepted: Figures) -> list[str]:
    """What is worse than accepted beyond noise, in words; a figure that is gone is worse."""
    return [
        f"{name}, {measure}: {now.get(name, {}).get(measure, Tally(0, tally.whole))}, accepted {tally}"
        for name, measures in accepted.items()
        for measure, tally in measures.items()
        if fell(now.get(name, {}).get(measure, Tally(0, tally.whole)), tally)
    ]


def load(file: Path = FILE) -> Figures:
    """The accepted figures."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: {measure: Tally(*map(int, pair.split("/"))) for measure, pair in row.items()}
        for name, row in kept.items()
    }


def save(told: Figures, file: Path = FILE) -> None:
    """Keeps figures as the accepted ones."""
    rows = {
        name: {measure: f"{tally.part}/{tally.whole}" for measure, tally in row.items()} for name, row in told.items()
    }
    file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _singles(pairs: Sequence[tuple[Row, set[str | None]]]) -> dict[str, Tally]:
    inside = [(row, got) for row, got in pairs if row["topic"] != OUT_OF_SCOPE]
    return {
        RIGHT: _tally(row["topic"] in got for row, got in inside),
        KEPT: _tally(OUT_OF_SCOPE not in got for _, got in inside),
        REFUSED: _tally(OUT_OF_SCOPE in got for row, got in pairs if row["topic"] == OUT_OF_SCOPE),
    }


def _later(pairs: Sequence[tuple[Row, set[str | None]]]) -> Iterator[bool]:
    begun: set[int] = set()
    for row, got in pairs:
        if row["dialogue"] in begun:
            yield bool(set(row["any"]) & got) if "any" in row else set(row["each"]) <= got
        begun.add(row["dialogue"])


def _tickets(pairs: Sequence[tuple[Row, set[str | None]]]) -> dict[str, Tally]:
    answerable = [(row, bool(set(row["topics"]) & got), got) for row, got in pairs if row["answerable"]]
    return {
        AMONG: _tally(right for _, right, _ in answerable),
        SEVERAL_ANSWERED: _tally(right and set(row["also"]) <= got for row, right, got in answerable if row["also"]),
        NOTHING: _tally(not got for row, got in pairs if not row["answerable"]),
    }


def _tally(outcomes: Iterable[bool]) -> Tally:
    told = list(outcomes)
    return Tally(sum(told), len(told))
