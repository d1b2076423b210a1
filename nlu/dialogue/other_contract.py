""" "And the other one?", "and the last one?": the previous question, for the contracts beside the one that was told, or
for the one that ends last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.turn import Decision, Turn, decision_of
from protocol.turn import CUSTOMER, LAST_CONTRACT, OTHER_CONTRACT, VISITOR


def resolve(turn: Turn) -> Optional[Decision]:
    """The previous topic and question; which contracts are meant, the action looks up (actions/contracts_named.py)."""
    previous, meant = turn.previous, _meant(turn)
    if meant is None or previous.contract is None or previous.topic is None:
        return None
    if previous.contract_ago:
        # The last reply told of no contract, so what it answered is not asked of another one.
        return decision_of(turn, turn.rules.own_names.product, meant)
    return replace(decision_of(turn, previous.topic, meant), question=previous.topic_question)


def _meant(turn: Turn) -> Optional[str]:
    """Which contract is meant beside the one that was told; of a whole territory none is the last."""
    lexicon = turn.rules.lexicon
    if turn.speaker != VISITOR and turn.tokens in lexicon.other_contract:
        return OTHER_CONTRACT
    return LAST_CONTRACT if turn.speaker == CUSTOMER and turn.tokens in lexicon.last_contract else None
