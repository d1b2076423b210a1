"""The actions through rasa-sdk's own executor, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from rasa_sdk.executor import ActionExecutor

from actions import environment
from actions.server import build
from protocol.codec import to_json
from protocol.turn import HAND_OFF, ActionContext, PreviousTurn
from protocol.turn import Button as Pressed
from renewals.store.database import Sessions
from renewals.store.tables import ContractReading


def asked(
    action: str,
    conversation: str,
    text: str = "",
    language: str = "en",
    entities: dict[str, str] | None = None,
    context: ActionContext | None = None,
    **slots: object,
) -> dict[str, Any]:
    """A call as the engine makes it."""
    found = [{"entity": name, "value": value, "start": 0, "end": 0} for name, value in (entities or {}).items()]
    return {
        "next_action": action,
        "sender_id": conversation,
        "tracker": {
            "sender_id": conversation,
            "slots": {"language": language, "country": None, "waiting": None, **slots},
            "latest_message": {
                "text": text,
                "entities": found,
                "intent_ranking": [],
                "metadata": {"context": to_json(context or ActionContext())},
            },
            "events": [],
            "paused": False,
            "active_loop": {},
            "latest_action_name": None,
        },
        "domain": {},
    }


async def said(*call: Any, **more: Any) -> dict[str, Any]:
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(asked(*call, **more))
    assert result is not None
    last: dict[str, Any] = result.model_dump()["responses"][-1]
    return last


async def test_a_contract_by_its_number_is_told_with_date_days_and_next_step(shown: Sessions) -> None:
    reply = await said("action_contract_expiry", "claire", entities={"contract_number": "c1"})
    assert "31 December 2026" in reply["text"]
    assert "38 days left" in reply["text"]
    assert "Distrilog" in reply["text"]
    assert {name: reply["data"][name] for name in ("contract_number", "end_date", "days_left", "status")} == {
        "contract_number": "C-1",
        "end_date": "2026-12-31",
        "days_left": 38,
        "status": "due",
    }


async def test_the_same_in_french(shown: Sessions) -> None:
    reply = await said("action_contract_expiry", "claire", "", "fr", {"contract_number": "C-1"})
    assert "31 décembre 2026" in reply["text"]
    assert "il reste 38 jours" in reply["text"]


async def test_a_contract_by_its_product(shown: Sessions) -> None:
    reply = await said(
        "action_contract_expiry", "claire", "when does the proxy sg one end", entities={"product": "ProxySG"}
    )
    assert reply["data"]["contract_number"] == "C-2"


async def test_an_expired_contract_is_told_so_with_the_note_on_late_renewal(shown: Sessions) -> None:
    reply = await said("action_contract_expiry", "claire", entities={"contract_number": "C-3"})
    assert "22 days ago" in reply["text"]
    assert "late fees" in reply["text"]


async def test_anothers_contract_looks_like_one_that_does_not_exist(shown: Sessions) -> None:
    theirs = await said("action_contract_expiry", "claire", entities={"contract_number": "X-1"})
    nobodys = await said("action_contract_expiry", "claire", entities={"contract_number": "X-9"})
    assert theirs["text"].replace("X-1", "X-9") == nobodys["text"]
    assert "Northwind" not in str(theirs)


@pytest.mark.parametrize(
    "action",
    [
        "contract_expiry",
        "contract_list",
        "expiring_contracts",
        "contract_coverage",
        "account_overview",
        "renewal_owner",
    ],
)
async def test_a_stranger_is_asked_who_they_are_whatever_the_slots_say(shown: Sessions, action: str) -> None:
    reply = await said(f"action_{action}", "stranger", verified=True, identity="claire@contoso.example", account="A-1")
    assert reply["kind"] == "verify"
    assert not reply.get("data")


async def test_several_contracts_are_listed_by_their_end(shown: Sessions) -> None:
    reply = await said("action_contract_list", "claire")
    assert [contract["contract_number"] for contract in reply["data"]["contracts"]] == ["C-3", "C-1", "C-2"]
    assert reply["data"]["total"] == 3


async def test_what_ends_in_a_period_is_told_with_the_period(shown: Sessions) -> None:
    reply = await said("action_expiring_contracts", "claire", "what ends next quarter")
    assert reply["data"]["period"] == {"start": "2027-01-01", "end": "2027-03-31"}
    assert [contract["contract_number"] for contract in reply["data"]["contracts"]] == ["C-2"]
    assert "from 1 January 2027 to 31 March 2027" in reply["text"]


async def test_an_unclear_date_is_asked_back_with_both_readings(shown: Sessions) -> None:
    reply = await said("action_expiring_contracts", "claire", "what ends before 03/04/2027")
    assert reply["kind"] == "clarify"
    assert len(reply["buttons"]) == 2


async def test_the_regional_team_of_a_country(shown: Sessions) -> None:
    reply = await said("action_regional_contact", "stranger", entities={"country": "NC"})
    assert "SG_renewals@symantec.com" in reply["text"]


async def test_a_customers_own_country_need_not_be_asked(shown: Sessions) -> None:
    assert "EMEA_renewals@symantec.com" in (await said("action_handoff", "claire"))["text"]


async def test_without_a_country_all_five_teams_are_told_and_the_country_is_asked(shown: Sessions) -> None:
    reply = await said("action_regional_contact", "stranger")
    assert reply["kind"] == "clarify"
    assert all(f"{code}_renewals@symantec.com" in reply["text"] for code in ("EMEA", "AMS", "JP", "CN", "SG"))


async def test_a_failure_ends_in_an_apology_without_details(
    shown: Sessions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Sessions:
        raise RuntimeError("postgresql://user:hunter2@db/renewals")

    monkeypatch.setattr("actions.base.sessions", broken)
    reply = await said("action_contract_list", "claire")
    assert reply["kind"] == "error"
    assert "hunter2" not in str(reply)
    assert caplog.records[-1].exc_info


async def test_what_was_shown_is_in_the_audit(shown: Sessions) -> None:
    await said("action_contract_expiry", "claire", entities={"contract_number": "C-1"})
    await said("action_contract_expiry", "stranger", entities={"contract_number": "C-1"})
    with shown() as session:
        (reading,) = session.scalars(sa.select(ContractReading))
    assert (reading.who, reading.contract_numbers, reading.topic, reading.door) == (
        "claire@contoso.example",
        ["C-1"],
        "contract-expiry",
        "chat",
    )


@pytest.fixture
async def door() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build("the-secret")), base_url="http://actions"
    ) as client:
        yield client


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "the-secret"}])
async def test_the_actions_take_calls_with_the_secret_alone(door: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await door.post("/webhook", json=asked("action_cancel", "stranger"), headers=headers)).status_code == 401


async def test_an_unknown_action_is_no_failure(door: httpx.AsyncClient) -> None:
    answer = await door.post(
        "/webhook", json=asked("action_of_nobody", "stranger"), headers={"Authorization": "Bearer the-secret"}
    )
    assert answer.status_code == 404


async def test_a_yes_that_accepts_nothing_gets_the_question_again_and_leaves_it_open(shown: Sessions) -> None:
    previous = PreviousTurn(
        question="clarify", reply="Which kind?", reply_topic="how-to-renew", buttons=(Pressed("Software", "software"),)
    )
    call = asked("action_affirm", "stranger", "yes", context=ActionContext(previous), waiting="how-to-renew")
    executor = ActionExecutor()
    executor.register_package("actions")
    result = (await executor.run(call)).model_dump()
    reply = result["responses"][-1]
    assert (reply["text"], reply["topic"], reply["buttons"]) == (
        "Which kind?",
        "how-to-renew",
        [{"title": "Software", "payload": "software"}],
    )
    assert [event["value"] for event in result["events"] if event["name"] == "waiting"][-1] == "how-to-renew"


async def test_a_no_to_the_question_whether_to_pass_on_ends_it(shown: Sessions) -> None:
    reply = await said("action_deny", "stranger", "no", context=ActionContext(asked=HAND_OFF))
    assert (reply["topic"], reply["kind"]) == ("handoff", "smalltalk")


@pytest.mark.parametrize(
    ("decided_by", "wish"), [("classifier", True), ("accepted_offer", False), ("pending_topic", False)]
)
async def test_only_who_asks_for_a_person_wishes_for_one(shown: Sessions, decided_by: str, wish: bool) -> None:
    reply = await said("action_handoff", "claire", context=ActionContext(decided_by=decided_by))
    assert reply["data"]["wish"] is wish


async def test_another_firms_name_in_a_customers_question_is_never_answered_with_their_own_contract(
    shown: Sessions,
) -> None:
    reply = await said("action_contract_expiry", "claire", "when does the contract of Northwind end?")
    assert reply["kind"] == "clarify"
    assert '"Northwind"' in reply["text"]
    assert {contract["account"] for contract in reply["data"]["contracts"]} == {"Contoso"}


@pytest.mark.parametrize(
    "text", ["When does Contoso's contract end?", "when do I have to renew for Symantec", ("fin du contrat de Contoso")]
)
async def test_ones_own_firms_name_is_no_other_firms(shown: Sessions, text: str) -> None:
    reply = await said("action_contract_expiry", "claire", text)
    assert reply["data"]["total"] == 3
    assert reply["kind"] == "contract"


async def test_what_is_on_file_stands_in_the_answer_on_one_contract(shown: Sessions) -> None:
    reply = await said("action_contract_expiry", "claire", entities={"contract_number": "C-1"})
    for fact in ("Contoso", "quantity: 10", "renews by itself: no", "Claire Martin"):
        assert fact in reply["text"]


def numbers_in(reply: dict[str, Any]) -> list[str]:
    return [contract["contract_number"] for contract in reply["data"]["contracts"]]


async def test_several_accounts_that_fit_are_asked_back_with_a_button_each(territory: Sessions) -> None:
    reply = await said("action_expiring_contracts", "mona", "what ends for globex in december")
    assert reply["kind"] == "clarify"
    assert [button["payload"] for button in reply["buttons"]] == ["Globex Air", "Globex Marine"]


async def test_the_account_that_was_asked_back_narrows_what_was_asked(territory: Sessions) -> None:
    call = asked("action_expiring_contracts", "mona", "what ends for globex in december")
    executor = ActionExecutor()
    executor.register_package("actions")
    events = (await executor.run(call)).model_dump()["events"]
    kept = {
        event["name"]: event["value"] for event in events if event["event"] == "slot" and event["value"] is not None
    }
    reply = await said("action_contract_list", "mona", "Globex Marine", entities={"name": "Globex Marine"}, **kept)
    assert numbers_in(reply) == ["T-1"]
    assert "from 1 December 2026 to 31 December 2026" in reply["text"]


async def test_and_for_another_account_asks_the_same_of_it(territory: Sessions) -> None:
    before = {"only": {"account": ["A-3"]}, "ending": ["2026-12-01", "2026-12-31"]}
    named = {"name": "Globex Air"}
    reply = await said("action_contract_list", "mona", "et pour Globex Air ?", "fr", named, listing=before)
    assert numbers_in(reply) == ["T-3"]


async def test_what_an_account_has_expired_already_is_that_accounts_alone(territory: Sessions) -> None:
    reply = await said(
        "action_expiring_contracts", "mona", "what has already expired at globex air", entities={"filter": "expired"}
    )
    assert numbers_in(reply) == ["T-2"]


def test_today_is_the_persons_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RENEWALS_TODAY", raising=False)
    # 25 hours apart: at any instant it is another day there.
    assert environment.today("Pacific/Kiritimati") > environment.today("Pacific/Pago_Pago")
