"""Answers to what the assistant has asked: for a country, a yes, a proof."""

from __future__ import annotations

from typing import Any, Dict

import pytest

from nlu.dialogue.decide import decide
from nlu.dialogue.turn import OUT_OF_SCOPE
from protocol.turn import CUSTOMER, PreviousTurn
from tests.nlu.turns import after, named, turn

UNSURE = (("greet", 0.2), ("goodbye", 0.15))


@pytest.mark.parametrize("pending", ["handoff", "renewal-quote", "regional-contact"])
@pytest.mark.parametrize("said", ["I don't know", "je ne sais pas", "idk"])
def test_not_knowing_the_country_answers_the_topic_that_asked(pending: str, said: str) -> None:
    decision = decide(
        turn(said, ("support-hours", 0.9), previous=after(pending, question="clarify"), pending_topic=pending)
    )
    assert (decision.topic, decision.by) == (pending, "country_unknown")


def test_not_knowing_says_nothing_where_no_country_was_asked_for() -> None:
    assert decide(turn("I don't know", (OUT_OF_SCOPE, 0.9), previous=after("handoff"))).topic == OUT_OF_SCOPE


def test_words_that_are_no_country_belong_to_the_question_for_one() -> None:
    asked: Dict[str, Any] = {"previous": after("handoff", question="clarify"), "pending_topic": "handoff"}
    assert decide(turn("the land of cheese", (OUT_OF_SCOPE, 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("can I get a refund?", (OUT_OF_SCOPE, 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("yes", ("affirm", 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("yes", ("affirm", 0.9), asked="hand-off", **asked)).by == "accepted_offer"


def test_a_question_of_its_own_is_no_answer_to_the_question_for_a_country_where_no_person_was_asked_for() -> None:
    asked: Dict[str, Any] = {"previous": after("renewal-quote", question="clarify"), "pending_topic": "renewal-quote"}
    assert decide(turn("the land of cheese", (OUT_OF_SCOPE, 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("can I get a refund?", (OUT_OF_SCOPE, 0.9), **asked)).topic == OUT_OF_SCOPE


def test_a_region_answers_the_question_for_a_country() -> None:
    region = [named("Europe", "region", "EMEA", "Europe")]
    decision = decide(turn("Europe", *UNSURE, entities=region, previous=after("handoff"), pending_topic="handoff"))
    assert (decision.topic, decision.by) == ("handoff", "pending_topic")


def test_a_yes_to_the_question_whether_to_pass_on_is_a_wish_that_was_asked_for() -> None:
    decision = decide(turn("yes", ("affirm", 0.9), previous=after(OUT_OF_SCOPE), asked="hand-off"))
    assert (decision.topic, decision.by) == ("handoff", "accepted_offer")
    assert decision.typed is not None
    assert decision.typed.topic == "affirm"


@pytest.mark.parametrize(("before", "topic"), [("late-renewal", "handoff"), ("premium-support", "affirm")])
def test_a_yes_accepts_the_person_who_was_offered(before: str, topic: str) -> None:
    assert decide(turn("yes", ("affirm", 0.9), previous=after(before))).topic == topic


def test_a_yes_to_a_question_is_left_to_the_action_that_asks_again() -> None:
    assert decide(turn("yes", ("affirm", 0.9), previous=after("renewal-quote", question="clarify"))).topic == "affirm"


AWAITED = PreviousTurn(text="when does C-100234 end?", topic="contract-expiry", contract="C-100234", question="verify")
NAME = (("account-overview", 0.8), ("greet", 0.1))


@pytest.mark.parametrize("ranking", [NAME, (("goodbye", 0.2), ("affirm", 0.1))])
def test_a_name_in_the_place_of_a_proof_is_told_to_be_none(ranking: Any) -> None:
    decision = decide(turn("Contoso Ltd", *ranking, previous=AWAITED))
    assert (decision.topic, decision.by) == ("affirm", "name_as_proof")


@pytest.mark.parametrize(
    "text",
    [
        "will it renew",
        "Contoso?",
        "who are you",
        "Contoso 2026",
        "the firm is called Contoso and wants to know",
        "can I",
    ],
)
def test_a_question_in_its_place_is_answered_as_any_other(text: str) -> None:
    assert decide(turn(text, *NAME, previous=AWAITED)).by != "name_as_proof"


def test_who_has_shown_who_they_are_may_name_a_firm() -> None:
    assert decide(turn("Contoso Ltd", *NAME, previous=AWAITED, speaker=CUSTOMER)).by != "name_as_proof"
    assert decide(turn("Contoso Ltd", *NAME)).by != "name_as_proof"
