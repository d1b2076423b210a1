"""Answers to what the assistant asked or offered: a country that was asked for, a yes to a person who was offered."""

from __future__ import annotations

from typing import Optional

from nlu.dialogue import carry_over, phrases
from nlu.dialogue.turn import Decision, Turn, decision_of

AFFIRM, HANDOFF, COUNTRY_TOPIC = "affirm", "handoff", "regional-contact"


def resolve_pending_topic(turn: Turn) -> Optional[Decision]:
    """A country that a topic asked for: the message is that topic's, not a question about regional teams."""
    pending = turn.pending_topic
    if pending not in turn.rules.ask_for_a_country or not any(one.entity == "country" for one in turn.entities):
        return None
    other = carry_over.resolve(turn) or phrases.resolve(turn)
    topic = other.topic if other else turn.topic
    return decision_of(turn, pending, "pending_topic") if topic == COUNTRY_TOPIC else None


def resolve_accepted_offer(turn: Turn) -> Optional[Decision]:
    """A bare yes after an answer that offered a person."""
    offered = turn.previous.question is None and turn.previous.topic in turn.rules.offers_a_person and not turn.previous.close_call
    return decision_of(turn, HANDOFF, "accepted_offer") if turn.topic == AFFIRM and offered else None
