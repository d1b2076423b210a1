"""The one place that decides what a message means."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Optional, Tuple

from nlu.dialogue import (
    anaphora,
    carry_over,
    choices,
    continuation,
    corrections,
    desk,
    dropping,
    elliptic_name,
    next_step,
    offers,
    other_contract,
    own_names,
    phrases,
    prediction,
    proof,
    refinements,
    remarks,
    seats,
    signs,
    statements,
    what_if,
)
from nlu.dialogue.questions import ABOUT_THE_PREVIOUS_MESSAGE, question_of
from nlu.dialogue.turn import Decision, Turn, stage_of, with_stage

Resolver = Callable[[Turn], Optional[Decision]]

# The first that returns a decision wins. What answers the last reply comes first, then what leans on the previous
# message, then what the classifier says of the message itself.
RESOLVERS: Tuple[Resolver, ...] = (
    choices.resolve,
    prediction.resolve_foreign,
    remarks.resolve,
    next_step.resolve,
    offers.resolve_pending_topic,
    seats.resolve,
    dropping.resolve,
    desk.resolve,
    refinements.resolve,
    what_if.resolve,
    proof.resolve,
    other_contract.resolve,
    carry_over.resolve,
    phrases.resolve,
    elliptic_name.resolve,
    offers.resolve_country_unknown,
    corrections.resolve,
    offers.resolve_accepted_offer,
    own_names.resolve,
    desk.resolve_customers,
    continuation.resolve,
    carry_over.resolve_loosely,
    statements.resolve,
    desk.resolve_number,
    prediction.resolve_low_confidence,
    prediction.resolve_close_call,
    prediction.predicted,
)


def decide(turn: Turn) -> Decision:
    """The decision of the first resolver that has one, with the contract that "it" means, the question within the
    topic, and the trace.
    """
    turn = signs.read(turn)
    decision = _decide(turn)
    return replace(decision, question=question_of(turn, decision))


def _decide(turn: Turn) -> Decision:
    decision = next(found for resolver in RESOLVERS if (found := resolver(turn)) is not None)
    traced = with_stage(decision, (stage_of(turn.interpretation.stage, turn.ranking),))
    # "It" in the present message refers to nothing in the previous one.
    if decision.by in ABOUT_THE_PREVIOUS_MESSAGE or turn.foreign:
        return traced
    completed = anaphora.complete(turn, traced)
    return traced if completed is traced else with_stage(completed, traced.trace)
