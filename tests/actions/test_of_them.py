"""A representative's "they": the account whose contracts were just told."""

from __future__ import annotations

import pytest

from protocol.turn import PreviousTurn
from renewals.store.database import Sessions
from tests.actions.asking import reply_to

GLOBEX_AIR = PreviousTurn(reply="Globex Air …", listed=("T-2", "T-3"))


def numbers(reply: dict[str, object]) -> set[str]:
    data = reply["data"]
    assert isinstance(data, dict)
    return {one["contract_number"] for one in data["contracts"]}


@pytest.mark.parametrize(
    ("language", "text"), [("en", "what level do they have?"), ("fr", "ils ont quel niveau chez eux ?")]
)
async def test_they_are_the_account_that_was_told(territory: Sessions, language: str, text: str) -> None:
    reply = await reply_to("contract-coverage", "mona", text, language, previous=GLOBEX_AIR)
    assert numbers(reply) == {"T-2", "T-3"}


async def test_they_are_nobody_where_several_accounts_were_told_or_none(territory: Sessions) -> None:
    for listed in ((), ("T-1", "T-2")):
        previous = PreviousTurn(reply="…", listed=listed)
        assert (
            len(numbers(await reply_to("contract-coverage", "mona", "what level do they have?", previous=previous))) > 2
        )


async def test_who_is_named_is_meant_and_not_they(territory: Sessions) -> None:
    text = "and Globex Marine, what do they have?"
    assert numbers(await reply_to("contract-coverage", "mona", text, previous=GLOBEX_AIR)) == {"T-1"}


async def test_a_customers_they_are_not_an_account(territory: Sessions) -> None:
    reply = await reply_to("contract-coverage", "claire", "what do they cover?", previous=GLOBEX_AIR)
    assert "C-1" in numbers(reply)
