"""A message as Rasa's rules and our actions see it: with the decision about it as its parse data."""

from __future__ import annotations

from typing import Any, Dict

from rasa.core.channels.channel import OutputChannel, UserMessage

from nlu.dialogue.turn import Decision
from nlu.engine.conversation_context import (
    CLOSE_CALL,
    CORRECTED,
    LISTED,
    OFFERS,
    TALKED_OF,
    TOPIC_QUESTION,
    talked_of,
)
from protocol.codec import to_json
from protocol.remarks import START_OVER
from protocol.turn import ActionContext, PreviousTurn, TurnRequest

# The name by which Rasa knows the gateway's entrance.
CHANNEL = "gateway"


def user_message(asked: TurnRequest, decision: Decision, previous: PreviousTurn, output: OutputChannel) -> UserMessage:
    """The message as Rasa's rules and our actions see it: with the decision as its parse data."""
    context = ActionContext(previous, decision.by, asked.foreign, asked.asked, decision.question, decision.offers)
    return UserMessage(
        text=decision.text,
        output_channel=output,
        sender_id=asked.conversation_id,
        parse_data=_parse_data(decision, asked.language, previous),
        input_channel=CHANNEL,
        message_id=asked.message_id,
        metadata={"context": to_json(context)},
    )


def _parse_data(decision: Decision, language: str, previous: PreviousTurn) -> Dict[str, Any]:
    # An entity is the one way by which a value that comes with a message reaches a slot without a further action.
    spoken = {"entity": "language", "value": language, "start": 0, "end": 0}
    return {
        "text": decision.text,
        "intent": {"name": CLOSE_CALL if decision.close_call else decision.topic, "confidence": decision.confidence},
        "intent_ranking": [{"name": topic, "confidence": likely} for topic, likely in decision.ranking],
        "entities": [*(dict(one.__dict__) for one in decision.entities), spoken],
        CORRECTED: decision.corrected,
        TOPIC_QUESTION: decision.question,
        OFFERS: list(decision.offers),
        TALKED_OF: talked_of(previous) if decision.by != START_OVER else None,
        LISTED: list(previous.listed) if decision.by != START_OVER else [],
    }
