"""What comes after an answer, what is told without a question, and words that are no choice, no proof and no question
of ours.
"""

from __future__ import annotations

import pytest
import yaml

from nlu.dialogue import choices
from nlu.dialogue.decide import decide
from nlu.dialogue.lexicon import FOLDER
from nlu.dialogue.turn import OUT_OF_SCOPE, Turn
from protocol.turn import CUSTOMER, VISITOR, Button, PreviousTurn
from tests.nlu.turns import after, named, rules, turn

QUESTIONS = FOLDER.parents[2] / "renewals" / "data" / "questions.yml"
UNSURE = (("greet", 0.2), ("goodbye", 0.15))
NAME = (("account-overview", 0.8), ("greet", 0.1))


@pytest.mark.parametrize("said", ["12345", "23", "123456789"])
def test_a_number_of_several_digits_picks_no_button(said: str) -> None:
    previous = PreviousTurn(buttons=tuple(Button(f"label {n}", f"say {n}") for n in range(4)))
    assert choices.chosen_text(said, previous, rules().lexicon) is None


def test_a_product_of_one_s_own_is_meant_in_a_longer_message_of_which_nothing_is_sure() -> None:
    text = "ok what can you tell me about my proxysg then"
    sure, unsure = (OUT_OF_SCOPE, 0.9), (OUT_OF_SCOPE, 0.35)
    product = [named(text, "product", "ProxySG", "proxysg")]
    assert decide(turn(text, unsure, ("greet", 0.2), entities=product, speaker=CUSTOMER)).topic == "contract-expiry"
    assert decide(turn(text, sure, ("greet", 0.05), entities=product, speaker=CUSTOMER)).topic == OUT_OF_SCOPE
    assert decide(turn(text, unsure, ("greet", 0.2), entities=product, speaker=VISITOR)).topic == OUT_OF_SCOPE


def test_a_name_proves_nothing_after_it_was_said_that_the_number_is_not_known() -> None:
    told = after("contract-expiry", topic_question="contract-expiry/no-number", reply="You need no number.")
    decision = decide(turn("Blue Door Dental", *NAME, previous=told))
    assert (decision.topic, decision.by) == ("affirm", "name_as_proof")
    assert decide(turn("Blue Door Dental", *NAME, previous=after("contract-expiry"))).by != "name_as_proof"


@pytest.mark.parametrize("said", ["and then?", "what next", "et après ?", "Et ensuite..."])
@pytest.mark.parametrize(
    ("previous", "question"),
    [
        (after("renew-software"), "activate-renewal/just-renewed"),
        (after("renew-software", topic_question="renew-software/steps"), "activate-renewal/just-renewed"),
        (after("late-renewal"), "late-renewal/how"),
        (after("late-renewal", topic_question="late-renewal/how"), "late-renewal/how-fast"),
        (after("cancel-auto-renewal"), "cancel-auto-renewal/afterwards"),
    ],
)
def test_what_comes_next_is_asked_of_what_was_just_answered(said: str, previous: PreviousTurn, question: str) -> None:
    decision = decide(turn(said, *UNSURE, previous=previous))
    assert (decision.by, decision.question) == ("next_step", question)


def test_each_next_step_is_a_question_of_ours() -> None:
    known = set(yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")))
    steps, topics = rules().next_steps, {question.partition("/")[0] for question in known}
    assert set(steps.values()) <= known
    assert {before for before in steps if "/" in before} <= known
    assert {before for before in steps if "/" not in before} <= topics


@pytest.mark.parametrize(
    "said",
    ["purchasing tells me our protection stops soon", "aux achats on me dit que notre protection s'arrête bientôt"],
)
def test_what_is_told_of_a_near_end_asks_what_to_do_where_it_would_be_refused(said: str) -> None:
    refused = decide(turn(said, (OUT_OF_SCOPE, 0.5), ("threat-updates", 0.3)))
    assert (refused.by, refused.question) == ("statement", "expiring-contracts/ends-in-days")
    assert decide(turn(said, ("contract-expiry", 0.6), (OUT_OF_SCOPE, 0.3))).topic == "contract-expiry"


@pytest.mark.parametrize("said", ["my show ends soon", "our protection is fine", "la couverture du magazine"])
def test_what_lacks_a_part_of_the_statement_stays_refused(said: str) -> None:
    assert decide(turn(said, (OUT_OF_SCOPE, 0.5), ("threat-updates", 0.3))).topic == OUT_OF_SCOPE


def place_and_question(pending: str) -> Turn:
    text = "I'm in Belgium, who do I call"
    place = [named(text, "country", "BE", "Belgium")]
    ranking = (("regional-contact", 0.9), ("greet", 0.05))
    return turn(text, *ranking, entities=place, previous=after(pending, question="clarify"), pending_topic=pending)


def test_who_names_their_country_and_asks_for_somebody_is_answered_that() -> None:
    decision = decide(place_and_question("renewal-quote"))
    assert (decision.topic, decision.by) == ("regional-contact", "phrase")


def test_who_waits_for_a_person_has_answered_by_their_country_whatever_they_add() -> None:
    assert decide(place_and_question("handoff")).topic == "handoff"
