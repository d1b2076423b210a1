"""A remark on the last reply ("you already said that", "in short", "where is that written?"): the answer stays that
reply's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Tuple

from nlu.dialogue.turn import Decision, Turn, decision_of
from protocol.remarks import GO_BACK, NEXT, START_OVER, WHO_KNOWS
from protocol.turn import Entity

REPEAT_TOPIC, CANCEL_TOPIC, LIST_TOPIC, NOTHING_BEFORE = "repeat", "cancel", "contract-list", "affirm"


def resolve(turn: Turn) -> Optional[Decision]:
    """The topic that was answered, so that the next message still follows it; the name of the remark tells the action
    what to say.
    """
    said = turn.rules.lexicon.remark(turn.tokens) if not turn.entities else None
    if said is None:
        return None
    if said in (START_OVER, GO_BACK):
        return decision_of(turn, CANCEL_TOPIC if said == START_OVER else REPEAT_TOPIC, said)
    previous = turn.previous
    if previous.topic is None and said == WHO_KNOWS:
        # Nothing was answered that somebody else may know.
        return None
    if previous.topic is None:
        return decision_of(turn, NOTHING_BEFORE if said == NEXT else REPEAT_TOPIC, said)
    if said == NEXT and previous.topic in turn.rules.lists:
        return decision_of(turn, LIST_TOPIC, said, (Entity("filter", "more"),))
    typed = decision_of(turn, REPEAT_TOPIC, said)
    if previous.close_call or previous.topic in turn.rules.small_talk:
        return typed
    return replace(
        decision_of(turn, previous.topic, said, _contract(turn)), question=previous.topic_question, typed=typed
    )


def _contract(turn: Turn) -> Tuple[Entity, ...]:
    """The contract that was told, which goes on being meant."""
    number = turn.previous.contract
    return (Entity("contract_number", number),) if number else ()
