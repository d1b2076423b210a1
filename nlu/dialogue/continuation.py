"""A follow-up that says too little to be understood by itself goes on with the topic that was answered last."""

from __future__ import annotations

from typing import Optional, Tuple

from nlu.dialogue.prediction import MOST_OFFERS
from nlu.dialogue.turn import OUT_OF_SCOPE, RANKING_LENGTH, Decision, Turn

STAGE = "continuation"


def resolve(turn: Turn) -> Optional[Decision]:
    """The previous topic, where nothing else is sure and the message may be about it; likelier topics are offered."""
    topic, rule = turn.previous.topic, turn.rules.continuation
    if topic is None or topic in turn.rules.small_talk or turn.previous.close_call:
        return None
    likeliest, most = turn.ranking[0]
    probability = turn.probability(topic)
    if (
        likeliest in (topic, OUT_OF_SCOPE)
        or probability < rule.least
        or turn.probability(OUT_OF_SCOPE) > rule.out_of_scope
    ):
        return None
    if most >= turn.rules.thresholds.min_confidence and most - probability > rule.behind:
        return None
    ranking = turn.ranking[:RANKING_LENGTH]
    return Decision(
        topic, STAGE, probability, turn.text, turn.entities, ranking, rule=False, offers=_likelier(turn, probability)
    )


def _likelier(turn: Turn, probability: float) -> Tuple[str, ...]:
    aside, enough = turn.rules.small_talk, turn.rules.thresholds.offered
    found = [topic for topic, likely in turn.ranking if likely >= max(probability, enough) and topic not in aside]
    return tuple(topic for topic in found if topic != turn.previous.topic)[:MOST_OFFERS]
