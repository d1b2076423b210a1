"""An entity with little beside it ("and for hardware?", "Japan"): what was asked before is asked again for it, or it stands by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Tuple

from nlu.dialogue.turn import Decision, Turn, decision_of
from protocol.turn import Entity


def resolve(turn: Turn) -> Optional[Decision]:
    """The topic that entities of one kind lead to; None where the message says enough by itself."""
    entities = turn.entities or _bare_product_kind(turn)
    if len({one.entity for one in entities}) != 1:
        return None
    kind, value = entities[0].entity, entities[0].value
    if len({one.value for one in entities}) > 1 and kind in turn.rules.compare:
        return decision_of(turn, turn.rules.compare[kind], "comparison")
    if turn.entities and turn.content_words:
        return None
    # A contract that is picked from a list is to be shown, not listed once more.
    picked = kind == "contract_number" and turn.previous.topic in turn.rules.lists
    if turn.previous.topic and turn.previous.topic_question and kind in turn.rules.same_question and not picked:
        return replace(decision_of(turn, turn.previous.topic, "carry_over"), question=turn.previous.topic_question)
    for rule in turn.rules.carry_over:
        if turn.previous.topic in rule.after and rule.entity == kind:
            topic = rule.topic_of(value)
            return replace(decision_of(turn, topic, "carry_over"), question=rule.question_of(value)) if topic else None
    standalone = turn.rules.standalone.get(kind)
    return decision_of(turn, standalone, "standalone") if standalone else None


def _bare_product_kind(turn: Turn) -> Tuple[Entity, ...]:
    """A kind of product in words that mean it only where they stand alone, as if it were named."""
    kind = turn.rules.lexicon.product_kinds.get(turn.content_words)
    return (Entity("product_kind", kind, 0, len(turn.text)),) if kind else ()
