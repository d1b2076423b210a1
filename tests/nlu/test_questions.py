"""The question within the decided topic, from the labels that a classifier gives."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Optional

import pytest

from nlu.dialogue.decide import decide
from nlu.dialogue.interpreter import interpretation_from_json, interpretation_to_json
from nlu.dialogue.split import separate_questions
from nlu.dialogue.turn import Interpretation, Turn, understanding_of
from tests.nlu.turns import after, asked_which, named, turn

LATE = (("late-renewal", 0.8), ("compliance", 0.2))


def asks(
    *questions: tuple[str, float],
    ranking: tuple[tuple[str, float], ...] = LATE,
    text: str = "is there a fee",
    **context: Any,
) -> Optional[str]:
    """The question that is decided for a message of these labels."""
    return decide(labelled(*questions, ranking=ranking, text=text, **context)).question


def labelled(
    *questions: tuple[str, float],
    ranking: tuple[tuple[str, float], ...] = LATE,
    text: str = "is there a fee",
    **context: Any,
) -> Turn:
    plain = turn(text, *ranking, **context)
    return replace(plain, interpretation=replace(plain.interpretation, questions=questions))


def test_the_question_is_the_likeliest_label_of_the_decided_topic() -> None:
    assert asks(("late-renewal/fee", 0.6), ("late-renewal", 0.2), ("compliance/audit", 0.2)) == "late-renewal/fee"


def test_a_label_of_another_topic_counts_for_nothing_however_likely() -> None:
    assert asks(("compliance/audit", 0.5), ("late-renewal/fee", 0.3), ("late-renewal", 0.2)) == "late-renewal/fee"


def test_a_topic_asked_in_general_has_no_question() -> None:
    assert asks(("late-renewal", 0.5), ("late-renewal/fee", 0.3)) is None


def test_a_question_that_is_not_likely_enough_among_its_topics_labels_gets_the_general_card() -> None:
    labels = [
        ("late-renewal/fee", 0.24),
        ("late-renewal/amount", 0.23),
        ("late-renewal/how", 0.22),
        ("late-renewal/rules", 0.21),
    ]
    assert asks(*labels) is None
    assert asks(*labels[:2]) == "late-renewal/fee"


def test_without_labels_there_is_no_question() -> None:
    assert asks() is None
    assert asks(("compliance/audit", 1.0)) is None


def test_a_close_call_has_no_question() -> None:
    decided = decide(labelled(("renewal-owner/who", 0.9), ranking=(("renewal-owner", 0.5), ("compliance", 0.45))))
    assert (decided.by, decided.question) == ("disambiguation", None)


def test_the_question_of_the_likelier_of_two_topics_is_answered() -> None:
    decided = decide(labelled(("late-renewal/fee", 0.9), ranking=(("late-renewal", 0.5), ("compliance", 0.45))))
    assert (decided.by, decided.question, decided.offers) == ("best_with_offers", "late-renewal/fee", ("compliance",))


def test_what_is_too_unlikely_to_be_answered_has_no_question() -> None:
    ranking = (("late-renewal", 0.2), ("out-of-scope", 0.1))
    decided = decide(labelled(("late-renewal/fee", 0.9), ("out-of-scope/price", 0.1), ranking=ranking))
    assert (decided.topic, decided.question) == ("out-of-scope", None)


def test_a_rule_that_leads_to_another_topic_gets_its_general_card() -> None:
    ranking = (("regional-contact", 0.9), ("handoff", 0.1))
    decided = decide(
        labelled(
            ("handoff/when", 0.9),
            ranking=ranking,
            text="France",
            entities=[named("France", "country", "FR", "France")],
            pending_topic="handoff",
        )
    )
    assert (decided.by, decided.topic, decided.question) == ("pending_topic", "handoff", None)


def test_a_correction_and_a_choice_are_answered_in_general() -> None:
    previous = after("auto-renewal", ("cancel-auto-renewal", 0.08))
    refused = decide(
        labelled(
            ("cancel-auto-renewal/how", 0.9), ranking=(("deny", 0.9),), text="no, that's not it", previous=previous
        )
    )
    assert (refused.by, refused.question) == ("correction", None)
    chosen = decide(
        labelled(
            ("auto-renewal/how-it-works", 0.9),
            text="say renewal-quote",
            previous=asked_which("auto-renewal", "renewal-quote"),
        )
    )
    assert (chosen.by, chosen.question) == ("choice", None)


def test_how_much_after_late_renewal_asks_for_the_fee_and_else_for_the_price() -> None:
    assert decide(turn("how much?", previous=after("late-renewal"))).question == "late-renewal/amount"
    assert decide(turn("combien ?", previous=after("late-renewal"))).question == "late-renewal/amount"
    assert decide(turn("how much?", previous=after("auto-renewal"))).question == "renewal-quote/price"


@pytest.mark.parametrize("text", ["and the ProxySG?", "et le ProxySG ?"])
def test_a_product_or_contract_alone_asks_the_question_before_of_it(text: str) -> None:
    previous = after("auto-renewal", topic_question="auto-renewal/is-it-on")
    decided = decide(turn(text, entities=[named(text, "product", "ProxySG")], previous=previous))
    assert (decided.by, decided.topic, decided.question) == ("carry_over", "auto-renewal", "auto-renewal/is-it-on")


def test_the_question_is_told_with_the_understanding() -> None:
    decided = decide(labelled(("late-renewal/fee", 0.9)))
    assert understanding_of(decided).question == "late-renewal/fee"


def test_labels_travel_with_an_interpretation() -> None:
    read = labelled(("late-renewal/fee", 0.9), ("late-renewal", 0.1)).interpretation
    assert interpretation_from_json(json.loads(json.dumps(interpretation_to_json(read)))) == read
    older = {name: value for name, value in interpretation_to_json(read).items() if name != "questions"}
    assert interpretation_from_json(older).questions == ()


@pytest.mark.parametrize(
    ("topic", "kind", "question"),
    [
        ("maintenance-term", "hardware", "maintenance-term/hardware"),
        ("renewal-notice", "online-service", "renewal-notice/online-service"),
        ("activate-renewal", "hardware", "activate-renewal/hardware"),
        ("renew-software", "hardware", None),
    ],
)
def test_a_kind_of_product_alone_asks_for_what_the_topic_says_of_it(
    topic: str, kind: str, question: Optional[str]
) -> None:
    text = "and for that?"
    decided = decide(turn(text, entities=[named(text, "product_kind", kind, "that")], previous=after(topic)))
    assert (decided.by, decided.question) == ("carry_over", question)


def test_a_contract_that_is_picked_from_a_list_is_shown() -> None:
    number = [named("C-100235", "contract_number", "C-100235")]
    listed = after("expiring-contracts", topic_question="expiring-contracts/in-a-period")
    decided = decide(turn("C-100235", *LATE, entities=number, previous=listed))
    assert (decided.by, decided.topic, decided.question) == ("standalone", "contract-expiry", None)


def about_lateness(text: str, question: Optional[str]) -> Interpretation:
    return labelled(((question or "late-renewal"), 0.9), text=text).interpretation


@pytest.mark.parametrize(
    ("first", "second", "parts"),
    [
        ("late-renewal/fee", "late-renewal/grace-period", 2),
        ("late-renewal/fee", "late-renewal/fee", 1),
        ("late-renewal/fee", None, 1),
        (None, None, 1),
    ],
)
def test_two_questions_within_one_topic_are_two_where_they_are_surely_different(
    first: Optional[str], second: Optional[str], parts: int
) -> None:
    whole = labelled(("late-renewal", 0.9), text="is there a fee? is there a grace period?")
    read = [about_lateness("is there a fee?", first), about_lateness("is there a grace period?", second)]
    assert len(separate_questions(whole, read)) == parts
