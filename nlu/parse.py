"""Understands one text with the trained model, without Rasa: JSON on standard output.

    .venv-engine/bin/python -m nlu.parse models/renewals.tar.gz "and if I don't?" --after "how does automatic renewal
    work?"

`renewals parse` shows the same as a table.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Sequence

from nlu.dialogue.decide import decide
from nlu.dialogue.interpreter import Interpreter
from nlu.dialogue.interpreter import load_interpreter as stored_interpreter
from nlu.dialogue.rules import Rules
from nlu.dialogue.split import contract_in
from nlu.dialogue.turn import Decision, Turn, understanding_of
from nlu.entities.gazetteer import Gazetteer
from nlu.intents.classifier import Options
from nlu.text.context import context_of
from protocol.codec import to_json
from protocol.turn import PreviousTurn


class NoModel(Exception):
    """The archive holds no interpreter of this version."""


def load_interpreter(archive: Path, rules: Rules) -> Interpreter:
    """The interpreter of a packed model (models/renewals.tar.gz)."""
    with tempfile.TemporaryDirectory() as unpacked, tarfile.open(archive) as packed:
        packed.extractall(unpacked, filter="data")
        found = next(Path(unpacked).rglob(Gazetteer.FILE), None)
        if found is None:
            raise NoModel(f"{archive} is no model of this version; train it anew: renewals train")
        return stored_interpreter(found.parent, rules.lexicon, Options())


def parse(interpreter: Interpreter, rules: Rules, text: str, after: Sequence[str] = ()) -> Decision:
    """The decision about a text, after other texts; what was replied to them is not known here."""

    def decided(message: str, previous: PreviousTurn) -> Decision:
        context = context_of(previous.topic_question or previous.topic, previous.text)
        return decide(Turn(interpreter.interpret(message, context), rules, previous))

    previous = PreviousTurn()
    for earlier in after:
        decision = decided(earlier, previous)
        previous = PreviousTurn(
            text=earlier,
            topic=decision.topic,
            ranking=decision.ranking,
            entities=decision.entities,
            close_call=decision.close_call,
            corrected=decision.corrected,
            contract=contract_in(decision.entities),
            topic_question=decision.question,
        )
    return decided(text, previous)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("model", type=Path)
    arguments.add_argument("text")
    arguments.add_argument("--after", action="append", default=[])
    given = arguments.parse_args()
    rules = Rules.load()
    try:
        interpreter = load_interpreter(given.model, rules)
    except (NoModel, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    decision = parse(interpreter, rules, given.text, given.after)
    json.dump(to_json(understanding_of(decision)), sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
