"""A representative's question for contracts is a list, unless the classifier is next to certain of another topic; a
customer's is left to it.
"""

from __future__ import annotations

from typing import Any

import pytest

from nlu.dialogue.decide import decide
from nlu.dialogue.desk import LIST
from protocol.turn import ASKS, CHANGES, CUSTOMER, MAY_ASK, REPRESENTATIVE, SURELY_ASKS, VISITOR, Names
from tests.nlu.turns import after, named, turn

SURE, UNSURE = (("regional-contact", 0.95), ("greet", 0.05)), (("regional-contact", 0.4), ("greet", 0.05))


def topic(contracts: Any, ranking: Any = SURE, speaker: str = REPRESENTATIVE, **context: Any) -> str:
    return decide(
        turn("anything in Japan next quarter", *ranking, speaker=speaker, contracts=contracts, **context)
    ).topic


def test_what_asks_for_contracts_is_a_list_though_the_classifier_takes_it_for_something_else() -> None:
    assert topic(ASKS) == "contract-list"


def test_where_the_classifier_has_next_to_no_doubt_its_topic_is_meant() -> None:
    assert topic(ASKS, (("handoff", 0.99),)) == "handoff"
    assert topic(ASKS, (("switch-language", 0.99),)) == "switch-language"
    assert topic(ASKS, (("expiring-contracts", 0.99),)) == "contract-list"


def test_what_may_ask_for_them_is_a_list_where_the_classifier_is_not_sure() -> None:
    assert topic(MAY_ASK, UNSURE) == "contract-list"
    assert topic(MAY_ASK) == "regional-contact"


@pytest.mark.parametrize("before", ["contract-list", "expiring-contracts"])
def test_what_changes_a_list_needs_one_before(before: str) -> None:
    assert topic(CHANGES, previous=after(before)) == "contract-list"
    assert topic(CHANGES) == "regional-contact"
    assert topic(CHANGES, previous=after("late-renewal")) == "regional-contact"


def test_what_is_read_to_its_last_word_as_a_question_for_contracts_is_one_however_sure_a_topic_of_the_page_is() -> None:
    assert topic(SURELY_ASKS, (("premium-support", 0.99),)) == "contract-list"
    assert topic(ASKS, (("premium-support", 0.99),)) == "premium-support"
    assert topic(SURELY_ASKS, (("handoff", 0.99),)) == "handoff"


def test_a_place_after_a_list_narrows_it_and_elsewhere_asks_for_its_team() -> None:
    assert topic(MAY_ASK, previous=after("contract-list")) == "contract-list"
    assert topic(MAY_ASK, previous=after("late-renewal")) == "regional-contact"
    assert topic(MAY_ASK, (("hardware-support", 0.99),), previous=after("contract-list")) == "hardware-support"


def test_a_representative_who_lets_go_asks_for_no_list() -> None:
    assert (
        decide(turn("laisse tomber", ("cancel", 0.5), speaker=REPRESENTATIVE, contracts=SURELY_ASKS)).topic == "cancel"
    )


def test_a_customer_narrows_a_list_in_a_few_words() -> None:
    customer: dict[str, Any] = {"speaker": CUSTOMER, "ranking": (("renew-software", 0.7), ("greet", 0.1))}
    assert topic(CHANGES, previous=after("contract-list"), **customer) == "contract-list"
    assert topic(CHANGES, previous=after("how-to-renew"), **customer) == "renew-software"
    assert topic(CHANGES, previous=after("contract-list"), **{**customer, "speaker": VISITOR}) == "renew-software"


def test_an_offering_alone_after_a_customer_s_list_asks_what_that_is() -> None:
    text = "premium support?"
    offering = [named(text, "offering", "premium-support", "premium support")]
    asked = turn(
        text, ("premium-support", 0.9), ("greet", 0.1), entities=offering, speaker=CUSTOMER, contracts=CHANGES,
        previous=after("contract-list"),
    )  # fmt: skip
    assert decide(asked).topic == "premium-support"


CLOSE = (("expiring-contracts", 0.5), ("late-renewal", 0.49))


@pytest.mark.parametrize(
    "ranking", [CLOSE, (("out-of-scope", 0.7), ("find-partner", 0.1)), (("greet", 0.2), ("deny", 0.1))]
)
def test_a_customer_who_asks_for_contracts_gets_the_list_where_nothing_else_is_sure(ranking: Any) -> None:
    assert topic(ASKS, ranking, speaker=CUSTOMER) == "contract-list"
    assert topic(MAY_ASK, ranking, speaker=CUSTOMER) != "contract-list"
    assert topic(ASKS, ranking, speaker=VISITOR) != "contract-list"


def test_what_is_surely_out_of_scope_stays_so_for_a_customer() -> None:
    assert topic(ASKS, (("out-of-scope", 0.99),), speaker=CUSTOMER) == "out-of-scope"


def test_a_customer_and_who_asks_for_no_contracts_keep_the_classifiers_topic() -> None:
    assert topic(ASKS, speaker=CUSTOMER) == "regional-contact"
    assert topic(None) == "regional-contact"


def test_a_contract_by_its_number_is_no_list() -> None:
    text = "when does C-100234 end"
    asked = turn(
        text,
        ("contract-expiry", 0.9),
        entities=[named(text, "contract_number", "C-100234")],
        speaker=REPRESENTATIVE,
        contracts=ASKS,
    )
    assert decide(asked).topic == "contract-expiry"


def test_a_wish_for_a_language_asks_for_no_contracts() -> None:
    asked = turn("en français, s'il te plaît", ("switch-language", 0.8), speaker=REPRESENTATIVE, contracts=ASKS)
    assert decide(asked).topic == "switch-language"


def test_what_lets_go_and_asks_for_other_contracts_is_a_list() -> None:
    said = ("forget it, my three biggest", ("cancel", 0.9))
    assert decide(turn(*said, speaker=REPRESENTATIVE, contracts=SURELY_ASKS)).topic == "contract-list"
    assert decide(turn(*said, speaker=CUSTOMER, contracts=SURELY_ASKS)).topic == "cancel"


QUANTITY = (("contract-coverage", 0.5), ("contract-expiry", 0.3))


@pytest.mark.parametrize("said", ["and how many seats is that?", "et c'est pour combien de postes ?"])
def test_a_question_of_the_contract_that_was_told_is_no_list(said: str) -> None:
    asked: dict[str, Any] = {"speaker": REPRESENTATIVE, "contracts": SURELY_ASKS}
    told = decide(turn(said, *QUANTITY, previous=after("contract-expiry", contract="C-1"), **asked))
    assert told.topic == "contract-coverage"
    assert ("contract_number", "C-1") in [(one.entity, one.value) for one in told.entities]
    assert decide(turn(said, *QUANTITY, previous=after("contract-list", contract="C-1"), **asked)).topic == LIST
    assert decide(turn(said, *QUANTITY, previous=after("contract-expiry"), **asked)).topic == LIST


def test_it_is_not_the_contract_told_before_where_an_account_is_named() -> None:
    said, names = "Universal Foods, when does it end?", Names(accounts=("A-7",))
    expiry = ("contract-expiry", 0.9)
    asked = turn(said, expiry, speaker=REPRESENTATIVE, previous=after("contract-expiry", contract="C-1"), names=names)
    assert not decide(asked).entities
