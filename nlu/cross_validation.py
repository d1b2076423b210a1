"""How many topics are right on training examples that were held out, by language: a JSON object of shares.

    .venv-engine/bin/python -m nlu.cross_validation

Three parts; each is judged by a classifier that learned from the other two. Harder than life, for each example was written to differ from all others.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import List, NamedTuple

import yaml

from nlu.components.known_entities import KnownEntities, read_lookups
from nlu.topics import TopicModel
from nlu.wording import with_placeholders

DATA = Path(__file__).resolve().parent.parent / "data" / "nlu"
PARTS = 3


class Example(NamedTuple):
    text: str
    topic: str
    language: str


def examples(data: Path = DATA) -> List[Example]:
    """All training examples, written as the classifier sees them."""
    known = KnownEntities(None, None, *read_lookups())  # it stores nothing here
    found = []
    for file in sorted(data.glob("*/*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            texts = [line[2:] for line in block["examples"].splitlines()]
            found += [
                Example(with_placeholders(text, [span._asdict() for span in known.find(text)]), block["intent"], file.parent.name)
                for text in texts
            ]
    return found


def main() -> None:
    all_of_them = examples()
    random.Random(0).shuffle(all_of_them)  # noqa: S311 - an order, not a secret
    right = {}
    for part in range(PARTS):
        learned = [example for number, example in enumerate(all_of_them) if number % PARTS != part]
        model = TopicModel.learn(
            [example.text for example in learned], [example.topic for example in learned], [example.language for example in learned]
        )
        for example in all_of_them[part::PARTS]:
            right.setdefault(example.language, []).append(model.ranked(example.text, example.language)[0][0] == example.topic)
        print(f"part {part + 1} of {PARTS}", file=sys.stderr, flush=True)
    json.dump({language: sum(outcomes) / len(outcomes) for language, outcomes in sorted(right.items())}, sys.stdout)


if __name__ == "__main__":
    main()
