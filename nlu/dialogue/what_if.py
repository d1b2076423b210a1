""" "What happens if I renew 40 days late?": what follows from a plan, whatever topic the rest is near."""

from __future__ import annotations

from dataclasses import replace
from typing import List, Optional

from nlu.dialogue.turn import BUTTON, Decision, Turn, decision_of
from nlu.text.tokens import contains_phrase

# Who tells a longer story asks something of their own.
MOST_WORDS = 16
# The plan to renew late (rules.yml: plans).
LATE = "late"


def resolve(turn: Turn) -> Optional[Decision]:
    """The question that a plan asks (rules.yml), where the message supposes something and one plan alone stands in it;
    a button asks for its topic in general.
    """
    lexicon = turn.rules.lexicon
    if len(turn.tokens) > MOST_WORDS or turn.interpretation.stage == BUTTON:
        return None
    plans = [plan for plan, phrases in lexicon.plans.items() if contains_phrase(turn.tokens, phrases)]
    if (
        not contains_phrase(turn.tokens, lexicon.suppositions)
        and not _supposes_alone(turn)
        and not _asks_leave(turn, plans)
    ):
        return None
    question = turn.rules.plans.get(plans[0]) if len(plans) == 1 else None
    if question is None or _is_surely_about_another(turn, question.partition("/")[0]):
        return None
    return replace(decision_of(turn, question.partition("/")[0], "what_if"), question=question)


def _is_surely_about_another(turn: Turn, topic: str) -> bool:
    likeliest, probability = turn.ranking[0]
    return likeliest != topic and probability >= turn.rules.thresholds.sure_part


def _asks_leave(turn: Turn, plans: List[str]) -> bool:
    """Whether a message asks if one may be so many days late, and surely nothing else of it ("is it OK if we pay three
    weeks late?").
    """
    if plans != [LATE] or not contains_phrase(turn.tokens, turn.rules.lexicon.asks_leave):
        return False
    likeliest = turn.interpretation.questions[:1]
    return not any("/" in label and likely >= turn.rules.thresholds.sure_part for label, likely in likeliest)


def _supposes_alone(turn: Turn) -> bool:
    """Whether a message opens with "if I" and goes on without a clause that asks something of its own ("if I renew
    late, is there a fee?").
    """
    opens = any(turn.tokens[: len(phrase)] == phrase for phrase in turn.rules.lexicon.bare_suppositions)
    return opens and "," not in turn.text
