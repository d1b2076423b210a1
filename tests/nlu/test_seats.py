"""From how many seats to how many somebody goes: the larger number tells whether they want more or fewer."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.dialogue.decide import decide
from protocol.turn import PreviousTurn
from tests.nlu import asked
from tests.nlu.turns import after, turn

MORE, FEWER = "adjust-coverage/more-seats", "adjust-coverage/fewer-seats"


def question_of(text: str, before: Optional[str] = None) -> Optional[str]:
    previous = after(before) if before else PreviousTurn()
    return decide(turn(text, ("out-of-scope", 0.4), ("adjust-coverage", 0.35), previous=previous)).question


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("we're going from 250 to 180 seats", FEWER),
        ("we go from 40 users to 65", MORE),
        ("could we drop from 1,200 to 900 licences", FEWER),
        ("on passe de 250 à 180 postes", FEWER),
        ("can I renew it for 500 seats instead of 450?", MORE),
        ("180 instead of 250 users this time please", FEWER),
        ("je voudrais 1 200 postes au lieu de 900", MORE),
        ("seulement 40 licences et non 65", FEWER),
        ("on voudrait passer de 80 utilisateurs à 1 200", MORE),
        ("we have only 9 users now, not 12", FEWER),
    ],
)
def test_the_larger_number_tells_what_is_wanted(said: str, question: str) -> None:
    assert question_of(said) == question


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("we are 250 now instead of 220", MORE),
        ("on est 250 maintenant au lieu de 220", MORE),
        ("9 people not 12", FEWER),
    ],
)
def test_a_message_about_seats_need_not_name_them(said: str, question: str) -> None:
    assert asked.question_of(said, label=FEWER) == question
    assert asked.question_of(said, label=MORE) == question


def test_after_an_answer_on_seats_the_numbers_alone_say_it() -> None:
    assert question_of("it would go from 30 down to 20", "adjust-coverage") is None
    assert question_of("it would go from 30 to 20", "adjust-coverage") == FEWER


@pytest.mark.parametrize(
    "said",
    [
        "500 seats instead of a discount",
        "seats instead of 450",
        "which contracts go from 50 to 100 seats",
        "contracts from 50 to 100 seats",
        "the price goes from 250 to 180",
        "we go from 50 to 50 seats",
        "from to seats going",
        "going from 1 seats to",
    ],
)
def test_what_says_no_such_change_is_left_to_the_rest(said: str) -> None:
    assert question_of(said) is None


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_any_two_numbers_are_compared(before: int, now: int) -> None:
    expected = None if before == now else MORE if now > before else FEWER
    assert question_of(f"we move from {before} to {now} seats") == expected
    assert question_of(f"on passe de {before:,} à {now:,} licences") == expected
