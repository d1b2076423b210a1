"""The previous turn, as it is read from Rasa's tracker."""

from __future__ import annotations

from typing import Optional

from rasa.shared.core.events import BotUttered, Event, UserUttered
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


def told(*contracts: str, **more: object) -> list[Event]:
    """A message and its reply, which tells of these contracts; of none, a general answer."""
    data = {"total": len(contracts), "contract_number": contracts[0], **more} if contracts else None
    asked = UserUttered("and?", {"name": "late-renewal"}, parse_data={"intent": {"name": "late-renewal"}, "entities": []})
    return [asked, BotUttered("So it is.", {"buttons": []}, {"topic": "late-renewal", **({"data": data} if data else {})})]


def contract_after(*turns: list[Event]) -> Optional[str]:
    return previous_turn(DialogueStateTracker.from_events("c", [event for turn in turns for event in turn])).contract


def test_the_contract_that_was_told_is_meant_until_a_list_is_shown_or_it_is_long_ago() -> None:
    assert contract_after(told("C-1")) == "C-1"
    assert contract_after(told("C-1"), told(), told()) == "C-1"
    assert contract_after(told("C-1"), told("C-2"), told()) == "C-2"
    assert contract_after(told("C-1"), told("C-2", "C-3"), told()) == "C-1"
    assert contract_after(told("C-1"), told("C-2", "C-3", listing={}), told()) is None
    assert contract_after(told("C-1"), *[told()] * 8) is None
