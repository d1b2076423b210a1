"""Messages that ask several things."""

from __future__ import annotations

from typing import Any

from bot.evaluation.decisions import CUSTOMER
from tests.api.labelled import PlayedSets
from tests.stack import Stack

CLAIRE, PAUL = "claire.martin@contoso.example", "paul.durand@vendor.example"


def test_several_questions_of_one_message_are_each_answered_in_their_order(played: PlayedSets) -> None:
    rows = list(played.rows("several", CUSTOMER))
    wrong = [
        (said["text"], said["topics"], got)
        for said, heard in rows
        if (got := topics_of_answers(heard.answer["replies"])) != said["topics"]
    ]
    # 45 of 50 when it was made; a message whose second question is not understood counts as wrong.
    assert len(wrong) <= 0.12 * len(rows), wrong


def topics_of_answers(replies: list[dict[str, Any]]) -> list[str]:
    """The topics of the answers, where there are several questions; a single answer is expected as an empty list."""
    return [reply["topic"] for reply in replies] if len(replies) > 1 else []


def test_no_more_than_three_questions_are_answered_at_once_and_the_rest_is_told(stack: Stack) -> None:
    chat = stack.chat(language="en")
    asked = (
        "What is Premium Support? When is technical support open? How do I cancel automatic renewal? "
        "Where do I find a reseller?"
    )
    replies = chat.say(asked)["replies"]
    assert [reply["topic"] for reply in replies[:3]] == ["premium-support", "support-hours", "cancel-auto-renewal"]
    assert len(replies) == 4
    assert "three" in replies[3]["text"]


def test_two_questions_of_a_stranger_ask_once_who_they_are_and_are_both_answered_after_it(stack: Stack) -> None:
    chat, mails = stack.chat(language="en"), len(stack.mails())
    (asked,) = chat.say("When does C-100234 end and what level does it have?")["replies"]
    assert asked["kind"] == "verify"
    replies = chat.say(stack.code_mailed_to(CLAIRE, mails))["replies"]
    assert [reply["topic"] for reply in replies[1:]] == ["contract-expiry", "contract-coverage"]
