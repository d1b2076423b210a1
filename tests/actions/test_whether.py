"""A representative who asks whether one contract is like that is told yes or no, and the contract."""

from __future__ import annotations

import pytest

from protocol.turn import SURELY_ASKS
from renewals.query.asking import asks_for_contracts
from tests.actions.test_actions import said
from tests.actions.test_whose import desk  # noqa: F401 - a fixture
from tests.renewals.reading import reading


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("is Initech overdue?", "en", "Yes."),
        ("is Globex overdue?", "en", "No."),
        ("le contrat de Globex, il est en retard ?", "fr", "Non."),
        ("le contrat d'Initech, il est en retard ?", "fr", "Oui."),
    ],
)
@pytest.mark.usefixtures("desk")
async def test_a_yes_or_no_comes_with_the_contract(text: str, language: str, begins: str) -> None:
    reply = await said("action_contract_list", "lea", text, language)
    assert reply["text"].startswith(begins)
    assert ("L-1" if "Globex" in text else "L-2") in reply["text"]


@pytest.mark.usefixtures("desk")
async def test_what_is_no_question_is_answered_without_a_yes() -> None:
    reply = await said("action_contract_list", "lea", "Initech overdue", "en")
    assert not reply["text"].startswith("Yes")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is Contoso overdue?", "en"),
        ("est-ce que Contoso est en retard ?", "fr"),
    ],
)
def test_whether_one_account_is_overdue_is_a_question_for_its_contracts(text: str, language: str) -> None:
    assert asks_for_contracts(reading(text, language)) == SURELY_ASKS
