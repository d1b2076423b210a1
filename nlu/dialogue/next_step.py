""" "And then?" after an answer that says what to do: the question that comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.turn import Decision, Turn, decision_of
from protocol.turn import NEXT_STEP


def resolve(turn: Turn) -> Optional[Decision]:
    """What comes after the question that was answered, or after its topic (rules.yml: next_steps)."""
    if turn.tokens not in turn.rules.lexicon.next_steps:
        return None
    previous, steps = turn.previous, turn.rules.next_steps
    question = steps.get(previous.topic_question or "") or steps.get(previous.topic or "")
    if question is None:
        return None
    return replace(decision_of(turn, question.partition("/")[0], NEXT_STEP), question=question)
