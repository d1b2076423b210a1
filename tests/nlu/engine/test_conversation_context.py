"""The previous turn, as it is read from Rasa's tracker."""

from __future__ import annotations

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.engine.conversation_context import previous_turn
from protocol.turn import PreviousTurn


def test_a_conversation_that_begins_has_no_previous_turn() -> None:
    assert previous_turn(DialogueStateTracker.from_events("c", [])) == PreviousTurn()


def test_the_question_within_the_topic_is_kept_beside_the_question_that_the_reply_asks() -> None:
    parsed = {"text": "is there a fee", "intent": {"name": "late-renewal"}, "entities": [], "topic_question": "late-renewal/fee"}
    said = BotUttered("Yes, it can.", {"buttons": []}, {"topic": "late-renewal", "kind": "clarify"})
    tracker = DialogueStateTracker.from_events("c", [UserUttered("is there a fee", parsed["intent"], parse_data=parsed), said])
    previous = previous_turn(tracker)
    assert (previous.topic, previous.topic_question, previous.question) == ("late-renewal", "late-renewal/fee", "clarify")
    assert previous.reply == "Yes, it can."
