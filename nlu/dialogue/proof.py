"""A name in the place of the proof that was asked for ("Contoso", where a code is awaited):
it proves and asks nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.offers import AFFIRM
from nlu.dialogue.prediction import predicted
from nlu.dialogue.turn import OUT_OF_SCOPE, Decision, Turn, decision_of
from nlu.text.tokens import tokenize
from protocol.turn import NAME_AS_PROOF, VISITOR

# The kind of a reply that asks a visitor to show who they are.
VERIFY = "verify"
MOST_WORDS = 4


def resolve(turn: Turn) -> Optional[Decision]:
    """That the proof is still awaited (actions/affirm.py), where a visitor answers the question for it with a few
    words.
    """
    previous = turn.previous
    awaited = turn.speaker == VISITOR and (
        previous.question == VERIFY or previous.topic_question in turn.rules.without_proof
    )
    few = 0 < len(turn.tokens) <= MOST_WORDS and "?" not in turn.text and not any(map(str.isdigit, turn.text))
    if (
        not awaited
        or not few
        or turn.entities
        or turn.rules.lexicon.question_words.intersection(turn.tokens)
        or not _names_something(turn)
    ):
        return None
    if _opens_a_question(turn):
        return None
    return replace(decision_of(turn, AFFIRM, NAME_AS_PROOF), typed=predicted(turn))


def _opens_a_question(turn: Turn) -> bool:
    openers = (tokenize(opener) for opener in turn.rules.lexicon.question_openers)
    return any(turn.tokens[: len(opener)] == opener for opener in openers)


def _names_something(turn: Turn) -> bool:
    """Whether the words are an account's name by their look, or are like nothing that is known."""
    topic, likely = turn.ranking[0]
    return topic == turn.rules.own_names.account or (
        turn.topic == OUT_OF_SCOPE and likely < turn.rules.thresholds.sure_part
    )
