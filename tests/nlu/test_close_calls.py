"""Topics that are close to one another: offers, choices, refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nlu.dialogue import choices
from nlu.dialogue.decide import decide
from nlu.dialogue.turn import BUTTON, OUT_OF_SCOPE, Interpretation, Turn
from protocol.turn import CUSTOMER, VISITOR, PreviousTurn
from tests.nlu.turns import after, asked_which, rules, turn


def test_of_two_topics_that_are_close_the_likelier_is_answered_and_the_next_two_are_offered() -> None:
    close = [("how-to-renew", 0.45), ("late-renewal", 0.3), ("compliance", 0.15), ("find-partner", 0.1)]
    decision = decide(turn("renew or cover?", *close))
    assert (decision.topic, decision.by, decision.close_call) == ("how-to-renew", "best_with_offers", False)
    assert decision.offers == ("late-renewal", "compliance")


def test_what_is_hardly_likely_is_not_offered() -> None:
    assert decide(turn("renew?", ("how-to-renew", 0.35), ("late-renewal", 0.09))).offers == ()


def test_nothing_is_offered_beside_an_answer_that_is_sure() -> None:
    assert decide(turn("renew?", ("how-to-renew", 0.6), ("late-renewal", 0.2))).offers == ()


@pytest.mark.parametrize("harmful", ["handoff", "contract-list"])
def test_which_is_meant_is_asked_where_a_wrong_answer_would_do_harm(harmful: str) -> None:
    decision = decide(turn("get me ours", (harmful, 0.45), ("late-renewal", 0.4)))
    assert (decision.topic, decision.by, decision.close_call) == (harmful, "disambiguation", True)
    assert decision.offers == ()


def test_an_offer_that_is_pressed_answers_the_message_before_it() -> None:
    before = replace(after("how-to-renew", ("late-renewal", 0.3)), offers=("late-renewal",))
    pressed = Interpretation("What happens if I renew late?", (), (("late-renewal", 1.0),), BUTTON)
    decision = decide(Turn(pressed, rules(), before))
    assert (decision.topic, decision.by, decision.text) == ("late-renewal", "choice", "the message before")
    assert decide(Turn(pressed, rules(), after("how-to-renew"))).by == BUTTON


UNCLEAR = (("support-hours", 0.22), ("compliance", 0.2), ("premium-support", 0.15))


def test_a_message_of_which_nothing_is_sure_goes_on_with_the_topic_before_and_offers_the_likelier() -> None:
    decision = decide(turn("and is that extra", *UNCLEAR, previous=after("premium-support")))
    assert (decision.topic, decision.by) == ("premium-support", "continuation")
    assert decision.offers == ("support-hours", "compliance")


@pytest.mark.parametrize(
    ("ranking", "previous"),
    [
        (UNCLEAR, after("thanks")),
        (UNCLEAR, after("education-services")),
        ((("support-hours", 0.6), ("premium-support", 0.2)), after("premium-support")),
        ((("support-hours", 0.25), (OUT_OF_SCOPE, 0.26), ("premium-support", 0.2)), after("premium-support")),
    ],
)
def test_it_does_not_where_something_else_is_likelier_by_far(ranking: Any, previous: PreviousTurn) -> None:
    assert decide(turn("and is that extra", *ranking, previous=previous)).by != "continuation"


@pytest.mark.parametrize("said", ["no, that's not it", "ce n'est pas ça"])
def test_a_refusal_gets_the_next_best_topic_of_the_previous_message(said: str) -> None:
    previous = after("late-renewal", ("thanks", 0.05), ("renewal-notice", 0.04))
    decision = decide(turn(said, ("deny", 0.9), previous=previous))
    assert (decision.topic, decision.by, decision.text) == ("renewal-notice", "correction", "the message before")
    assert decision.refuses
    assert decision.corrected
    assert decision.typed is not None
    assert decision.typed.topic == "deny"


def test_a_second_refusal_is_not_answered_by_a_third_guess() -> None:
    previous = after("late-renewal", ("renewal-notice", 0.04), corrected=True)
    decision = decide(turn("no, that's not it", ("deny", 0.9), previous=previous))
    assert (decision.topic, decision.refuses) == ("deny", True)


def test_a_bare_no_refuses_nothing() -> None:
    decision = decide(turn("no", ("deny", 0.9), previous=after("late-renewal", ("renewal-notice", 0.04))))
    assert (decision.topic, decision.refuses) == ("deny", False)


def test_refusing_both_of_two_topics_gets_the_third() -> None:
    assert (
        decide(turn("no", ("deny", 0.9), previous=asked_which("how-to-renew", "renewal-notice"))).topic
        == "late-renewal"
    )


@pytest.mark.parametrize(
    ("said", "place"),
    [("the second one", 1), ("le deuxième svp", 1), ("first", 0), ("the third", None), ("hello", None)],
)
def test_a_button_is_picked_by_its_place(said: str, place: int | None) -> None:
    previous = asked_which("how-to-renew", "renewal-notice")
    expected = None if place is None else previous.buttons[place].say
    assert choices.chosen_text(said, previous, rules().lexicon) == expected


@pytest.mark.parametrize("said", ["say renewal-notice", "Other", "other."])
def test_one_of_the_two_that_were_asked_back_pressed_or_typed_is_the_previous_message_once_more(said: str) -> None:
    decision = decide(turn(said, previous=asked_which("how-to-renew", "renewal-notice")))
    assert (decision.topic, decision.by, decision.text) == ("renewal-notice", "choice", "the message before")
    assert [one.value for one in decision.entities] == ["C-100234"]


@pytest.mark.parametrize("said", ["?", "other contracts of mine"])
def test_signs_alone_and_more_words_than_a_button_s_choose_none_of_the_two(said: str) -> None:
    assert (
        decide(turn(said, ("contract-list", 0.9), previous=asked_which("how-to-renew", "renewal-notice"))).by
        != "choice"
    )


def test_what_tells_of_ones_own_contracts_either_way_is_not_asked_back() -> None:
    close = (("contract-expiry", 0.45), ("expiring-contracts", 0.4))
    said = "is one of ours running out now?"
    assert not decide(turn(said, *close, speaker=CUSTOMER)).close_call
    assert decide(turn(said, *close, speaker=CUSTOMER)).topic == "contract-expiry"
    assert decide(turn(said, *close, speaker=VISITOR)).close_call
    assert decide(turn(said, close[0], ("handoff", 0.4), speaker=CUSTOMER)).close_call
