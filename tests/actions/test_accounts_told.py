"""A representative was told of one account: "they" are that account."""

from __future__ import annotations

import pytest

from protocol.turn import OTHER_CONTRACT, PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.asking import reply_to
from tests.builders import load

CONTOSO = PreviousTurn(topic="account-overview", reply="Contoso has three.", listed=("C-1", "C-2", "C-3"))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("contract-expiry/end-date", "when are they due?"),
        ("contract-expiry/still-covered", "are they still covered or not?"),
        ("find-partner/my-reseller", "who is their reseller?"),
        ("account-overview/overview", "who sells to them and when do they end?"),
        ("account-overview/several-match", "what do they have?"),
        ("contract-list/all", "how many seats do they have in total?"),
    ],
)
async def test_they_are_the_account_that_was_told(territory: Sessions, question: str, text: str) -> None:
    reply = await reply_to(question, "mona", text, previous=CONTOSO)
    numbers = {contract["contract_number"] for contract in reply["data"]["contracts"]}
    assert numbers == {"C-1", "C-2", "C-3"}


async def test_of_several_accounts_none_is_meant(territory: Sessions) -> None:
    several = PreviousTurn(topic="contract-list", reply="Four.", listed=("C-1", "T-1"))
    reply = await reply_to("contract-list/all", "mona", "how many seats do they have in total?", previous=several)
    assert "T-1" in {contract["contract_number"] for contract in reply["data"]["contracts"]}


async def test_an_account_that_is_named_is_meant_rather_than_the_one_before(territory: Sessions) -> None:
    reply = await reply_to("contract-expiry/end-date", "mona", "Globex Marine, when are they due?", previous=CONTOSO)
    assert reply["data"]["contract_number"] == "T-1"


async def test_nobody_else_sees_an_account_by_a_pronoun(territory: Sessions) -> None:
    foreign = PreviousTurn(topic="account-overview", reply="Northwind.", listed=("X-1",))
    reply = await reply_to("contract-expiry/end-date", "claire", "when are they due?", previous=foreign)
    assert "X-1" not in reply["text"]


async def test_of_a_whole_territory_one_is_asked_which_account_has_that_offering(territory: Sessions) -> None:
    load(territory, *({"contract_number": f"N-{n}", "account_number": f"A-{n}"} for n in range(100, 112)))
    reply = await reply_to("contract-coverage", "mona", "what level do they have?")
    assert (reply["kind"], reply["text"]) == ("clarify", answers.phrase("en", "own-facts", "which"))


async def test_the_other_contract_is_the_account_s(territory: Sessions) -> None:
    told = PreviousTurn(topic="contract-expiry", reply="C-1 ends.", contract="C-1")
    reply = await reply_to(
        "contract-expiry/end-date", "mona", "and the other?", previous=told, decided_by=OTHER_CONTRACT
    )
    assert {contract["contract_number"] for contract in reply["data"]["contracts"]} == {"C-2", "C-3"}
    alone = PreviousTurn(topic="contract-expiry", reply="T-1 ends.", contract="T-1")
    none = await reply_to(
        "contract-expiry/end-date", "mona", "and the other?", previous=alone, decided_by=OTHER_CONTRACT
    )
    assert none["text"] == answers.phrase("en", "own-facts", "no-other")
