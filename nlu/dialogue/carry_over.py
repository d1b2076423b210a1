"""An entity with little beside it ("and for hardware?", "Japan"): what was asked before is asked again for it, or it
stands by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Tuple

from nlu.dialogue.turn import OUT_OF_SCOPE, Decision, Turn, decision_of
from protocol.turn import Entity

# So many words may stand around what is carried over loosely; and how likely a named refusal must be to stand.
MOST_WORDS, REFUSED = 16, 0.35


def resolve(turn: Turn) -> Optional[Decision]:
    """The topic that entities of one kind lead to; None where the message says enough by itself."""
    entities = turn.entities or _bare_product_kind(turn)
    if len({one.entity for one in entities}) != 1:
        return None
    kind, value = entities[0].entity, entities[0].value
    if len({one.value for one in entities}) > 1 and kind in turn.rules.compare:
        return decision_of(turn, turn.rules.compare[kind], "comparison")
    if turn.entities and not turn.rules.lexicon.put_right.issuperset(turn.content_words):
        return None
    # A contract that is picked from a list is to be shown, not listed once more.
    picked = kind == "contract_number" and turn.previous.topic in turn.rules.lists
    if turn.previous.topic and turn.previous.topic_question and kind in turn.rules.same_question and not picked:
        return replace(decision_of(turn, turn.previous.topic, "carry_over"), question=turn.previous.topic_question)
    carried = _carried(turn, kind, value)
    if carried is not None:
        return carried
    standalone = turn.rules.standalone.get(kind)
    return decision_of(turn, standalone, "standalone") if standalone else None


def resolve_loosely(turn: Turn) -> Optional[Decision]:
    """What would be refused, though a few words name one thing that the previous topic may be asked of ("Greenland? a
    funny one").
    """
    if turn.topic != OUT_OF_SCOPE or turn.foreign or len(turn.tokens) > MOST_WORDS or refused_by_name(turn):
        return None
    kinds = {one.entity for one in turn.entities}
    found = [_carried(turn, one.entity, one.value) for one in turn.entities]
    carried = [one for one in found if one is not None]
    return carried[-1] if carried and len(kinds) == len(turn.entities) else None


def refused_by_name(turn: Turn) -> bool:
    """Whether the message surely asks for something that is refused by its name (a price, a refund, …)."""
    likeliest = turn.interpretation.questions[:1]
    return any(label.startswith(f"{OUT_OF_SCOPE}/") and likely >= REFUSED for label, likely in likeliest)


def _carried(turn: Turn, kind: str, value: str) -> Optional[Decision]:
    """The topic that an entity leads to after the previous one."""
    rule = next((one for one in turn.rules.carry_over if turn.previous.topic in one.after and one.entity == kind), None)
    topic = rule.topic_of(value) if rule else None
    if rule is None or topic is None:
        return None
    return replace(decision_of(turn, topic, "carry_over"), question=rule.question_of(value))


def _bare_product_kind(turn: Turn) -> Tuple[Entity, ...]:
    """A kind of product in words that mean it only where they stand alone, as if it were named."""
    kind = turn.rules.lexicon.product_kinds.get(turn.content_words)
    return (Entity("product_kind", kind, 0, len(turn.text)),) if kind else ()
