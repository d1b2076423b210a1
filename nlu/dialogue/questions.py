"""The question that a message asks within the topic that was decided."""

from __future__ import annotations

from typing import Optional

from nlu.dialogue import continuation, desk
from nlu.dialogue.turn import Decision, Turn
from protocol.remarks import REMARKS

# The stage of a language model's choice (nlu/engine/llm.py).
LLM = "llm"
# These answer the previous message once more, or speak of the reply to it: what the message itself would ask counts for
# nothing.
ABOUT_THE_PREVIOUS_MESSAGE = {"choice", "correction"} | REMARKS


def question_of(turn: Turn, decision: Decision) -> Optional[str]:
    """The likeliest label of the decided topic, where it is a question and likely enough among that topic's labels.

    None (the topic in general) where contracts are asked for, which the query answers, where a rule led to another
    topic than the message's own, or the person is asked which of two is meant.
    """
    if decision.question is not None:
        return decision.question
    if decision.close_call or decision.by in (*ABOUT_THE_PREVIOUS_MESSAGE, desk.STAGE):
        return None
    if decision.topic != turn.ranking[0][0] and decision.by not in (continuation.STAGE, LLM):
        return None
    own = [
        (label, likely) for label, likely in turn.interpretation.questions if label.partition("/")[0] == decision.topic
    ]
    total = sum(likely for _, likely in own)
    if not total:
        return None
    label, likely = max(own, key=lambda one: one[1])
    return label if "/" in label and likely / total >= turn.rules.thresholds.min_question_share else None
