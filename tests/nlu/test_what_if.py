"""What follows from a plan is asked in many ways; each leads to the question that tells it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.dialogue.decide import decide
from tests.nlu.turns import named, turn


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("What happens if I renew 40 days late?", "late-renewal/still-possible"),
        ("and if we are two weeks late", "late-renewal/still-possible"),
        ("Que se passe-t-il si je renouvelle avec 40 jours de retard ?", "late-renewal/still-possible"),
        ("what if I let it lapse?", "late-renewal/not-renewing"),
        ("what would happen if we don't renew", "late-renewal/not-renewing"),
        ("et si on ne renouvelle pas", "late-renewal/not-renewing"),
        ("What if I stop automatic renewal now?", "cancel-auto-renewal/afterwards"),
        ("et si je désactive le renouvellement automatique maintenant ?", "cancel-auto-renewal/afterwards"),
        ("What happens if all of them end on one day?", "maintenance-term/common-end-date"),
        ("et si tous nos contrats se terminent le même jour ?", "maintenance-term/common-end-date"),
    ],
)
def test_a_plan_leads_to_the_question_of_what_follows(said: str, question: str) -> None:
    decision = decide(turn(said, ("why-renew", 0.4), ("late-renewal", 0.3)))
    assert (decision.question, decision.by, decision.topic) == (question, "what_if", question.partition("/")[0])


@pytest.mark.parametrize(
    "said",
    [
        "is it ok if we pay three weeks late",
        "can the order come in 12 days late?",
        "would it still be possible two weeks after the end",
        "trois semaines de retard, c'est grave ?",
        "on peut payer quinze jours après l'échéance ?",
    ],
)
def test_whether_one_may_be_so_late_is_whether_it_is_still_possible(said: str) -> None:
    decision = decide(turn(said, ("late-renewal", 0.6), ("compliance", 0.1)))
    assert (decision.question, decision.by) == ("late-renewal/still-possible", "what_if")


def test_what_is_surely_another_question_of_lateness_stays_that() -> None:
    plain = turn("can we avoid the fee two weeks late?", ("late-renewal", 0.9), ("greet", 0.1))
    sure = replace(plain, interpretation=replace(plain.interpretation, questions=(("late-renewal/avoid-fees", 0.8),)))
    assert decide(sure).question == "late-renewal/avoid-fees"


def test_the_contract_that_is_named_stays_with_the_plan() -> None:
    text = "what if I let C-100234 lapse?"
    decision = decide(turn(text, ("late-renewal", 0.9), entities=[named(text, "contract_number", "C-100234")]))
    assert [one.value for one in decision.entities] == ["C-100234"]


@pytest.mark.parametrize(
    "said",
    [
        "I renewed two weeks late",
        "what if my reseller does not answer?",
        "is there a fee if I renew late?",
        "if I renew late, is there a fee?",
        "what if I don't renew and stop automatic renewal?",
    ],
)
def test_what_supposes_no_plan_or_two_is_left_to_the_classifier(said: str) -> None:
    assert decide(turn(said, ("find-partner", 0.9), ("greet", 0.05))).by != "what_if"
