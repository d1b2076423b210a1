"""Periods in actions: told back as they were read, asked back where that is not sure, and never passed over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk.executor import ActionExecutor

from protocol.turn import ActionContext, PreviousTurn
from renewals.period_in_words import told
from renewals.periods import Fiscal, Period, period_in
from renewals.store.database import Sessions
from tests.actions.test_actions import asked, numbers_in, said

TODAY = date(2026, 11, 23)
AFTER_A_LIST = ActionContext(PreviousTurn(topic="contract-list"))


async def slots_after(*call: Any, **more: Any) -> dict[str, Any]:
    """The slots that an action sets."""
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(asked(*call, **more))
    assert result is not None
    return {event["name"]: event["value"] for event in result.model_dump()["events"] if event.get("event") == "slot"}


async def test_not_before_is_not_its_opposite(shown: Sessions) -> None:
    reply = await said("action_expiring_contracts", "claire", "what doesn't end before January 2027?")
    assert numbers_in(reply) == ["C-2"]
    assert "from 1 January 2027 on" in reply["text"]


@pytest.mark.parametrize(
    "text", ["what ends before the audit?", "what ends in the coming months", ("what ends in March and October?")]
)
async def test_a_period_that_is_not_sure_is_asked_back_and_no_contract_is_shown(shown: Sessions, text: str) -> None:
    reply = await said("action_expiring_contracts", "claire", text)
    assert reply["kind"] == "clarify"
    assert "contracts" not in (reply.get("data") or {})


async def test_the_readings_that_are_offered_read_as_they_are_told(shown: Sessions) -> None:
    reply = await said("action_expiring_contracts", "claire", "what ends in March and October?")
    assert [period_in(button["payload"], "en", TODAY) for button in reply["buttons"]] == [
        Period(date(2027, 3, 1), date(2027, 3, 31)),
        Period(date(2027, 10, 1), date(2027, 10, 31)),
    ]


async def test_where_no_time_is_named_it_is_the_next_90_days_and_told(shown: Sessions) -> None:
    reply = await said("action_expiring_contracts", "claire", "what will end")
    assert "from 23 November 2026 to 21 February 2027" in reply["text"]


async def test_the_fiscal_year_is_asked_for_once_and_remembered(shown: Sessions) -> None:
    question = "what renews in FY27?"
    reply = await said("action_expiring_contracts", "claire", question)
    assert reply["kind"] == "clarify"
    assert len(reply["buttons"]) == 4
    waiting = await slots_after("action_expiring_contracts", "claire", question)
    chosen = await slots_after(
        "action_expiring_contracts", "claire", reply["buttons"][1]["payload"], fiscal=waiting["fiscal"]
    )
    assert Fiscal(**chosen["fiscal"]) == Fiscal(4)
    again = await said("action_expiring_contracts", "claire", "what ends in Q4 FY27", fiscal=chosen["fiscal"])
    assert again["data"]["period"] == {"start": "2027-01-01", "end": "2027-03-31"}


async def test_a_day_that_looks_like_a_contracts_number_is_a_day(shown: Sessions) -> None:
    reply = await said(
        "action_contract_expiry", "claire", "what ends on 01-Feb-27", entities={"contract_number": "Feb-27"}
    )
    assert numbers_in(reply) == ["C-2"]


async def test_a_list_is_narrowed_to_a_period(shown: Sessions) -> None:
    before: dict[str, Any] = {"only": {"product": ["CloudSOC", "ProxySG", "Endpoint Protection"]}}
    reply = await said("action_contract_list", "claire", "only those in February", context=AFTER_A_LIST, listing=before)
    assert numbers_in(reply) == ["C-2"]
    whole = await said("action_contract_list", "claire", "how many contracts do we have today?")
    assert len(numbers_in(whole)) == 3


days = st.dates(date(2026, 1, 1), date(2040, 12, 31))


@given(days, days, st.sampled_from(["en", "fr"]))
def test_what_is_told_reads_as_the_same_period_again(one: date, other: date, language: str) -> None:
    for period in (Period(min(one, other), max(one, other)), Period(one, one), Period(max(one, TODAY), None)):
        assert period_in(told(period, language), language, TODAY) == period
