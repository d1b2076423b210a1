"""A few words that name an account or a product in the speaker's sight ask about it, though they say nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.turn import OUT_OF_SCOPE, Decision, Turn, decision_of
from protocol.turn import VISITOR, Entity

LIST, EXPIRING = "contract-list", "expiring-contracts"


def resolve(turn: Turn) -> Optional[Decision]:
    """The previous topic for the account that is named, else the account; the previous question, else the contracts, of
    a product that is named.
    """
    rule = turn.rules.own_names
    if turn.speaker == VISITOR or turn.topic not in (OUT_OF_SCOPE, rule.account):
        return None
    few = len(turn.text.split()) <= rule.max_words
    # In a longer message a product that is named is all that is said where nothing is sure.
    unsure = turn.ranking[0][1] < turn.rules.thresholds.sure_part
    named = (few and turn.names.products) or (unsure and any(one.entity == "product" for one in turn.entities))
    if named and turn.topic == OUT_OF_SCOPE:
        asked = turn.previous.topic_question if "product" in turn.rules.same_question else None
        if asked and turn.previous.topic:
            return replace(decision_of(turn, turn.previous.topic, "own_product"), question=asked)
        return decision_of(turn, rule.product, "own_product")
    if not few or not turn.names.accounts or any(one.entity == "contract_number" for one in turn.entities):
        return None
    before = turn.pending_topic or turn.previous.topic
    if before in rule.account_after:
        # The entity `name` makes the action ask its previous question for what is named.
        return decision_of(turn, LIST if before == EXPIRING else before, "account_named", (Entity("name", turn.text),))
    return decision_of(turn, rule.account, "own_account") if turn.topic == OUT_OF_SCOPE else None
