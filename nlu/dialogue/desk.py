"""A question for contracts reaches the list of contracts.

A representative's, whatever topic the rest of it is near; a customer's, where nothing else is sure, or where it narrows
the list before. A hint: the right is the store's.
"""

from __future__ import annotations

from typing import Optional

from nlu.dialogue.anaphora import says_it
from nlu.dialogue.offers import HANDOFF_TOPIC
from nlu.dialogue.turn import BUTTON, OUT_OF_SCOPE, Decision, Turn, decision_of
from protocol.turn import ASKS, CHANGES, CUSTOMER, MAY_ASK, REPRESENTATIVE, SURELY_ASKS, VISITOR

LIST, PLACE, LANGUAGE = "contract-list", "regional-contact", "switch-language"
CONTRACT = "contract-expiry"
# So many words that say anything may stand beside a number that alone is asked about.
MOST_WORDS_BESIDE = 1
# "Are they still covered or not?" wants a yes or no, and no list.
WHETHER_COVERED = "whether-covered"
STAGE, NEXT_TO_END = "desk", "expiring-contracts/next-to-end"


def resolve(turn: Turn) -> Optional[Decision]:
    """The list of contracts, where a representative asks for contracts, or anybody who may see some changes the list
    before.
    """
    if (
        turn.speaker == VISITOR
        or turn.interpretation.stage == BUTTON
        or any(one.entity == "contract_number" for one in turn.entities)
        or turn.rules.lexicon.refinements[WHETHER_COVERED].stand_in(turn.tokens)
        or _asks_of_the_contract(turn)
    ):
        return None
    # After a list "only Germany" narrows it, and asks for nobody's team.
    narrows = turn.contracts == CHANGES or (turn.contracts == MAY_ASK and turn.topic == PLACE)
    # Where one contract was told as the next to end, "the one after" is the next one, and no other period.
    listed = turn.previous.topic in turn.rules.lists and turn.previous.topic_question != NEXT_TO_END
    changes = narrows and listed
    if turn.speaker != REPRESENTATIVE:
        # "Only software" narrows it; an offering alone asks what that is.
        of_an_offering = any(one.entity == "offering" for one in turn.entities)
        narrows = changes and not of_an_offering and not _surely_about_something_else(turn)
        return decision_of(turn, LIST, STAGE) if narrows else None
    unsure = turn.ranking[0][1] < turn.rules.thresholds.sure_part or turn.topic in turn.rules.small_talk
    asks = (turn.contracts == ASKS and not _surely_about_something_else(turn)) or (turn.contracts == MAY_ASK and unsure)
    surely = turn.contracts == SURELY_ASKS and not (turn.topic == HANDOFF_TOPIC and _surely_about_something_else(turn))
    return decision_of(turn, LIST, STAGE) if asks or surely or changes else None


def resolve_number(turn: Turn) -> Optional[Decision]:
    """All of one contract, where a representative names it and hardly anything else ("H-100, what is it?")."""
    numbers = [one for one in turn.entities if one.entity == "contract_number"]
    if turn.speaker != REPRESENTATIVE or len(numbers) != 1 or turn.interpretation.stage == BUTTON:
        return None
    bare = len(turn.content_words) <= MOST_WORDS_BESIDE
    return decision_of(turn, CONTRACT, STAGE) if bare and _is_unsure(turn) else None


def resolve_customers(turn: Turn) -> Optional[Decision]:
    """The list of contracts, where a customer asks for contracts and no other topic is sure ("what ended last
    Friday?").
    """
    if turn.speaker != CUSTOMER or turn.contracts not in (ASKS, SURELY_ASKS) or turn.interpretation.stage == BUTTON:
        return None
    topic, likely = turn.ranking[0]
    refused = topic == OUT_OF_SCOPE and likely < turn.rules.thresholds.surely_no_list
    return decision_of(turn, LIST, "own_list") if refused or _is_unsure(turn) else None


def _is_unsure(turn: Turn) -> bool:
    """Whether no topic is likely enough, or the next one is close."""
    likely, second = turn.ranking[0][1], (turn.ranking[1][1] if len(turn.ranking) > 1 else 0.0)
    thresholds = turn.rules.thresholds
    return likely < thresholds.min_confidence or likely - second < thresholds.ambiguity_margin


def _asks_of_the_contract(turn: Turn) -> bool:
    """Whether a short question without a condition is about the one contract that was just told ("and how many seats is
    that?").
    """
    topics, previous = turn.rules.anaphora.topics, turn.previous
    return (
        previous.contract is not None
        and previous.topic in topics
        and turn.ranking[0][0] in topics
        and not turn.entities
        and says_it(turn)
    )


def _surely_about_something_else(turn: Turn) -> bool:
    """Whether the classifier has next to no doubt about a topic that tells of no contracts ("my French is bad, English
    possible?").
    """
    topic, likely = turn.ranking[0]
    # A language has the name of a country's people ("in French, please").
    enough = turn.rules.thresholds.sure_part if topic == LANGUAGE else turn.rules.thresholds.surely_no_list
    return likely >= enough and topic not in turn.rules.ask_back - {HANDOFF_TOPIC}
