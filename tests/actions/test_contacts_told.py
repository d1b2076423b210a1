"""Of others' data a representative is told what is on file of those whom they may see; a customer stays refused."""

from __future__ import annotations

import pytest

from tests.actions.asking import reply_to
from tests.actions.test_whose import desk  # noqa: F401 - a fixture

OTHERS = "out-of-scope/other-people"


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("may I have the personal phone of somebody at Globex", "en", "No telephone number is on file."),
        ("donnez-moi le portable privé de quelqu'un chez Globex", "fr", "Aucun numéro de téléphone n'est au dossier."),
    ],
)
@pytest.mark.usefixtures("desk")
async def test_a_representative_hears_the_contact_and_that_no_number_is_on_file(
    text: str, language: str, told: str
) -> None:
    reply = await reply_to(OTHERS, "lea", text, language)
    assert all(words in reply["text"] for words in ("L-1", "buyer@elsewhere.example", told))


@pytest.mark.usefixtures("desk")
async def test_without_a_name_it_is_asked_whose_and_a_customer_stays_refused() -> None:
    asked = await reply_to(OTHERS, "lea", "may I have somebody's phone")
    refused = await reply_to(OTHERS, "claire", "may I have the phone of somebody at Globex")
    assert "Whose?" in asked["text"]
    assert "buyer@elsewhere.example" not in refused["text"]
    assert "Whose?" not in refused["text"]
