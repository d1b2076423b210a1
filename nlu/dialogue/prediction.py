"""What the classifier says: its likeliest topic, with offers or a question back where others are close, a refusal where
none is likely.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Tuple

from nlu.dialogue.turn import OUT_OF_SCOPE, RANKING_LENGTH, Decision, Turn
from protocol.turn import VISITOR

# So many topics are offered beside an answer.
MOST_OFFERS = 2


def predicted(turn: Turn, refuses: bool = False) -> Decision:
    """The likeliest topic."""
    topic, probability = turn.ranking[0]
    ranking = turn.ranking[:RANKING_LENGTH]
    return Decision(
        topic, turn.interpretation.stage, probability, turn.text, turn.entities, ranking, rule=False, refuses=refuses
    )


def resolve_foreign(turn: Turn) -> Optional[Decision]:
    """A message in a language that the assistant does not speak is out of scope, whatever was said before it."""
    return predicted(turn) if turn.foreign else None


def resolve_close_call(turn: Turn) -> Optional[Decision]:
    """Two topics with an answer that are nearer than the margin: the likelier is answered, and the next ones are
    offered beside it.

    Where the wrong one would do harm (rules.yml: ask_back), the person is asked which is meant. Beside small talk or
    what is out of scope there is nothing to choose between. The margin was chosen on the development set
    (docs/conversation.md).
    """
    if turn.topic == OUT_OF_SCOPE or len(turn.ranking) < 2:
        return None
    (first, likely), (second, less_likely) = turn.ranking[:2]
    if turn.rules.small_talk & {first, second} or likely - less_likely >= turn.rules.thresholds.ambiguity_margin:
        return None
    ranking = turn.ranking[:RANKING_LENGTH]
    decision = Decision(first, "disambiguation", likely, turn.text, turn.entities, ranking, rule=False)
    if first in turn.rules.ask_back and not _tell_of_own_contracts(turn, first, second):
        return replace(decision, close_call=True)
    return replace(decision, by="best_with_offers", offers=_offers(turn))


def _tell_of_own_contracts(turn: Turn, *topics: str) -> bool:
    """Whether each of some topics tells somebody of contracts of theirs: either does no harm."""
    return turn.speaker != VISITOR and turn.rules.of_own_contracts.issuperset(topics)


def _offers(turn: Turn) -> Tuple[str, ...]:
    """The next topics with an answer that are likely enough to be offered."""
    aside, enough = turn.rules.small_talk, turn.rules.thresholds.offered
    return tuple(
        topic for topic, likely in turn.ranking[1 : MOST_OFFERS + 1] if topic not in aside and likely >= enough
    )


def resolve_low_confidence(turn: Turn) -> Optional[Decision]:
    """No topic is likely enough: out of scope, as surely as the likeliest topic is not meant."""
    likeliest, probability = turn.ranking[0]
    if likeliest == OUT_OF_SCOPE or turn.topic != OUT_OF_SCOPE:
        return None
    ranking = turn.ranking[:RANKING_LENGTH]
    return Decision(OUT_OF_SCOPE, "low_confidence", 1.0 - probability, turn.text, turn.entities, ranking, rule=False)
