""" "And the other one?": the previous question, for the contracts beside the one that was told."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.turn import Decision, Turn, decision_of
from protocol.turn import OTHER_CONTRACT, VISITOR


def resolve(turn: Turn) -> Optional[Decision]:
    """The previous topic and question; which contracts the others are, the action looks up
    (actions/contracts_shown.py).
    """
    previous = turn.previous
    if (
        turn.speaker == VISITOR
        or previous.contract is None
        or previous.topic is None
        or turn.tokens not in turn.rules.lexicon.other_contract
    ):
        return None
    if previous.contract_ago:
        # The last reply told of no contract, so what it answered is not asked of another one.
        return decision_of(turn, turn.rules.own_names.product, OTHER_CONTRACT)
    return replace(decision_of(turn, previous.topic, OTHER_CONTRACT), question=previous.topic_question)
