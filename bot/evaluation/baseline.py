"""The last accepted run: what a change of data, words or code must not fall behind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import comb
from pathlib import Path

from bot.evaluation.dataset import fingerprint
from bot.evaluation.runner import Scored
from bot.evaluation.scores import Tally, by_topic, calibration, expected_calibration_error, languages, measures
from bot.settings import ROOT

FILE = ROOT / "nlu" / "evaluation" / "accepted.json"
# A fall is beyond noise when the accepted share would give so few right ones in less than one of twenty draws of as
# many messages.
CHANCE = 0.05


@dataclass(frozen=True)
class Run:
    """The figures of one evaluation, by language: measures, topics, expected calibration error; and F1 by kind of
    entity.
    """

    messages: str
    measures: dict[str, dict[str, Tally]]
    topics: dict[str, dict[str, Tally]]
    calibration_error: dict[str, float]
    entities: dict[str, dict[str, float]]

    def difference(self, before: Run, language: str, measure: str) -> float | None:
        """Points (of a hundred) gained on an earlier run; None where the messages are not the same ones."""
        if self.messages != before.messages or measure not in before.measures.get(language, {}):
            return None
        return 100 * (self.measures[language][measure].share - before.measures[language][measure].share)


def run_of(scored: Sequence[Scored], entities: Mapping[str, Mapping[str, float]]) -> Run:
    """The figures of scored messages and of entities (language, kind: F1)."""
    own = {language: [one for one in scored if one.message.language == language] for language in languages(scored)}
    return Run(
        messages=fingerprint([one.message for one in scored]),
        measures={language: measures(some) for language, some in own.items()},
        topics={language: by_topic(some) for language, some in own.items()},
        calibration_error={language: expected_calibration_error(calibration(some)) for language, some in own.items()},
        entities={language: dict(kinds) for language, kinds in entities.items()},
    )


def falls(now: Run, before: Run) -> list[str]:
    """What is worse than accepted beyond noise, in words; nothing where all is as good."""
    told = []
    for language, accepted in before.measures.items():
        for measure, tally in accepted.items():
            found = now.measures.get(language, {}).get(measure, Tally(0, tally.whole))
            if fell(found, tally):
                told.append(f"{language}, {measure}: {found}, accepted {tally}")
    for language, kinds in before.entities.items():
        told += [
            f"{language}, F1 of {kind}: {now.entities.get(language, {}).get(kind, 0.0):.3f}, accepted {accepted_f1:.3f}"
            for kind, accepted_f1 in kinds.items()
            if now.entities.get(language, {}).get(kind, 0.0) < accepted_f1 - 0.02
        ]
    return told


def fell(found: Tally, accepted: Tally) -> bool:
    """Whether so few right ones would be unlikely at the accepted share (binomial, one-sided)."""
    if not found.whole or found.share >= accepted.share:
        return False
    # One of each outcome more than seen (Laplace), for a share of one allows no failure at all.
    share = (accepted.part + 1) / (accepted.whole + 2)
    n = found.whole
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(found.part + 1)) < CHANCE


def load(file: Path = FILE) -> Run | None:
    """The accepted run, or None where none was accepted yet."""
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))

    def tallies(part: dict[str, dict[str, str]]) -> dict[str, dict[str, Tally]]:
        return {
            language: {name: Tally(*map(int, pair.split("/"))) for name, pair in rows.items()}
            for language, rows in part.items()
        }

    return Run(
        kept["messages"],
        tallies(kept["measures"]),
        tallies(kept["topics"]),
        kept["calibration_error"],
        kept["entities"],
    )


def accept(run: Run, on: date, file: Path = FILE) -> None:
    """Keeps a run as the accepted one."""

    def pairs(part: dict[str, dict[str, Tally]]) -> dict[str, dict[str, str]]:
        return {
            language: {name: f"{tally.part}/{tally.whole}" for name, tally in rows.items()}
            for language, rows in part.items()
        }

    kept = {
        "accepted_on": on.isoformat(),
        "messages": run.messages,
        "measures": pairs(run.measures),
        "topics": pairs(run.topics),
        "calibration_error": {language: round(error, 4) for language, error in run.calibration_error.items()},
        "entities": {
            language: {kind: round(f1, 4) for kind, f1 in kinds.items()} for language, kinds in run.entities.items()
        },
    }
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
