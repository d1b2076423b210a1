""" "I already clicked on it": words that make a question more exact, of the message itself or of the one before
(rules.yml: refinements).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.rules import ANY, Refinement
from nlu.dialogue.turn import BUTTON, Decision, Turn, decision_of
from protocol.turn import REFINEMENT

# Who tells a longer story after an answer asks something of their own.
MOST_WORDS = 12


def resolve(turn: Turn) -> Optional[Decision]:
    """The question of the first refinement whose words stand in the message, and none that take them back."""
    if turn.interpretation.stage == BUTTON:
        return None
    for rule in turn.rules.refinements:
        if _is_asked_of(turn, rule) and turn.rules.lexicon.refinements[rule.words].stand_in(turn.tokens):
            return replace(decision_of(turn, rule.question.partition("/")[0], REFINEMENT), question=rule.question)
    return None


def _is_asked_of(turn: Turn, rule: Refinement) -> bool:
    """Whether the message is about what the rule makes more exact: by itself,
    or because it is short and follows that.
    """
    if rule.speakers is not None and turn.speaker not in rule.speakers:
        return False
    if rule.names_product and not any(one.entity == "product" for one in turn.entities):
        return False
    likeliest = turn.interpretation.questions[:1]
    if ANY in rule.within or any(label in rule.within for label, _ in likeliest):
        return True
    before = {turn.previous.topic, turn.previous.topic_question}
    return bool(before & rule.after) and len(turn.tokens) <= MOST_WORDS and not turn.previous.close_call
