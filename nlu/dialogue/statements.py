"""What somebody tells of, without a question ("purchasing says our protection stops soon"): it asks what to do, where
it would be refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.carry_over import refused_by_name
from nlu.dialogue.turn import OUT_OF_SCOPE, Decision, Turn, decision_of
from nlu.text.tokens import contains_phrase

MOST_WORDS = 40


def resolve(turn: Turn) -> Optional[Decision]:
    """The question of the first statement of whose groups of words one each stands in the message (rules.yml)."""
    if turn.topic != OUT_OF_SCOPE or turn.foreign or len(turn.tokens) > MOST_WORDS or refused_by_name(turn):
        return None
    for name, question in turn.rules.statements.items():
        if all(contains_phrase(turn.tokens, group) for group in turn.rules.lexicon.statements[name]):
            return replace(decision_of(turn, question.partition("/")[0], "statement"), question=question)
    return None
