""" "My contracts" in a representative's words are those that they own; anything else is their territory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from protocol.turn import ActionContext, PreviousTurn
from renewals.store.database import Sessions
from renewals.store.tables import Conversation, Rep
from tests.actions.asking import reply_to
from tests.actions.test_actions import numbers_in, said
from tests.builders import load

OWN, THEIRS = ["L-1", "L-2"], ["G-1", "G-2"]


@pytest.fixture
def desk(shown: Sessions) -> Sessions:
    """Léa owns two contracts of EMEA, Greta two more; Dana is a manager who owns none."""
    rows = [("L-1", "A-3", "Globex", "lea", "2026-12-15"), ("L-2", "A-4", "Initech", "lea", "2026-10-15"), ("G-1",
    "A-5", "Umbrella", "greta", "2026-12-20"),
            ("G-2", "A-6", "Hooli", "greta", "2026-10-01")]  # fmt: skip
    load(
        shown,
        *(
            {
                "contract_number": number,
                "account_number": account,
                "account_name": name,
                "owner_email": f"{owner}@vendor.example",
                "end_date": end,
                "contact_email": "buyer@elsewhere.example",
            }
            for number, account, name, owner, end in rows
        ),
    )
    now = datetime.now(UTC)
    with shown.begin() as session:
        for name, role, regions in (("lea", "rep", ["EMEA"]), ("dana", "manager", [])):
            email = f"{name}@vendor.example"
            session.add(Rep(email=email, name=name, role=role, regions=regions, language="en", timezone="Europe/Paris"))
            session.add(
                Conversation(id=name, token_hash=name, language="en", identity=email, created_at=now, expires_at=now)
            )
    return shown


def french(text: str) -> str:
    return "fr" if any(word in text for word in ("mes", "mon", "ai", "contrats", "équipe", "miens")) else "en"


@pytest.mark.parametrize(
    "text",
    [
        "my contracts", "show me mine", "give me only my own contracts", "which contracts do I have?",
        ("how many of my " "contracts " "are " "there?"), "mes contrats", "combien de contrats j'ai ?",
        "combien ai-je de contrats", "mes contrats à moi, pas ceux de l'équipe", "montre-moi les miens",
        ("my contracts, not " "the " "team's"),
    ],
)  # fmt: skip
async def test_who_says_my_gets_what_they_own_and_reads_so(desk: Sessions, text: str) -> None:
    reply = await said("action_contract_list", "lea", text, french(text))
    assert numbers_in(reply) == OWN
    assert reply["text"].startswith({"en": "Yours: ", "fr": "Les vôtres : "}[french(text)])
    assert "lea@vendor.example" not in reply["text"]


@pytest.mark.parametrize(
    "text",
    [
        "which contracts do we have?", "all contracts", "contracts in EMEA", "the team's contracts",
        "what is in my territory?", "my team's contracts", "our contracts", ("les contrats de " "mon " "territoire"),
        "les contrats de l'équipe", "nos contrats",
    ],
)  # fmt: skip
async def test_without_it_they_get_their_territory_and_each_line_names_the_owner(desk: Sessions, text: str) -> None:
    reply = await said("action_contract_list", "lea", text, french(text))
    assert {*OWN, *THEIRS} <= set(numbers_in(reply))
    assert reply["text"].startswith({"en": "In your territory: ", "fr": "Dans votre territoire : "}[french(text)])
    for line in [line for line in reply["text"].split("\n") if line.startswith("•")]:
        assert "@vendor.example" in line


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("how many of my contracts are overdue?", ["L-2"]), ("which contracts are overdue?", ["G-2", "L-2", "C-3"])],
)
async def test_what_is_overdue_is_ones_own_or_the_territory_s(desk: Sessions, text: str, numbers: list[str]) -> None:
    for action in ("action_contract_list", "action_expiring_contracts"):
        assert numbers_in(await said(action, "lea", text, entities={"filter": "expired"})) == numbers


async def test_what_of_mine_ends_in_a_period(desk: Sessions) -> None:
    assert numbers_in(await said("action_expiring_contracts", "lea", "which of my contracts end in december?")) == [
        "L-1"
    ]
    whole = await said("action_expiring_contracts", "lea", "what ends in december?")
    assert numbers_in(whole)[:2] == ["L-1", "G-1"]
    nothing = await said("action_expiring_contracts", "lea", "what ends in june 2030?")
    assert nothing["text"].startswith("Nothing in your territory ends")


def kept(**values: Any) -> dict[str, Any]:
    return {"only": {"owner": ["lea@vendor.example"]}, **values}


@pytest.mark.parametrize(
    ("action", "text", "entities", "numbers"),
    [
        ("contract_list", "only the expired ones", {"filter": "expired"}, ["L-2"]),
        ("contract_list", "and for Globex?", {"name": "Globex"}, ["L-1"]),
        ("contract_list", "Hooli", {"name": "Hooli"}, []),
        ("contract_list", "the whole territory", {}, ["L-1", "G-1", "C-1", "C-2", "G-2", "L-2", "C-3"]),
    ],
)
async def test_what_follows_keeps_whose_they_are_until_something_else_is_said(
    desk: Sessions, action: str, text: str, entities: dict[str, str], numbers: list[str]
) -> None:
    reply = await said(f"action_{action}", "lea", text, entities=entities, listing=kept(), waiting="contract-list")
    assert numbers_in(reply) == numbers


async def test_only_mine_narrows_the_list_before(desk: Sessions) -> None:
    before = {"ending": ["2026-12-01", "2026-12-31"]}
    reply = await said("action_contract_list", "lea", "only mine", listing=before)
    assert numbers_in(reply) == ["L-1"]
    assert "from 1 December 2026 to 31 December 2026" in reply["text"]


async def test_and_next_month_keeps_whose_they_are(desk: Sessions) -> None:
    context = ActionContext(PreviousTurn(topic="expiring-contracts"))
    before = kept(ending=["2026-10-01", "2026-10-31"])
    reply = await said("action_expiring_contracts", "lea", "and in december?", context=context, listing=before)
    assert numbers_in(reply) == ["L-1"]


async def test_a_list_that_an_earlier_version_kept_is_no_list_before(desk: Sessions) -> None:
    old = {"products": [], "accounts": ["A-3"], "start": None, "end": None, "status": None, "shown": 2}
    assert numbers_in(await said("action_contract_list", "lea", "and hardware?", listing=old)) == ["C-2"]


async def test_a_page_after_the_last_says_so(desk: Sessions) -> None:
    assert (await said("action_contract_list", "lea", "next page", listing=kept()))["text"] == "That was all of them."


async def test_a_manager_who_owns_none_is_told_so_and_offered_the_whole(desk: Sessions) -> None:
    reply = await said("action_contract_list", "dana", "my contracts")
    assert reply["text"] == "None of these contracts is yours."
    assert [button["payload"] for button in reply["buttons"]] == ["the whole territory"]
    listing = {"only": {"owner": ["dana@vendor.example"]}}
    whole = await said("action_contract_list", "dana", "the whole territory", listing=listing)
    assert whole["text"].startswith("In all territories: ")
    assert {*OWN, *THEIRS} <= set(numbers_in(whole))


async def test_nobody_s_own_words_reach_beyond_what_they_may_see(desk: Sessions) -> None:
    reply = await said("action_contract_list", "claire", "show more", entities={"filter": "more"}, listing=kept())
    assert numbers_in(reply) == []


@pytest.mark.parametrize("text", ["my contracts", "our contracts", "mes contrats"])
async def test_for_a_customer_nothing_changes(desk: Sessions, text: str) -> None:
    reply = await said("action_contract_list", "claire", text)
    assert numbers_in(reply) == ["C-3", "C-1", "C-2"]
    assert reply["text"].startswith("Contoso has 3 contracts")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("which contracts does Léa look after", "en"),
        ("contracts looked after by Léa Marchand", "en"),
        ("what does lea have?", "en"),
        ("les contrats dont s'occupe Léa", "fr"),
        ("les contrats de Léa", "fr"),
    ],
)
async def test_a_colleague_s_contracts_are_found_by_their_name_with_no_word_left_over(
    territory: Sessions, text: str, language: str
) -> None:
    with territory.begin() as session:
        session.add(
            Rep(email="paul@vendor.example", name="Léa Marchand", role="rep", regions=[], language="fr", timezone="UTC")
        )
    reply = await reply_to("contract-list", "mona", text, language)
    assert reply["text"].startswith("Léa Marchand")


async def test_a_colleague_who_is_meant_and_not_on_file_is_told_as_not_found(territory: Sessions) -> None:
    with territory.begin() as session:
        session.add(
            Rep(
                email="sam.ortiz@vendor.example",
                name="Sam Ortiz",
                role="rep",
                regions=[],
                language="en",
                timezone="UTC",
            )
        )
    for text in ("which contracts does Zoé look after", "what does Sam Smith have overdue"):
        reply = await reply_to("contract-list", "mona", text)
        assert reply["text"].startswith("I know no colleague called ")
        assert reply["data"]["contracts"] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("does Globex renew by itself", "Globex"),
        ("which contracts of Globex and Hooli renew automatically", "Globex or Hooli"),
        ("Greta's hardware", "greta@vendor.example"),
        ("what does greta@vendor.example have in Japan", "greta@vendor.example"),
        ("Hooli contracts ending in May 2027", "Hooli"),
    ],
)
async def test_an_empty_list_says_of_which_account_or_colleague_nothing_is_like_that(
    desk: Sessions, text: str, named: str
) -> None:
    reply = await said("action_contract_list", "lea", text)
    assert numbers_in(reply) == []
    assert named in reply["text"]
    assert "None of yours" not in reply["text"]
