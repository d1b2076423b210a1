"""The other contract, and a yes to what was offered."""

from __future__ import annotations

import pytest
import yaml

from nlu.dialogue.decide import decide
from nlu.dialogue.rules import FILE as rules_file
from protocol.turn import CUSTOMER, OTHER_CONTRACT, VISITOR
from tests.nlu.asked import follows
from tests.nlu.turns import after, rules, turn


@pytest.mark.parametrize("said", ["the other one", "and the other one?", "et l'autre ?", "l'autre contrat"])
def test_the_other_contract_is_asked_the_same_question(said: str) -> None:
    told = after("contract-coverage", topic_question="contract-coverage/quantity", reply="12.", contract="C-1")
    decision = decide(turn(said, ("deny", 0.9), ("greet", 0.1), previous=told, speaker=CUSTOMER))
    assert (decision.topic, decision.question, decision.by) == (
        "contract-coverage",
        "contract-coverage/quantity",
        OTHER_CONTRACT,
    )


@pytest.mark.parametrize(
    "said",
    ["ask my team for it", "pass it on to the team please", "transmettez leur la question svp", "demandez à l'équipe"],
)
def test_who_says_that_it_is_to_be_passed_on_wants_a_person_after_any_answer(said: str) -> None:
    decision = decide(turn(said, ("feedback", 0.6), ("handoff", 0.2), previous=follows("adjust-coverage/more-seats")))
    assert (decision.topic, decision.by) == ("handoff", "phrase")


@pytest.mark.parametrize("question", ["how-to-renew/by-assistant", "find-partner/no-answer"])
def test_a_yes_to_an_answer_that_offers_a_person_accepts_them(question: str) -> None:
    decision = decide(turn("yes", ("affirm", 0.9), ("greet", 0.1), previous=follows(question)))
    assert (decision.topic, decision.by) == ("handoff", "accepted_offer")


def test_each_question_that_offers_a_person_is_one() -> None:
    asked = yaml.safe_load((rules_file.parents[2] / "renewals" / "data" / "questions.yml").read_text(encoding="utf-8"))
    offered = {offer for offer in rules().offers_a_person if "/" in offer} | {
        rule.question for rule in rules().refinements
    }
    assert offered <= set(asked)


def test_no_other_contract_is_meant_by_a_visitor_or_where_none_was_told() -> None:
    for more in ({"contract": "C-1", "speaker": VISITOR}, {"contract": None, "speaker": CUSTOMER}):
        previous = after("contract-coverage", reply="12.", contract=more["contract"])
        decision = decide(
            turn("and the other one?", ("deny", 0.9), ("greet", 0.1), previous=previous, speaker=str(more["speaker"]))
        )
        assert decision.by != OTHER_CONTRACT


@pytest.mark.parametrize(
    ("said", "yes"),
    [
        ("yes renew it", True),
        ("oui faites-le", True),
        ("yes but not now", False),
        ("yes, when?", False),
        ("oui mais plus tard", False),
    ],
)
def test_a_yes_in_a_few_words_agrees_to_what_was_asked(said: str, yes: bool) -> None:
    decision = decide(
        turn(
            said,
            ("how-to-renew", 0.9),
            ("affirm", 0.1),
            previous=follows("how-to-renew/by-assistant"),
            asked="hand-off",
        )
    )
    assert (decision.by == "accepted_offer") is yes
    if yes:
        assert decision.typed
        assert decision.typed.topic == "affirm"


def test_the_other_contract_of_an_answer_that_told_none_is_shown() -> None:
    told = after("handoff", topic_question="handoff/when", reply="Now.", contract="C-1", contract_ago=2)
    decision = decide(turn("et l'autre ?", ("deny", 0.9), ("greet", 0.1), previous=told, speaker=CUSTOMER))
    assert (decision.topic, decision.question, decision.by) == ("contract-expiry", None, OTHER_CONTRACT)
