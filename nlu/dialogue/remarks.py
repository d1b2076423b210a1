"""A remark on the last reply ("you already said that", "in short", "where is that written?"): the answer stays that
reply's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional, Tuple

from nlu.dialogue.turn import Decision, Turn, decision_of
from nlu.text.tokens import tokenize
from protocol.remarks import GO_BACK, IN_SHORT, NEXT, NOT_UNDERSTOOD, SIMPLER, START_OVER, WHO_KNOWS
from protocol.turn import Entity

REPEAT_TOPIC, CANCEL_TOPIC, LIST_TOPIC, NOTHING_BEFORE = "repeat", "cancel", "contract-list", "affirm"
# Behind these a few words may give the reason ("simpler, please. I'm no accountant").
WITH_A_REASON = {SIMPLER, NOT_UNDERSTOOD, IN_SHORT}
MOST_WORDS_OF_A_REASON = 7
_SENTENCE_ENDS = re.compile(r"[.!]\s+")
# Who else would know is answered with whom to turn to, where no topic was answered before.
WHOM_TO_ASK = "regional-contact"


def resolve(turn: Turn) -> Optional[Decision]:
    """The topic that was answered, so that the next message still follows it; the name of the remark tells the action
    what to say.
    """
    said = _remark(turn) if not turn.entities else None
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
        return decision_of(turn, WHOM_TO_ASK, said) if said == WHO_KNOWS else typed
    return replace(
        decision_of(turn, previous.topic, said, _contract(turn)), question=previous.topic_question, typed=typed
    )


def _remark(turn: Turn) -> Optional[str]:
    """The remark that a message is: the whole of it, or its first sentence where the rest asks nothing."""
    lexicon = turn.rules.lexicon
    first, *rest = _SENTENCE_ENDS.split(turn.text, maxsplit=1)
    more = tokenize(" ".join(rest))
    if not more or "?" in turn.text or len(more) > MOST_WORDS_OF_A_REASON:
        return lexicon.remark(turn.tokens)
    said = lexicon.remark(tokenize(first))
    asks = lexicon.question_words.intersection(more)
    return said if said in WITH_A_REASON and not asks else lexicon.remark(turn.tokens)


def _contract(turn: Turn) -> Tuple[Entity, ...]:
    """The contract that was told, which goes on being meant."""
    number = turn.previous.contract
    return (Entity("contract_number", number),) if number else ()
