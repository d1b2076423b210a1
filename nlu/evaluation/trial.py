"""Tries changed examples on the labelled messages before anybody takes them over: how many are understood with the
examples as they are, and with those of another folder.

    .venv-engine/bin/python -m nlu.evaluation.trial FOLDER

JSON on standard output (docs/understanding.md). What is light is learned anew, as `renewals train` does it; the encoder
stays. Each message is read by itself, without the rest of the product.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.dialogue.decide import decide
from nlu.dialogue.interpreter import Buttons, Interpreter
from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.rules import Rules
from nlu.dialogue.turn import Turn
from nlu.encoder.examples import read_button_examples, read_examples
from nlu.encoder.sentence_encoder import SentenceEncoder
from nlu.entities.gazetteer import Gazetteer
from nlu.intents.classifier import Classifier, Options
from nlu.intents.shipped import Labelled, classifier_for
from protocol.turn import PreviousTurn

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "data" / "nlu"
SETS = ("", "development.", "blind.")


class KnownVectors(SentenceEncoder):
    """An encoder that remembers what it encoded: most examples and all messages are the same before and after."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: Dict[Tuple[str, str], NDArray[np.float32]] = {}

    def vector(self, message: str, context: str = "") -> NDArray[np.float32]:
        if (message, context) not in self._known:
            self._known[message, context] = self._encoder.vector(message, context)
        return self._known[message, context]

    def vectors(self, messages: Sequence[str]) -> NDArray[np.float32]:
        new = [one for one in dict.fromkeys(messages) if (one, "") not in self._known]
        for message, vector in zip(new, self._encoder.vectors(new) if new else ()):
            self._known[message, ""] = vector
        return np.array([self._known[one, ""] for one in messages], dtype=np.float32)


def labelled_messages(folder: Path) -> List[Dict[str, Any]]:
    """The single labelled messages of all languages: text, topic, language."""
    files = [file for name in SETS for file in sorted(folder.glob(f"{name}??.jsonl"))]
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def understood(examples: Path, encoder: SentenceEncoder, messages: Sequence[Dict[str, Any]]) -> List[str]:
    """The topic of each message with the examples of a folder."""
    singles = [*read_button_examples(ROOT / "domain"), *read_examples(examples)]
    labelled: List[Labelled] = [(one.text, one.label) for one in singles]
    rules = Rules.load()
    classifier: Classifier = classifier_for(labelled, encoder)
    interpreter = Interpreter(Gazetteer.read(), classifier, Lexicon.load(), Options(), Buttons({}))
    found = []
    for one in messages:
        found.append(decide(Turn(interpreter.interpret(one["text"]), rules, PreviousTurn())).topic)
    return found


def compared(messages: Sequence[Dict[str, Any]], before: Sequence[str], now: Sequence[str]) -> Dict[str, Any]:
    """By language how many are right before and now of how many; and the messages whose topic changes."""
    languages: Dict[str, Dict[str, int]] = {}
    for one, was, becomes in zip(messages, before, now):
        own = languages.setdefault(one["language"], {"messages": 0, "before": 0, "now": 0})
        own["messages"] += 1
        own["before"] += was == one["topic"]
        own["now"] += becomes == one["topic"]
    changed = [
        {"text": one["text"], "language": one["language"], "topic": one["topic"], "before": was, "now": becomes}
        for one, was, becomes in zip(messages, before, now)
        if was != becomes
    ]
    return {"languages": languages, "changed": changed}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("examples", type=Path)
    given = arguments.parse_args()
    encoder = KnownVectors(SentenceEncoder.load())
    messages = labelled_messages(ROOT / "nlu" / "evaluation")
    before, now = (understood(folder, encoder, messages) for folder in (EXAMPLES, given.examples))
    json.dump(compared(messages, before, now), sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
