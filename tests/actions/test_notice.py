"""The last day to stop automatic renewal, and contracts that should have renewed by themselves: told in every answer,
and never guessed.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from renewals import answers
from renewals.store.database import Sessions
from renewals.store.tables import ContractImport
from tests.actions.asking import reply_to, text_of
from tests.builders import load

SERVICE = {
    "contract_number": "C-7",
    "product": "Email Security.cloud",
    "product_type": "online-service",
    "offering": "cloud-support",
    "auto_renew": "true",
    "end_date": "2027-01-31",
}
AGED = datetime(2026, 11, 20, 9, tzinfo=UTC)
C7 = {"contract_number": "C-7"}
DEADLINE = "cancel-auto-renewal/deadline"
LATE_WORDS = ("late fee", "penalt", "pénalit", "overdue", "frais")


@pytest.mark.parametrize(
    ("differences", "said", "dit"),
    [
        (
            {"notice_date": "2026-12-01"},
            "is 1 December 2026: 8 days left. It renews on 31 January 2027.",
            "est le 1er décembre 2026\u00a0: il reste 8 jours.",
        ),
        ({"notice_date": "2026-11-23"}, "is today, 23 November 2026.", "est aujourd'hui, le 23 novembre 2026."),
        (
            {"notice_date": "2026-11-22"},
            "was 22 November 2026. It renews on 31 January 2027; whether it can still be stopped",
            "était le 22 novembre 2026.",
        ),
        ({}, "no last day to stop that is on file", "aucun dernier jour pour l'arrêter n'est enregistré"),
        (
            {"end_date": "2026-11-01"},
            "should have renewed by itself on 1 November 2026",
            "aurait dû se renouveler automatiquement le 1er novembre 2026",
        ),
        (
            {"auto_renew": "false"},
            "does not renew by itself, so there is nothing to stop; it ends on 31 January 2027",
            "ne se renouvelle pas automatiquement",
        ),
        (
            {"auto_renew": "false", "end_date": "2026-11-01"},
            "did not renew by itself and ended on 1 November 2026",
            "ne se renouvelait pas automatiquement",
        ),
    ],
)
async def test_the_last_day_to_stop_a_renewal_is_told_from_the_file_or_said_to_be_unknown(
    shown: Sessions, differences: dict[str, str], said: str, dit: str
) -> None:
    load(shown, {**SERVICE, **differences})
    assert said in (await reply_to(DEADLINE, "claire", "last day to stop C-7?", entities=C7))["text"]
    assert dit in (await reply_to(DEADLINE, "claire", "dernier jour pour arrêter C-7 ?", "fr", entities=C7))["text"]


async def test_of_several_contracts_those_that_renew_by_themselves_are_told(shown: Sessions) -> None:
    assert "renews by itself" in (await reply_to(DEADLINE, "claire"))["text"]
    load(shown, {**SERVICE, "notice_date": "2026-12-01"}, {**SERVICE, "contract_number": "C-8"})
    lines = (await reply_to(DEADLINE, "claire"))["text"].splitlines()
    assert ["C-7" in lines[0], "C-8" in lines[1], len(lines)] == [True, True, 2]


async def test_a_visitor_hears_what_the_page_says_and_that_a_contract_may_have_such_a_day(shown: Sessions) -> None:
    assert (await reply_to(DEADLINE))["text"].startswith(text_of(DEADLINE))


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (
            "contract-expiry",
            (
                "renews by itself on 31 January 2027, in 69 days. The last day to stop that is 1 "
                "December 2026: 8 days left."
            ),
        ),
        ("contract-expiry", "To stop that, act by 1 December 2026 at the latest"),
        ("contract-list", "69 days left; to be stopped by 1 December 2026, 8 days left"),
        ("contract-list/renewing-by-themselves", "to be stopped by 1 December 2026 at the latest"),
        ("auto-renewal/is-it-on", "to be stopped by 1 December 2026"),
        ("auto-renewal/anything-to-do", "to be stopped by 1 December 2026"),
        ("cancel-auto-renewal/confirmation", "the last day to stop that is 1 December 2026"),
        ("cancel-auto-renewal/afterwards", "last day to give notice"),
    ],
)
async def test_every_answer_on_a_contract_counts_from_its_nearer_deadline_and_says_so(
    shown: Sessions, topic: str, said: str
) -> None:
    load(shown, {**SERVICE, "notice_date": "2026-12-01"})
    text = (await reply_to(topic, "claire", entities=C7 if topic in ("contract-expiry", "contract-list") else None))[
        "text"
    ]
    assert said in text


async def test_the_facts_of_a_contract_hold_its_notice_date_and_its_deadline(shown: Sessions) -> None:
    load(shown, {**SERVICE, "notice_date": "2026-12-01"})
    data = (await reply_to("contract-expiry", "claire", entities=C7))["data"]
    assert (data["notice_date"], data["deadline"], data["end_date"], data["days_left"]) == (
        "2026-12-01",
        "2026-12-01",
        "2027-01-31",
        69,
    )
    assert (await reply_to("contract-expiry", "claire", entities={"contract_number": "C-1"}))["data"][
        "notice_date"
    ] is None


@pytest.mark.parametrize("language", answers.languages())
@pytest.mark.parametrize(
    "topic",
    [
        "contract-expiry",
        "contract-expiry/still-covered",
        "contract-expiry/start-date",
        "contract-expiry/days-left",
        "contract-coverage/support",
        "contract-list/renewing-by-themselves",
        "auto-renewal/is-it-on",
        "auto-renewal/anything-to-do",
        "entitlement-levels/my-level",
        "late-renewal/still-possible",
        "cancel-auto-renewal/afterwards",
    ],
)
async def test_a_contract_that_should_have_renewed_by_itself_is_never_called_late_or_over(
    shown: Sessions, topic: str, language: str
) -> None:
    load(shown, {**SERVICE, "end_date": "2026-11-10"})
    reply = await reply_to(topic, "claire", "40 days / 40 jours", language, C7)
    assert reply["data"]["status"] == "check"
    assert any(word in reply["text"] for word in ("should have renewed", "aurait dû"))
    assert not any(word in reply["text"].lower() for word in (*LATE_WORDS, "ended", "terminé", "échu"))


@pytest.mark.parametrize(
    ("text", "language"), [("what is the notice date of C-7?", "en"), ("quel est le préavis de C-7 ?", "fr")]
)
async def test_a_question_for_the_notice_date_is_answered_with_it_and_not_with_the_end(
    shown: Sessions, text: str, language: str
) -> None:
    load(shown, SERVICE)
    reply = await reply_to("contract-expiry", "claire", text, language, C7)
    assert ("no last day to stop that is on file" if language == "en" else "aucun dernier jour") in reply["text"]
    load(shown, {**SERVICE, "notice_date": "2026-12-01"})
    reply = await reply_to("contract-expiry", "claire", text, language, C7)
    assert reply["text"].startswith("The last day to stop" if language == "en" else "Le dernier jour pour arrêter")


async def test_a_representative_s_list_says_how_old_what_is_known_of_contracts_is_and_a_customer_s_does_not(
    territory: Sessions,
) -> None:
    with territory.begin() as session:
        session.add(
            ContractImport(
                name="crm.csv", written_at=None, at=AGED, whole=False, new=0, changed=0, unchanged=0, refused=0, gone=0
            )
        )
    assert "Contracts as of 20 November 2026." in (await reply_to("contract-list", "mona", "all contracts"))["text"]
    assert (
        "Contrats au 20 novembre 2026." in (await reply_to("contract-list", "mona", "tous les contrats", "fr"))["text"]
    )
    assert "as of" not in (await reply_to("contract-list", "claire", "my contracts"))["text"]
