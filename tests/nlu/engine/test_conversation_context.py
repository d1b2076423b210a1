"""The previous turn, as it is read from Rasa's tracker."""

from __future__ import annotations

from typing import Any, Dict, Optional

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.engine.conversation_context import REMEMBERED, TALKED_OF, previous_turn, talked_of
from protocol.turn import PreviousTurn


def test_a_conversation_that_begins_has_no_previous_turn() -> None:
    assert previous_turn(DialogueStateTracker.from_events("c", [])) == PreviousTurn()


def test_the_question_within_the_topic_is_kept_beside_the_question_that_the_reply_asks() -> None:
    parsed = {
        "text": "is there a fee",
        "intent": {"name": "late-renewal"},
        "entities": [],
        "topic_question": "late-renewal/fee",
    }
    said = BotUttered("Yes, it can.", {"buttons": []}, {"topic": "late-renewal", "kind": "clarify"})
    tracker = DialogueStateTracker.from_events(
        "c", [UserUttered("is there a fee", parsed["intent"], parse_data=parsed), said]
    )
    previous = previous_turn(tracker)
    assert (previous.topic, previous.topic_question, previous.question) == (
        "late-renewal",
        "late-renewal/fee",
        "clarify",
    )
    assert previous.reply == "Yes, it can."


def told(*contracts: str, previous: PreviousTurn, **more: object) -> DialogueStateTracker:
    """A tracker with a message after a previous turn, and its reply, which tells of these contracts; of none, a general
    answer.
    """
    data = {"total": len(contracts), "contract_number": contracts[0], **more} if contracts else None
    parsed: Dict[str, Any] = {"intent": {"name": "late-renewal"}, "entities": [], TALKED_OF: talked_of(previous)}
    asked = UserUttered("and?", {"name": "late-renewal"}, parse_data=parsed)
    said = BotUttered("So it is.", {"buttons": []}, {"topic": "late-renewal", **({"data": data} if data else {})})
    return DialogueStateTracker.from_events("c", [asked, said])


def contract_after(*turns: tuple[str, ...]) -> Optional[str]:
    """The contract that is meant after turns that told of these contracts ("list": shown as a list).

    As the store does, each keeps the last turn alone.
    """
    previous = PreviousTurn()
    for contracts in turns:
        numbers = tuple(one for one in contracts if one != "list")
        previous = previous_turn(told(*numbers, previous=previous, **({"listing": {}} if "list" in contracts else {})))
    return previous.contract


def test_the_contract_that_was_told_is_meant_until_a_list_is_shown_or_it_is_long_ago() -> None:
    general = ()
    assert contract_after(("C-1",)) == "C-1"
    assert contract_after(("C-1",), general, general) == "C-1"
    assert contract_after(("C-1",), ("C-2",), general) == "C-2"
    assert contract_after(("C-1",), ("C-2", "C-3"), general) == "C-1"
    assert contract_after(("C-1",), ("list", "C-2", "C-3"), general) is None
    assert contract_after(("C-1",), *[general] * REMEMBERED) == "C-1"
    assert contract_after(("C-1",), *[general] * (REMEMBERED + 1)) is None
