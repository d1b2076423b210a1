"""What the classifier says: its likeliest topic, a question back where two are too close, a refusal where none is likely."""

from __future__ import annotations

from typing import Optional

from nlu.dialogue.turn import OUT_OF_SCOPE, RANKING_LENGTH, Decision, Turn


def predicted(turn: Turn, refuses: bool = False) -> Decision:
    """The likeliest topic."""
    topic, probability = turn.ranking[0]
    ranking = turn.ranking[:RANKING_LENGTH]
    return Decision(topic, turn.interpretation.stage, probability, turn.text, turn.entities, ranking, rule=False, refuses=refuses)


def resolve_foreign(turn: Turn) -> Optional[Decision]:
    """A message in a language that the assistant does not speak is out of scope, whatever was said before it."""
    return predicted(turn) if turn.foreign else None


def resolve_close_call(turn: Turn) -> Optional[Decision]:
    """Two topics with an answer that are nearer than the margin: the person is asked which is meant, instead of getting a guess.

    Beside small talk or what is out of scope there is nothing to choose between. The margin was chosen on the development set
    (docs/conversation.md). Rasa's FallbackClassifier does the same for any two intents.
    """
    if turn.topic == OUT_OF_SCOPE or len(turn.ranking) < 2:
        return None
    (first, likely), (second, less_likely) = turn.ranking[:2]
    if turn.rules.small_talk & {first, second} or likely - less_likely >= turn.rules.thresholds.ambiguity_margin:
        return None
    ranking = turn.ranking[:RANKING_LENGTH]
    return Decision(first, "disambiguation", likely, turn.text, turn.entities, ranking, rule=False, close_call=True)


def resolve_low_confidence(turn: Turn) -> Optional[Decision]:
    """No topic is likely enough: out of scope, as surely as the likeliest topic is not meant."""
    likeliest, probability = turn.ranking[0]
    if likeliest == OUT_OF_SCOPE or turn.topic != OUT_OF_SCOPE:
        return None
    ranking = turn.ranking[:RANKING_LENGTH]
    return Decision(OUT_OF_SCOPE, "low_confidence", 1.0 - probability, turn.text, turn.entities, ranking, rule=False)
