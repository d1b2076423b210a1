"""Who asks for a renewal rate never gets a list in its place."""

from __future__ import annotations

import pytest

from tests.actions.test_actions import numbers_in, said
from tests.actions.test_whose import desk  # noqa: F401 - a fixture


@pytest.mark.parametrize(
    ("text", "language", "told", "button"),
    [
        ("what was our retention rate last month", "en", "I cannot tell a renewal rate", "Show the overdue ones: 2"),
        ("quel taux de renouvellement en octobre ?", "fr", "Je ne peux pas donner de taux", "Voir les retards : 2"),
    ],
)
@pytest.mark.usefixtures("desk")
async def test_a_rate_that_nothing_tells_is_said_not_to_be_known_and_the_overdue_ones_are_offered(
    text: str, language: str, told: str, button: str
) -> None:
    reply = await said("action_contract_list", "dana", text, language)
    assert numbers_in(reply) == []
    assert told in reply["text"]
    (press,) = [one["payload"] for one in reply["buttons"] if one["title"] == button]
    assert set(numbers_in(await said("action_contract_list", "dana", press, language))) == {"L-2", "G-2"}
