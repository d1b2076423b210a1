"""Answers to what the assistant asked or offered: a country that was asked for, a yes to a person who was offered."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue import carry_over, phrases
from nlu.dialogue.prediction import predicted
from nlu.dialogue.turn import OUT_OF_SCOPE, Decision, Turn, decision_of
from nlu.text.tokens import tokenize
from protocol.turn import HAND_OFF

AFFIRM, DENY, HANDOFF_TOPIC, COUNTRY_TOPIC = "affirm", "deny", "handoff", "regional-contact"
# A yes is said in so many words at most.
WORDS_OF_A_YES = 5
PLACES = {"country", "region"}


def resolve_pending_topic(turn: Turn) -> Optional[Decision]:
    """A country that a topic asked for: the message is that topic's, not a question about regional teams."""
    pending = turn.pending_topic
    if pending not in turn.rules.ask_for_a_country or not any(one.entity in PLACES for one in turn.entities):
        return None
    refused = phrases.resolve(turn)
    if refused is not None and refused.topic == DENY:
        return refused
    bare = carry_over.resolve(turn)
    if bare is None and pending != HANDOFF_TOPIC and _asks_beside_the_place(turn):
        return None
    typed = bare or refused or predicted(turn)
    return replace(decision_of(turn, pending, "pending_topic"), typed=typed) if typed.topic == COUNTRY_TOPIC else None


def resolve_country_unknown(turn: Turn) -> Optional[Decision]:
    """The question for a country is answered without one: by "I don't know", or by words that are not understood."""
    pending = turn.pending_topic
    if pending not in turn.rules.ask_for_a_country:
        return None
    by = None
    if turn.tokens in turn.rules.lexicon.country_unknown:
        by = "country_unknown"
    elif (
        turn.topic == OUT_OF_SCOPE and (pending == HANDOFF_TOPIC or not _asks_something(turn))
    ) or _says_yes_to_a_person(turn, pending):
        # Who has asked for a person is not left without one, whatever they say next.
        by = "country_not_understood"
    return replace(decision_of(turn, pending, by), typed=decision_of(turn, COUNTRY_TOPIC, by)) if by else None


def _asks_beside_the_place(turn: Turn) -> bool:
    """Whether a message asks something of its own before or after the place that it names ("I'm in Belgium, who do I
    call").
    """
    ends = [0, *(one.end for one in turn.entities if one.entity in PLACES), len(turn.text)]
    openers = [tokenize(opener) for opener in turn.rules.lexicon.question_openers]
    pieces = [tokenize(turn.text[ends[place] : ends[place + 1]]) for place in range(len(ends) - 1)]
    return any(piece[: len(opener)] == opener for piece in pieces for opener in openers)


def _says_yes_to_a_person(turn: Turn, pending: str) -> bool:
    """Whether a yes answers the question in which country somebody is who wants a person; to the question whether they
    want one it is an answer.
    """
    return turn.topic == AFFIRM and pending == HANDOFF_TOPIC and turn.asked != HAND_OFF


def _asks_something(turn: Turn) -> bool:
    """Whether a message is a question of its own, and so no answer to ours."""
    return "?" in turn.text or bool(turn.tokens and turn.tokens[0] in turn.rules.lexicon.question_words)


def resolve_accepted_offer(turn: Turn) -> Optional[Decision]:
    """A yes to the question whether to pass the conversation on,
    or a bare one after an answer that offered a person.
    """
    if turn.asked == HAND_OFF and _begins_with_yes(turn):
        return replace(
            decision_of(turn, HANDOFF_TOPIC, "accepted_offer"), typed=decision_of(turn, AFFIRM, "accepted_offer")
        )
    if turn.topic != AFFIRM:
        return None
    told = {turn.previous.topic, turn.previous.topic_question}
    offered = (
        turn.previous.question is None and bool(told & turn.rules.offers_a_person) and not turn.previous.close_call
    )
    if not offered and turn.asked != HAND_OFF:
        return None
    return replace(decision_of(turn, HANDOFF_TOPIC, "accepted_offer"), typed=predicted(turn))


def _begins_with_yes(turn: Turn) -> bool:
    """Whether a few words say yes and ask or take back nothing ("yes renew it")."""
    lexicon, words = turn.rules.lexicon, turn.tokens
    few = 0 < len(words) <= WORDS_OF_A_YES and "?" not in turn.text
    return few and words[0] in lexicon.yes_words and not (lexicon.yes_but | lexicon.question_words).intersection(words)
