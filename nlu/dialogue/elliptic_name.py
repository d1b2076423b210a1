""" "And for Acme?": the previous question, for a name that no list knows. The action looks the name up."""

from __future__ import annotations

from typing import Optional

from nlu.dialogue.turn import OUT_OF_SCOPE, Decision, Turn, decision_of
from nlu.text.tokens import Tokens, tokenize
from protocol.turn import Entity

ACCOUNT = "account-overview"
# A topic of places: without one, what "and for …" names is none.
PLACES = "regional-contact"


def resolve(turn: Turn) -> Optional[Decision]:
    """The previous topic, with the entity `name` as it was written."""
    if turn.previous.topic not in turn.rules.elliptic_name.after or not _may_hold_a_name(turn):
        return None
    lexicon = turn.rules.lexicon
    for openers, sure in ((lexicon.sure_name_openers, True), (lexicon.unsure_name_openers, False)):
        opened = max((len(one) for one in openers if turn.tokens[: len(one)] == one), default=0)
        name = turn.tokens[opened:]
        if opened and _is_a_name(turn, name) and not _understood_by_itself(turn, sure, name[0] in lexicon.stop_words):
            return decision_of(
                turn, turn.previous.topic, "elliptic_name", (Entity("name", _as_written(turn.text, name)),)
            )
    return None


def _may_hold_a_name(turn: Turn) -> bool:
    """A firm may be named after its city, so a country may be found in it; a place alone is no name."""
    return all(one.entity == "country" for one in turn.entities) and bool(not turn.entities or turn.content_words)


def _is_a_name(turn: Turn, said: Tokens) -> bool:
    lexicon = turn.rules.lexicon
    few_words = 0 < len(said) <= turn.rules.elliptic_name.max_words
    return (
        few_words
        and not all(word in lexicon.stop_words for word in said)
        and not lexicon.question_words.intersection(said)
    )


def _understood_by_itself(turn: Turn, sure: bool, article: bool) -> bool:
    """Whether the message, whatever was said before, is a question of its own."""
    topic, likely = turn.interpretation.ranking[0]
    if topic in (ACCOUNT, OUT_OF_SCOPE) or (sure and topic in turn.rules.small_talk):
        return False
    if sure and topic == PLACES and not turn.entities:
        return False
    rule = turn.rules.elliptic_name
    looks_like_a_name = sure and not article and topic in rule.after
    return likely >= (rule.surely_understood if looks_like_a_name else rule.understood)


def _as_written(text: str, last: Tokens) -> str:
    """The end of a text that holds these words, without the punctuation around it."""
    written = text.split()
    missing = len(last)
    for start in range(len(written) - 1, -1, -1):
        missing -= len(tokenize(written[start]))
        if missing <= 0:
            end = " ".join(written[start:])
            return end.strip(" ?!.,;:") if tokenize(end) == last else " ".join(last)
    return " ".join(last)
