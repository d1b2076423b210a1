"""A refusal of the last answer ("no, that's not it"): the previous message is taken for the next best topic."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Tuple

from nlu.dialogue.prediction import predicted
from nlu.dialogue.turn import Decision, Turn
from nlu.text.tokens import contains_phrase

DENY = "deny"
# "That's not what I asked" is a complaint as well as a refusal.
REFUSING = {DENY, "feedback"}


def resolve(turn: Turn) -> Optional[Decision]:
    """The next best topic of the previous message; a second refusal is not answered by a third guess."""
    other = turn.tokens in turn.rules.lexicon.other_choice and turn.previous.topic not in turn.rules.small_talk | {None}
    if not other and (turn.topic not in REFUSING or not _refuses_the_answer(turn)):
        return None
    typed = replace(predicted(turn, refuses=True), topic=DENY)
    best = None if turn.previous.corrected else _next_best(turn)
    if best is None:
        return typed
    topic, probability = best
    previous = turn.previous
    return Decision(
        topic,
        "correction",
        probability,
        previous.text,
        previous.entities,
        previous.ranking,
        refuses=True,
        corrected=True,
        typed=typed,
    )


def _refuses_the_answer(turn: Turn) -> bool:
    """Whether a "no" refuses the last answer. A bare one, after a question of ours, is an answer to that question."""
    if turn.previous.topic is None or turn.previous.topic in turn.rules.small_talk:
        return False
    return turn.previous.close_call or contains_phrase(turn.tokens, turn.rules.lexicon.refusals)


def _next_best(turn: Turn) -> Optional[Tuple[str, float]]:
    """The likeliest topic of the previous message that was not offered and is likely enough."""
    previous = turn.previous
    offered = {topic for topic, _ in previous.ranking[:2]} if previous.close_call else {previous.topic}
    passed_over = offered | turn.rules.small_talk
    enough = turn.rules.thresholds.likely_enough
    return next(
        ((topic, likely) for topic, likely in previous.ranking if topic not in passed_over and likely >= enough), None
    )
