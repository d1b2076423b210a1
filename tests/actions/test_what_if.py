"""What happens if: the answer, then the timeline of the person's own contracts, each line with its source."""

from __future__ import annotations

from typing import Any

import pytest

from actions.what_if import days_named
from renewals.store.database import Sessions
from tests.actions.asking import reply_to, text_of
from tests.builders import load


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("what if I renew 40 days late?", 40),
        ("if I'm three weeks late", 21),
        ("si je renouvelle avec un mois de retard", 30),
        ("40 jours après la fin", 40),
        ("deux semaines", 14),
        ("a year", 365),
        ("99999 days", 0),
        ("9999 years late", 3650),
        ("contract C-200 is late", 0),
        ("", 0),
    ],
)
def test_how_late_is_read_in_either_language(said: str, count: int) -> None:
    assert days_named(said) == count


async def test_forty_days_late_is_dated_and_what_the_page_leaves_open_is_said(shown: Sessions) -> None:
    asked: dict[str, Any] = {
        "text": "What happens if I renew C-1 40 days late?",
        "entities": {"contract_number": "C-1"},
    }
    reply = await reply_to("late-renewal/still-possible", "claire", **asked)
    assert reply["text"].splitlines() == [
        text_of("late-renewal/still-possible").splitlines()[0],
        "• 31 December 2026: Endpoint Protection (C-1): last day of cover. (contract on file)",
        (
            "• 1 January 2027: Endpoint Protection (C-1): updates and technical support stop. (page: "
            "“On-premises software”)"
        ),
        (
            "• 9 February 2027: Endpoint Protection (C-1): renewed on this day, it is late; penalties and late "
            "fees can be added. (page: “Reinstatement”)"
        ),
        "• Not settled by the page: How high penalties and fees are. (page: “Reinstatement”)",
        (
            "• Not settled by the page: Whether the new period begins on this day or on the day after the old "
            "end. (page: “Reinstatement”)"
        ),
    ]
    assert reply["data"]["timeline"][1] == {
        "date": "2027-01-01",
        "what": "benefits-stop",
        "contracts": ["C-1"],
        "section": "Produits logiciels sur site",
        "open": False,
    }
    assert reply["metadata"]["sections"] == ["Rétablissement", "Produits logiciels sur site"]
    french = await reply_to(
        "late-renewal/still-possible", "claire", "et avec 40 jours de retard ?", "fr", {"contract_number": "C-1"}
    )
    assert "• 9 février 2027\u00a0: Endpoint Protection (C-1)\u00a0: renouvelé ce jour-là" in french["text"]


async def test_without_a_number_of_days_the_question_is_answered_as_ever(shown: Sessions) -> None:
    reply = await reply_to(
        "late-renewal/still-possible", "claire", "can I still renew?", entities={"contract_number": "C-1"}
    )
    assert "•" not in reply["text"]


async def test_a_visitor_hears_the_rule_and_no_contract(shown: Sessions) -> None:
    for question in ("late-renewal/not-renewing", "cancel-auto-renewal/afterwards", "maintenance-term/common-end-date"):
        assert (await reply_to(question, text="what if I am 40 days late"))["text"].startswith(text_of(question))


async def test_letting_one_lapse_tells_of_that_one_alone(shown: Sessions) -> None:
    reply = await reply_to(
        "late-renewal/not-renewing", "claire", "what if I let C-2 lapse", entities={"contract_number": "C-2"}
    )
    assert "• 2 February 2027: ProxySG (C-2): updates and technical support stop." in reply["text"]
    assert "C-1" not in reply["text"]


async def test_stopping_automatic_renewal_tells_of_what_renews_by_itself(shown: Sessions) -> None:
    online = {
        "product": "Email Security.cloud",
        "product_type": "online-service",
        "offering": "cloud-support",
        "auto_renew": "true",
    }
    load(shown, {"contract_number": "C-4", **online})
    reply = await reply_to("cancel-auto-renewal/afterwards", "claire", "what if I stop automatic renewal now?")
    assert [event["what"] for event in reply["data"]["timeline"]] == ["stop-now", "order-by-hand", "access-stops"]
    assert "• 23 November 2026: Email Security.cloud (C-4)" in reply["text"]


async def test_all_on_one_day_is_the_first_day_that_gives_each_a_year(shown: Sessions) -> None:
    reply = await reply_to("maintenance-term/common-end-date", "claire", "what if all end on one day?")
    aligned = next(event for event in reply["data"]["timeline"] if event["what"] == "aligned")
    assert (aligned["date"], aligned["contracts"]) == ("2028-02-01", ["C-3", "C-1", "C-2"])
    assert reply["data"]["timeline"][-1]["open"]


async def test_a_representative_who_names_no_contract_gets_no_timeline(territory: Sessions) -> None:
    reply = await reply_to("late-renewal/not-renewing", "mona", "what if they let it lapse")
    assert "•" not in reply["text"]
