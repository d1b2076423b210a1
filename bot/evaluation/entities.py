"""How well contract numbers, products and periods are found, by sentences in which they are marked."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bot import model
from bot.evaluation.dataset import CannotEvaluate
from bot.settings import ROOT

KINDS = ("contract_number", "product", "period")
_MARKED = re.compile(r"\[([^\[\]]+)\]\((\w+)\)")

Span = tuple[str, int, int]


def marked(line: str) -> tuple[str, list[Span]]:
    """Text and entities (kind, start, end) of a sentence written "when does [C-1002](contract_number) end?"."""
    text, spans, end = "", [], 0
    for match in _MARKED.finditer(line):
        text += line[end : match.start()]
        spans.append((match[2], len(text), len(text) + len(match[1])))
        text, end = text + match[1], match.end()
    return text + line[end:], spans


def f1(wanted: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]], kind: str) -> float:
    """Harmonic mean of precision and recall over sentences (0 to 1; 1 where there is none and none was found).

    A number and a product are found when their limits are exact. Of a period ("before the end of March") the limits are
    a matter of taste, for its meaning is read from the words themselves: one that overlaps is found.
    """
    right = missed = wrong = 0
    for own, other in zip(wanted, found, strict=True):
        left = [span for span in other if span[0] == kind]
        for span in (span for span in own if span[0] == kind):
            match = next((candidate for candidate in left if _same(span, candidate)), None)
            right, missed = (right + 1, missed) if match else (right, missed + 1)
            left = [candidate for candidate in left if candidate is not match]
        wrong += len(left)
    return 2 * right / (2 * right + missed + wrong) if right + missed + wrong else 1.0


def f1_by_language(folder: Path = ROOT / "nlu" / "evaluation") -> dict[str, dict[str, float]]:
    """F1 of each kind of entity, on the marked sentences of each language (entities.<language>.txt)."""
    scores = {}
    for file in sorted(folder.glob("entities.*.txt")):
        sentences = [marked(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
        found = find([text for text, _ in sentences])
        scores[file.suffixes[0][1:]] = {kind: f1([spans for _, spans in sentences], found, kind) for kind in KINDS}
    return scores


def find(texts: Sequence[str]) -> list[list[Span]]:
    """The entities that the engine's own component finds in each text."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [model.PYTHON, "-m", "nlu.evaluation.find_entities"],
        cwd=ROOT,
        env={**os.environ, **model.quiet_environment()},
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotEvaluate(f"The entities could not be looked for: {done.stderr[-500:]}")
    return [[(kind, start, end) for kind, start, end in spans] for spans in json.loads(done.stdout)]


def _same(one: Span, other: Span) -> bool:
    return one[1:] == other[1:] if one[0] != "period" else one[1] < other[2] and other[1] < one[2]
