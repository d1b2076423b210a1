""" "What does it cover?": "it" is the one contract that was told or named before."""

from __future__ import annotations

from dataclasses import replace

from nlu.dialogue.turn import Decision, Turn
from nlu.text.tokens import contains_phrase
from protocol.turn import Entity

# The message names what it is about; "it" then is that.
NAMES_SOMETHING = {"contract_number", "product", "offering", "period", "filter", "name"}


def complete(turn: Turn, decision: Decision) -> Decision:
    """The decision with the contract that "it" means; of two close topics the likelier one, for the contract makes it
    sure enough.
    """
    rule, contract = turn.rules.anaphora, turn.previous.contract
    if any(label in rule.kept for label, _ in turn.interpretation.questions[:1]):
        return decision
    # What a rule decided is meant as it stands.
    topic = decision.topic if decision.rule else rule.remap.get(decision.topic, decision.topic)
    if contract is None or topic not in rule.topics or not _refers(turn):
        return decision
    entities = (*decision.entities, Entity("contract_number", contract))
    return replace(decision, topic=topic, by="anaphora", rule=True, close_call=False, entities=entities)


def _refers(turn: Turn) -> bool:
    named = turn.names.accounts or NAMES_SOMETHING.intersection(one.entity for one in turn.entities)
    return not named and says_it(turn)


def says_it(turn: Turn) -> bool:
    """Whether a short message has a word by which a contract told before is meant."""
    few_words = len(turn.tokens) <= turn.rules.anaphora.max_words
    return few_words and contains_phrase(turn.tokens, turn.rules.lexicon.anaphora)
