"""What is told of one's own contracts where somebody says that one has ended, asks for the most seats,
or asks again.
"""

from __future__ import annotations

import pytest

from protocol.turn import PreviousTurn
from renewals.store.database import Sessions
from renewals.store.tables import Contract
from tests.actions.asking import reply_to

SAID = {"en": "my contract expired last month", "fr": "mon contrat a expiré le mois dernier"}


@pytest.fixture
def running(shown: Sessions) -> Sessions:
    """No contract of Claire's has ended."""
    with shown.begin() as session:
        for contract in session.query(Contract).filter_by(number="C-3"):
            session.delete(contract)
    return shown


@pytest.mark.parametrize("question", ["late-renewal", "late-renewal/how"])
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_who_says_that_a_contract_has_ended_hears_that_none_has_by_what_is_on_file(
    running: Sessions, question: str, language: str
) -> None:
    told = (await reply_to(question, "claire", SAID[language], language))["text"].splitlines()[0]
    assert "C-1" in told
    assert ("none of your" if language == "en" else "aucun de vos") in told


@pytest.mark.parametrize("question", ["late-renewal", "late-renewal/how"])
async def test_where_one_has_ended_that_one_is_meant(shown: Sessions, question: str) -> None:
    told = (await reply_to(question, "claire", SAID["en"]))["text"]
    assert "C-3" in told
    assert "ended on 1 November 2026" in told
    assert "C-1)" not in told


@pytest.mark.parametrize(("text", "language"), [("we forgot to renew", "en"), ("on a oublié de renouveler", "fr")])
async def test_who_has_forgotten_to_renew_means_what_has_ended_though_another_was_told(
    shown: Sessions, text: str, language: str
) -> None:
    told = PreviousTurn(topic="contract-expiry", contract="C-2", reply="C-2")
    reply = await reply_to("late-renewal/still-possible", "claire", text, language, previous=told)
    assert "C-3" in reply["text"].partition("\n")[0]


async def test_a_question_on_lateness_that_says_nothing_has_ended_is_answered_as_before(running: Sessions) -> None:
    assert "none of your" not in (await reply_to("late-renewal/how", "claire", "how do I renew late"))["text"]


@pytest.mark.parametrize("question", ["expiring-contracts/next-to-end", "contract-list"])
@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        (
            "which contract has the most seats",
            "en",
            ("The most, 10 each: CloudSOC (C-3), Endpoint Protection (C-1), ProxySG (C-2)."),
        ),
        (
            "quel contrat a le plus de postes ?",
            "fr",
            ("Le plus, 10 chacun : CloudSOC (C-3), Endpoint Protection (C-1), ProxySG (C-2)."),
        ),
    ],
)
async def test_all_contracts_with_the_most_seats_are_told(
    shown: Sessions, question: str, text: str, language: str, begins: str
) -> None:
    assert (await reply_to(question, "claire", text, language))["text"].startswith(begins)


async def test_the_one_contract_with_the_most_seats_is_told_before_the_list(shown: Sessions) -> None:
    with shown.begin() as session:
        for contract in session.query(Contract).filter_by(number="C-2"):
            contract.quantity = 900
    told = (await reply_to("contract-list", "claire", "which has the most seats"))["text"].splitlines()
    assert told[0] == "ProxySG (contract C-2) has the most: 900."
    assert len(told) == 5
    alone = (await reply_to("contract-list", "claire", "which contract has the most seats"))["text"]
    assert alone == "ProxySG (contract C-2) has the most: 900."


async def test_what_renews_by_itself_is_told_again_from_the_file(shown: Sessions) -> None:
    question = "auto-renewal/is-it-on"
    first = await reply_to(question, "claire", "will it charge my card?")
    previous = PreviousTurn(topic="auto-renewal", topic_question=question, reply=first["text"])
    again = (await reply_to(question, "claire", "and the other one?", previous=previous))["text"]
    assert again.endswith(first["text"])
    assert again != first["text"]
    assert "once you have shown" not in again


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what ended last friday?", "Nothing of yours ended on 20 November 2026."),
        ("what ends next friday?", "Nothing of yours ends on 27 November 2026."),
    ],
)
async def test_what_is_over_is_spoken_of_as_over(shown: Sessions, text: str, told: str) -> None:
    assert (await reply_to("expiring-contracts", "claire", text))["text"].startswith(told)


async def test_of_several_contracts_none_is_talked_of_by_who_says_that_one_has_ended(running: Sessions) -> None:
    assert "contract_number" not in ((await reply_to("late-renewal/how", "claire", SAID["en"]))["data"] or {})


@pytest.mark.parametrize("said", ["what do i do", "how do i get it back under cover"])
async def test_what_to_do_is_told_of_the_contract_that_is_talked_of(shown: Sessions, said: str) -> None:
    previous = PreviousTurn(topic="contract-expiry", reply="C-2 ends.", contract="C-2")
    told = await reply_to("how-to-renew/first-step", "claire", said, previous=previous)
    assert [one["contract_number"] for one in told["data"]["contracts"]] == ["C-2"]
    everything = await reply_to("how-to-renew/first-step", "claire", said)
    assert len(everything["data"]["contracts"]) == 3


async def test_what_a_contract_that_has_ended_held_is_not_told_as_if_it_still_did(shown: Sessions) -> None:
    previous = PreviousTurn(topic="contract-expiry", reply="C-3 ended.", contract="C-3")
    told = await reply_to("cloud-support/what-is-included", "claire", "what is in it?", previous=previous)
    assert "until 1 November 2026; what follows holds again once it is renewed" in told["text"].splitlines()[0]
