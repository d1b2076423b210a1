"""A contract of a list, picked by its place beside a question."""

from __future__ import annotations

import pytest

from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.picks import with_number_picked
from protocol.turn import PreviousTurn

LEXICON = Lexicon.load()
AFTER_A_LIST = PreviousTurn(listed=("C-1", "C-2", "C-3"))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("the third one, how many seats has it?", "C-3, how many seats has it?"),
        ("First one: which reseller?", "C-1: which reseller?"),
        ("how long does the first one still run?", "how long does C-1 still run?"),
        ("and what do you know about the second?", "and what do you know about C-2?"),
        ("le troisième, on a combien de postes ?", "C-3, on a combien de postes ?"),
        ("il reste combien de jours pour le deuxième ?", "il reste combien de jours pour C-2 ?"),
        ("qui gère le dernier ?", "qui gère C-3 ?"),
        ("le premier contrat se renouvelle tout seul ?", "C-1 se renouvelle tout seul ?"),
    ],
)
def test_a_place_beside_a_question_is_the_contract_that_stands_there(said: str, read: str) -> None:
    assert with_number_picked(said, AFTER_A_LIST, LEXICON) == read


@pytest.mark.parametrize(
    "said",
    [
        "which is the first contract to end?",
        "lequel finit le premier ?",
        "those of the first quarter",
        "avant le premier mars",
        "first, what is premium support?",
        "what is the first step?",
        "le quatrième, il couvre quoi ?",
    ],
)
def test_a_place_that_stands_for_something_else_picks_nothing(said: str) -> None:
    assert with_number_picked(said, AFTER_A_LIST, LEXICON) is None


def test_without_a_list_nothing_is_picked() -> None:
    assert with_number_picked("the third one, how many seats has it?", PreviousTurn(), LEXICON) is None
