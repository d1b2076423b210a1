"""What is told of several of somebody's contracts together, and of the first and the last of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import facts_of_several
from protocol.turn import LAST_CONTRACT, PreviousTurn
from renewals.store.database import Sessions
from tests.actions.asking import reply_to, speaks
from tests.builders import load, terms


async def test_the_sum_of_all_quantities_comes_first_whatever_contract_was_told(shown: Sessions) -> None:
    told = PreviousTurn(topic="contract-expiry", reply="C-1 ends.", contract="C-1")
    asked = "what do all our contracts have in total?"
    reply = await reply_to("contract-coverage/quantity", "claire", asked, previous=told)
    assert reply["text"].startswith("30 in all, of 3 contracts:")
    of_one = await reply_to("contract-coverage/quantity", "claire", "how many does it have?", previous=told)
    assert of_one["text"] == "Endpoint Protection (contract C-1): quantity 10."


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "do all our contracts have the same support?", "Not the same:"),
        ("en", "are all our contracts with the same reseller?", "The same for all 3 contracts: Distrilog."),
        ("en", "do all of ours end on the same day?", "Not the same:"),
        ("fr", "tous nos contrats ont la même quantité ?", "La même chose pour tous (3 contrats)\u00a0: 10."),
        ("fr", "nos contrats ont-ils la même offre ?", "Ce n'est pas la même chose\u00a0:"),
    ],
)
async def test_contracts_are_compared_in_what_is_asked_for(
    shown: Sessions, language: str, text: str, said: str
) -> None:
    reply = await reply_to("contract-list/compared", "claire", text, language)
    assert reply["text"].startswith(said)
    if said.endswith(":"):
        assert all(number in reply["text"] for number in ("C-1", "C-2", "C-3"))


async def test_what_each_contract_has_stands_beside_it(shown: Sessions) -> None:
    reply = await reply_to("contract-list/compared", "claire", "the same support on all of ours?")
    assert reply["text"].splitlines() == [
        "Not the same:",
        "• CloudSOC (contract C-3), ended on 1 November 2026: Cloud Support",
        "• Endpoint Protection (contract C-1): Essential Support",
        "• ProxySG (contract C-2): Hardware support",
    ]


async def test_one_contract_is_like_no_other(shown: Sessions) -> None:
    load(shown, {"contract_number": "S-1", "account_number": "A-9", "contact_email": "solo@nine.example"})
    speaks(shown, "solo", "solo@nine.example")
    reply = await reply_to("contract-list/compared", "solo", "do our two contracts have the same support?")
    assert reply["text"] == "I see one contract only, Endpoint Protection (contract S-1): Essential Support."


async def test_the_last_to_end_is_the_one_with_the_latest_end(shown: Sessions) -> None:
    reply = await reply_to("expiring-contracts/last-to-end", "claire", "which one lasts longest?")
    assert reply["text"] == "The last to end is ProxySG (contract C-2): on 1 February 2027, 70 days left."
    assert reply["data"]["contract_number"] == "C-2"
    load(shown, {"contract_number": "C-4", "product": "Web Security Service", "end_date": "2027-02-01"})
    several = await reply_to("expiring-contracts/last-to-end", "claire", "which one lasts longest?")
    assert several["text"].startswith("The last to end, on the same day, 1 February 2027, are ")


async def test_where_all_have_ended_the_last_is_told_as_ended(shown: Sessions) -> None:
    load(
        shown,
        {
            "contract_number": "E-1",
            "account_number": "A-8",
            "contact_email": "old@eight.example",
            "end_date": "2026-11-02",
        },
    )
    speaks(shown, "old", "old@eight.example")
    reply = await reply_to("expiring-contracts/last-to-end", "old", "which one ends last?")
    assert reply["text"] == "All have ended; the last was Endpoint Protection (contract E-1), on 2 November 2026."


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_and_the_last_one_asks_the_same_of_the_contract_that_ends_last(shown: Sessions, language: str) -> None:
    told = PreviousTurn(topic="contract-expiry", reply="C-1 ends.", contract="C-1")
    reply = await reply_to("contract-expiry", "claire", "", language, previous=told, decided_by=LAST_CONTRACT)
    assert "C-2" in reply["text"].splitlines()[0]


async def test_which_has_more_is_told_first(shown: Sessions) -> None:
    load(shown, {"contract_number": "C-5", "product": "VIP Access", "quantity": "700"})
    reply = await reply_to("contract-coverage/quantity", "claire", "which has more seats, ProxySG or VIP Access?")
    assert reply["text"].startswith("VIP Access (contract C-5) has the most: 700.")


async def test_two_products_that_are_named_are_both_meant(shown: Sessions) -> None:
    load(
        shown,
        {
            "contract_number": "C-6",
            "product": "Email Security.cloud",
            "product_type": "online-service",
            "auto_renew": "true",
        },
    )
    text = "which renews by itself, Endpoint Protection or Email Security?"
    products = ["Endpoint Protection", "Email Security.cloud"]
    reply = await reply_to("auto-renewal/is-it-on", "claire", text, products=products)
    assert "C-6" in reply["text"].splitlines()[1]
    assert reply["text"].splitlines()[2] == "What does not: Endpoint Protection (C-1)."


async def test_none_of_two_that_are_named_renews_by_itself(shown: Sessions) -> None:
    text = "do CloudSOC and ProxySG renew by themselves?"
    reply = await reply_to("auto-renewal/is-it-on", "claire", text, products=["CloudSOC", "ProxySG"])
    assert reply["text"] == "None of these renews by itself: CloudSOC (C-3), ProxySG (C-2)."


async def test_a_renewal_that_is_not_on_file_yet_is_confirmed_by_the_reseller(shown: Sessions) -> None:
    one = await reply_to("contract-expiry/renewal-registered", "claire", entities={"contract_number": "C-1"})
    assert "31 December 2026 as its end on file" in one["text"]
    assert "your reseller (Distrilog) can confirm yours" in one["text"]
    several = await reply_to("contract-expiry/renewal-registered", "claire", "Distrilog ordered, still the old date?")
    assert "the reseller can confirm yours (Distrilog)" in several["text"].splitlines()[0]
    assert "C-2" in several["text"]


async def test_a_number_that_is_not_theirs_is_told_so_first(shown: Sessions) -> None:
    for language, said in (("en", 'I do not see "X-1" among'), ("fr", "Je ne vois pas «\u00a0X-1\u00a0» parmi")):
        reply = await reply_to("contract-expiry/end-date", "claire", "", language, {"contract_number": "X-1"})
        assert reply["text"].startswith(said)


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=12))
def test_the_words_for_more_and_fewer_tell_the_largest_and_the_smallest(quantities: list[int]) -> None:
    contracts = [terms(contract_number=f"C-{at}", quantity=count) for at, count in enumerate(quantities)]
    largest = facts_of_several.extreme(contracts, fewest=False)
    smallest = facts_of_several.extreme(contracts, fewest=True)
    assert largest is None or [one.quantity for one in contracts].count(max(quantities)) == 1
    assert (largest is None) == (sorted(quantities)[-2:].count(max(quantities)) != 1)
    assert smallest is None or smallest.quantity == min(quantities)
