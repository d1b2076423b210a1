"""The processor's time that the engine takes to understand texts, in its own interpreter: texts as JSON on standard
input, seconds on standard output.

echo '["hello"]' | .venv-engine/bin/python -m benchmarks.hostile_engine models/renewals.tar.gz
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from nlu.dialogue.decide import decide
from nlu.dialogue.interpreter import Interpreter
from nlu.dialogue.rules import Rules
from nlu.dialogue.split import separate_questions
from nlu.dialogue.turn import Turn
from nlu.engine.channel import MAX_QUESTIONS, harmless
from nlu.intents import vector_cache
from nlu.parse import load_interpreter

TRIES = 3
# Some machines' clocks go by 4 ms: a text is understood so often that they tell.
MEASURABLE = 0.04


def understood(interpreter: Interpreter, rules: Rules, text: str) -> None:
    """What the engine does with a message before an action answers it (nlu/engine/channel.py)."""
    whole = interpreter.interpret(harmless(text))
    parts = interpreter.parts(harmless(text))
    for question in separate_questions(Turn(whole, rules), parts)[:MAX_QUESTIONS]:
        decide(Turn(question, rules))


def seconds(interpreter: Interpreter, rules: Rules, text: str) -> float:
    times, begun = 0, time.process_time()
    while time.process_time() - begun < MEASURABLE:
        vector_cache.clear_all()
        understood(interpreter, rules, text)
        times += 1
    return (time.process_time() - begun) / times


def main(model: str) -> None:
    rules = Rules.load()
    interpreter = load_interpreter(Path(model), rules)
    understood(interpreter, rules, "bonjour")
    texts = json.load(sys.stdin)
    json.dump([min(seconds(interpreter, rules, text) for _ in range(TRIES)) for text in texts], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
