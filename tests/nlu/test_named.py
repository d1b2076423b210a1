"""What a message names decides what it asks."""

from __future__ import annotations

from typing import Any, Dict

import pytest

from nlu.dialogue.decide import decide
from nlu.dialogue.turn import OUT_OF_SCOPE
from protocol.turn import CUSTOMER, VISITOR, Names
from tests.nlu.turns import after, named, turn

UNSURE = (("greet", 0.2), ("goodbye", 0.15))


def test_an_entity_with_little_beside_it_asks_again_what_was_asked() -> None:
    text = "and for hardware?"
    decision = decide(
        turn(text, *UNSURE, entities=[named(text, "product_kind", "hardware")], previous=after("software-benefits"))
    )
    assert (decision.topic, decision.by, decision.rule) == ("hardware-benefits", "carry_over", True)


def test_a_kind_of_product_in_words_that_mean_it_alone() -> None:
    assert decide(turn("the boxes", *UNSURE, previous=after("how-to-renew"))).topic == "renew-hardware"


@pytest.mark.parametrize(
    "said",
    [
        "jusqu'à quand puis-je résilier ?",
        "Jusqu’à quand puis-je résilier mon contrat ?",
        "avant quelle date dois-je résilier ?",
        "date limite de résiliation ?",
        "quelle est la date de préavis ?",
        "until when can I cancel?",
        "what is the cancellation deadline?",
        "by when do I have to cancel",
        "notice date?",
    ],
)
def test_until_when_one_can_cancel_is_asked_of_the_last_day_to_stop(said: str) -> None:
    decision = decide(turn(said, ("out-of-scope", 0.7), ("cancel-auto-renewal", 0.2)))
    assert (decision.topic, decision.question, decision.by) == (
        "cancel-auto-renewal",
        "cancel-auto-renewal/deadline",
        "phrase",
    )


def test_an_entity_that_stands_by_itself_has_a_topic_of_its_own() -> None:
    decision = decide(turn("Japan", *UNSURE, entities=[named("Japan", "country", "JP", "Japan")]))
    assert (decision.topic, decision.by) == ("regional-contact", "standalone")


def test_two_offerings_are_compared() -> None:
    text = "essential or premium?"
    offerings = [
        named(text, "offering", "essential-support", "essential"),
        named(text, "offering", "premium-support", "premium"),
    ]
    assert decide(turn(text, *UNSURE, entities=offerings)).by == "comparison"


def test_a_country_that_was_asked_for_belongs_to_the_topic_that_asked() -> None:
    country = [named("in Japan", "country", "JP", "Japan")]
    pending = decide(turn("in Japan", *UNSURE, entities=country, previous=after("handoff"), pending_topic="handoff"))
    assert (pending.topic, pending.by) == ("handoff", "pending_topic")
    other = decide(
        turn(
            "in Japan",
            ("support-hours", 0.9),
            entities=country,
            previous=after("handoff"),
            pending_topic="contract-list",
        )
    )
    assert other.topic == "regional-contact"


@pytest.mark.parametrize(
    ("previous", "topic"), [("auto-renewal", "customer-care"), ("late-renewal", "regional-contact")]
)
def test_a_short_question_means_what_the_previous_topic_makes_of_it(previous: str, topic: str) -> None:
    decision = decide(turn("who do I write to then?", *UNSURE, previous=after(previous)))
    assert (decision.topic, decision.by) == (topic, "phrase")


def test_a_name_after_and_for_asks_the_previous_question() -> None:
    decision = decide(turn("and for Acme?", *UNSURE, previous=after("contract-expiry")))
    assert (decision.topic, decision.by) == ("contract-expiry", "elliptic_name")
    assert [(one.entity, one.value) for one in decision.entities] == [("name", "Acme")]


def test_a_name_that_is_no_place_is_no_question_for_a_region() -> None:
    decision = decide(
        turn(
            "and for Contoso?", ("regional-contact", 0.61), ("contract-expiry", 0.04), previous=after("contract-expiry")
        )
    )
    assert (decision.topic, decision.by) == ("contract-expiry", "elliptic_name")


def test_a_question_of_its_own_after_and_is_no_name() -> None:
    assert (
        decide(turn("and the price?", ("renewal-quote", 0.95), previous=after("contract-expiry"))).topic
        == "renewal-quote"
    )


def test_it_is_the_contract_that_was_told() -> None:
    decision = decide(
        turn("what level does it have?", ("entitlement-levels", 0.9), previous=after("contract-expiry", contract="C-1"))
    )
    assert (decision.topic, decision.by) == ("contract-coverage", "anaphora")
    assert decision.entities[-1].value == "C-1"


def test_it_means_nothing_where_the_message_names_something() -> None:
    text = "does it cover ProxySG?"
    asked = turn(
        text,
        ("contract-coverage", 0.9),
        entities=[named(text, "product", "ProxySG")],
        previous=after("contract-expiry", contract="C-1"),
    )
    assert [one.value for one in decide(asked).entities] == ["ProxySG"]


def test_names_in_sight_ask_about_themselves() -> None:
    known: Dict[str, Any] = {"speaker": CUSTOMER, "names": Names(accounts=("A-1",))}
    assert decide(turn("Contoso", (OUT_OF_SCOPE, 0.9), **known)).by == "own_account"
    assert (
        decide(turn("Contoso", (OUT_OF_SCOPE, 0.9), previous=after("contract-coverage"), **known)).topic
        == "contract-coverage"
    )
    product: Dict[str, Any] = {"speaker": CUSTOMER, "names": Names(products=("ProxySG",))}
    assert decide(turn("ProxySG", (OUT_OF_SCOPE, 0.9), **product)).topic == "contract-expiry"


def test_a_visitor_has_no_names_in_sight() -> None:
    asked = turn("Contoso", (OUT_OF_SCOPE, 0.9), speaker=VISITOR, names=Names(accounts=("A-1",)))
    assert decide(asked).topic == OUT_OF_SCOPE


def test_whether_it_renews_is_asked_of_the_contract_that_was_told() -> None:
    decision = decide(turn("will it renew", *UNSURE, previous=after("contract-expiry")))
    assert (decision.topic, decision.question) == ("auto-renewal", "auto-renewal/is-it-on")
