"""What "expired" alone lists, and what is told and offered beside it; names that nobody has, with colleagues near."""

from __future__ import annotations

import pytest

from renewals.store.database import Sessions
from tests.actions.test_actions import numbers_in, said
from tests.actions.test_whose import desk  # noqa: F401 - a fixture
from tests.builders import load

TOLD = {
    "en": ("expired", "Beside them 1 contract is past its end", "Should have renewed: 1", "past their end"),
    "fr": ("échus", "1 contrat a passé sa fin", "Auraient dû se renouveler : 1", "dont la date est passée"),
}


@pytest.fixture
def ended(desk: Sessions) -> Sessions:  # noqa: F811 - the fixture
    """Beside Léa's L-2, which is overdue, one of hers that should have renewed by itself."""
    load(
        desk,
        {
            "contract_number": "L-3", "account_number": "A-9", "account_name": "Initrode", "end_date": "2026-09-30",
            "owner_email": "lea@vendor.example", "contact_email": "buyer@elsewhere.example", "auto_renew": "true",
        },
    )  # fmt: skip
    return desk


@pytest.mark.parametrize("language", sorted(TOLD))
@pytest.mark.usefixtures("ended")
async def test_expired_is_what_is_overdue_and_says_how_many_should_have_renewed(language: str) -> None:
    word, told, button, both = TOLD[language]
    mine = "my" if language == "en" else "mes"
    reply = await said("action_contract_list", "lea", f"{mine} contracts {word}", language)
    assert numbers_in(reply) == ["L-2"]
    assert told in reply["text"]
    press = next(one["payload"] for one in reply["buttons"] if one["title"] == button)
    shown = await said("action_contract_list", "lea", press, language, listing=reply["data"]["listing"])
    assert numbers_in(shown) == ["L-3"]
    assert numbers_in(await said("action_contract_list", "lea", f"{mine} contracts {both}", language)) == ["L-3", "L-2"]


@pytest.mark.usefixtures("ended")
async def test_nothing_overdue_still_says_what_should_have_renewed() -> None:
    reply = await said("action_contract_list", "lea", "expired contracts of Initrode")
    assert numbers_in(reply) == []
    assert TOLD["en"][1].replace("Beside them ", "") in reply["text"]


@pytest.mark.usefixtures("desk")
async def test_whose_contracts_nobody_has_are_not_listed_and_colleagues_with_near_names_are_offered() -> None:
    reply = await said("action_contract_list", "dana", "gretta marlow's contracts that end this year")
    assert numbers_in(reply) == []
    assert "gretta marlow" in reply["text"]
    near, without = reply["buttons"]
    assert numbers_in(await said("action_contract_list", "dana", near["payload"])) == ["G-2", "G-1"]
    assert "gretta" not in without["payload"]
