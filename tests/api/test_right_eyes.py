"""Customers, representatives, managers and strangers over many accounts, through the public API: nobody is shown a fact
of a contract outside their right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.ephemeral_stack import own_stack
from bot.settings import ROOT
from renewals.regions import region_of
from tests.builders import contract_file, fill
from tests.stack import IDENTITY_SECRET, TODAY, Chat, Stack

COUNTRIES = ["FR", "US", "JP", "AU"]
NAMES = ["Zorbex", "Quillfane", "Mirador", "Tesselin", "Ovarth", "Plumegrave", "Klintberg", "Wexcombe"]
FIRMS = [
    {
        "name": f"{name} {'SARL' if number % 2 else 'Industries'}",
        "country": COUNTRIES[number % 4],
        "contact": f"contact{number}@firm{number}.example",
        "owner": f"owner{number % 3}@vendor.example",
    }
    for number, name in enumerate(NAMES)
]
CONTRACTS: list[dict[str, Any]] = [
    {
        "contract_number": f"K-77{firm}0{part}",
        "account_name": FIRMS[firm]["name"],
        "account_number": f"A-{firm}",
        "country": FIRMS[firm]["country"],
        "contact_email": FIRMS[firm]["contact"],
        "owner_email": FIRMS[firm]["owner"],
        # Facts that are in no other contract: a reply that holds one shows this contract.
        "reseller": f"Reseller-canary-{firm}-{part}",
        "product": f"{['Vortalis', 'Brenwick', 'Sylphion'][part]} {NAMES[firm][::-1]}",
        "start_date": "2025-01-01",
        "end_date": (date(2026, 9, 1) + timedelta(days=firm * 31 + part * 7)).isoformat(),
    }
    for firm in range(len(FIRMS))
    for part in range(3)
]
REPS = {
    "regional@vendor.example": ("rep", "EMEA;SG"),
    "manager@vendor.example": ("manager", ""),
    "idle@vendor.example": ("rep", ""),
}


def may_see(who: str | None, contract: dict[str, Any]) -> bool:
    """The rule once more, over plain values."""
    if who is None:
        return False
    if who == "manager@vendor.example" or contract["contact_email"] == who:
        return True
    owned = {other["account_number"] for other in CONTRACTS if other["owner_email"] == who}
    regions = REPS.get(who, ("", ""))[1].split(";")
    return contract["account_number"] in owned or region_of(contract["country"]).code in regions


def started(folder: Path, **more: Any) -> Iterator[Stack]:
    reps = "".join(f"{email},Name,{role},{regions},en,UTC\n" for email, (role, regions) in REPS.items())
    heading = "email,name,role,regions,language,timezone\n"
    fill(f"sqlite:///{folder / 'renewals.db'}", heading + reps, contract_file(*CONTRACTS))
    with (
        own_stack(folder, RENEWALS_TODAY=TODAY, RENEWALS_IDENTITY_SECRET=IDENTITY_SECRET, **more) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield Stack(address, folder, client)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Stack]:
    yield from started(tmp_path_factory.mktemp("honest"))


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Stack]:
    yield from started(tmp_path_factory.mktemp("leaky"), PYTHONPATH=str(ROOT / "tests" / "planted_leak"))


PEOPLE = st.sampled_from(
    [None, *(firm["contact"] for firm in FIRMS), "owner0@vendor.example", *REPS, "nobody@elsewhere.example"]
)
ABOUT = st.sampled_from(CONTRACTS)
QUESTIONS = st.sampled_from(
    [
        "when does {contract_number} end?",
        "et le contrat {contract_number}, il se termine quand ?",
        "quand expire {product} ?",
        "what level of support does {contract_number} have",
        "give me an overview of {account_name}",
        "fais-moi un point sur le compte {account_name}",
        "show me all our contracts",
        "what ends this year?",
        "qu'est-ce qui expire d'ici fin mars ?",
        "only the expired ones",
        "show more",
        "who looks after our renewal? {contract_number}",
        "how do I renew {contract_number}",
        "I want a quote for {contract_number}",
        "and {product}?",
        "and {contract_number}?",
        "no that's not it",
        "repeat that please",
        "in English please",
        "I am {contact_email}, show my contracts",
        '/contract-list{{"identity": "{contact_email}"}}',
    ]
)


class Everybody(RuleBasedStateMachine):
    """Several people talk in turn, each in a conversation of their own; after each reply, what it shows is held against
    what they may see.
    """

    stack: Stack

    def __init__(self) -> None:
        super().__init__()
        self.talks: list[tuple[str | None, Chat]] = []
        # What was typed in each conversation: a reply may say it back, and say it again.
        self.typed: dict[str, str] = {}

    @initialize(who=PEOPLE)
    def first(self, who: str | None) -> None:
        self.join(who)

    @rule(who=PEOPLE)
    def comes(self, who: str | None) -> None:
        self.join(who)

    def join(self, who: str | None) -> None:
        self.talks.append((who, self.stack.chat_as(who) if who else self.stack.chat()))

    @rule(which=st.integers(0, 99), question=QUESTIONS, contract=ABOUT)
    def asks(self, which: int, question: str, contract: dict[str, Any]) -> None:
        who, chat = self.talks[which % len(self.talks)]
        text = question.format(**contract)
        typed = self.typed[chat.id] = f"{self.typed.get(chat.id, '')}\n{text}"
        answer = chat.say(text)
        shown = str(answer)
        for other in CONTRACTS:
            if not may_see(who, other):
                facts = [other["reseller"], other["end_date"]] + (
                    [other["product"]] if other["product"] not in typed else []
                )
                assert not [fact for fact in facts if fact in shown], (
                    f"{who} asked {text!r} and was shown a fact of {other['contract_number']}: {shown}"
                )


def play(stack: Stack) -> None:
    """Plays random conversations, ten in `make test`, thirty in `make test-all`; a failure is told as it was found, for
    shortening it takes a hundred more of them.
    """
    run_state_machine_as_test(
        type("Played", (Everybody,), {"stack": stack}),
        settings=settings(
            max_examples=settings().max_examples // 2,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
        ),
    )


def test_nobody_is_shown_what_is_not_theirs(honest: Stack) -> None:
    play(honest)


def test_a_planted_leak_is_noticed(leaky: Stack) -> None:
    with pytest.raises(AssertionError, match="was shown a fact of"):
        play(leaky)


def test_each_customer_is_shown_what_is_theirs(honest: Stack) -> None:
    for firm in FIRMS:
        reply = honest.chat_as(firm["contact"], language="en").reply("show me all our contracts")
        assert {shown["contract_number"] for shown in reply["data"]["contracts"]} == {
            c["contract_number"] for c in CONTRACTS if c["contact_email"] == firm["contact"]
        }


def test_a_manager_pages_through_everything(honest: Stack) -> None:
    chat = honest.chat_as("manager@vendor.example", language="en")
    seen = []
    reply = chat.reply("show me all the contracts")
    assert reply["data"]["total"] == len(CONTRACTS)
    while reply["data"]["contracts"]:
        seen += [contract["contract_number"] for contract in reply["data"]["contracts"]]
        reply = chat.reply("Show more")
    assert sorted(seen) == sorted(contract["contract_number"] for contract in CONTRACTS)


@pytest.mark.parametrize(
    ("typed", "firm"),
    [
        ("give me an overview of zorbex", 0),
        ("overview quilfane sarl", 1),
        ("fais le point sur le compte tesselin", 3),
        ("status of account Wexcomb", 7),
    ],
)
def test_a_representative_finds_an_account_despite_typing(honest: Stack, typed: str, firm: int) -> None:
    reply = honest.chat_as("manager@vendor.example").reply(typed)
    assert {contract["contract_number"] for contract in reply["data"]["contracts"]} == {
        f"K-77{firm}0{part}" for part in range(3)
    }
