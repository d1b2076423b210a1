"""How many topics are right on training examples that were held out, by language: a JSON object of shares.

    .venv-engine/bin/python -m nlu.evaluation.cross_validation

Three parts; each is judged by a classifier that learned from the other two. Harder than life, for each example was written to differ from all others.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Dict, List, NamedTuple

import yaml

from nlu.entities.gazetteer import Gazetteer
from nlu.intents.cascade import IntentCascade
from nlu.text.normalize import mask_numbers

DATA = Path(__file__).resolve().parent.parent.parent / "data" / "nlu"
PARTS = 3


class Example(NamedTuple):
    text: str
    topic: str
    language: str


def examples(data: Path = DATA) -> List[Example]:
    """All training examples, written as the classifier sees them."""
    gazetteer = Gazetteer.read()
    found = []
    for file in sorted(data.glob("*/*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            texts = [line[2:] for line in block["examples"].splitlines()]
            found += [Example(mask_numbers(text, gazetteer.find(text)), block["intent"], file.parent.name) for text in texts]
    return found


def main() -> None:
    all_of_them = examples()
    random.Random(0).shuffle(all_of_them)  # noqa: S311 - an order, not a secret
    right: Dict[str, List[bool]] = {}
    for part in range(PARTS):
        learned = [example for number, example in enumerate(all_of_them) if number % PARTS != part]
        model = IntentCascade.fit(
            [example.text for example in learned], [example.topic for example in learned], [example.language for example in learned]
        )
        for example in all_of_them[part::PARTS]:
            right.setdefault(example.language, []).append(model.rank(example.text, example.language).topics[0][0] == example.topic)
        print(f"part {part + 1} of {PARTS}", file=sys.stderr, flush=True)
    json.dump({language: sum(outcomes) / len(outcomes) for language, outcomes in sorted(right.items())}, sys.stdout)


if __name__ == "__main__":
    main()
