"""What a representative's list begins with, its groups and averages, and a period that is asked back."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import ActionExecutor

from renewals.store.database import Sessions
from tests.actions.test_actions import asked, numbers_in, said
from tests.actions.test_whose import desk  # noqa: F401 - a fixture

WORDS = {"en": ("my contracts", "Past their end: 1"), "fr": ("mes contrats", "Fin dépassée : 1")}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.usefixtures("desk")
async def test_a_list_begins_with_what_ends_next_and_says_what_is_past_its_end(language: str) -> None:
    text, ended = WORDS[language]
    reply = await said("action_contract_list", "lea", text, language)
    assert numbers_in(reply) == ["L-1", "L-2"]
    assert ended in reply["text"].split("\n")[1]
    press = next(button for button in reply["buttons"] if button["title"] == ended)
    narrowed = await said("action_contract_list", "lea", press["payload"], language, listing=reply["data"]["listing"])
    assert numbers_in(narrowed) == ["L-2"]


@pytest.mark.usefixtures("desk")
async def test_pages_of_what_ends_next_go_on_into_what_has_ended(shown: Sessions) -> None:
    first = await said("action_contract_list", "dana", "all contracts")
    assert len(numbers_in(first)) == 8
    ends = [contract["end_date"] for contract in first["data"]["contracts"]]
    running, ended = [day for day in ends if day >= "2026-11-23"], [day for day in ends if day < "2026-11-23"]
    assert ends == [*sorted(running), *sorted(ended)]


@pytest.mark.usefixtures("desk")
async def test_a_customer_s_list_keeps_its_order() -> None:
    assert numbers_in(await said("action_contract_list", "claire", "my contracts")) == ["C-3", "C-1", "C-2"]


@pytest.mark.parametrize(
    ("text", "language", "line"),
    [
        ("average seats per contract", "en", "Seats a contract, on average: "),
        ("moyenne de postes par contrat", "fr", "Postes par contrat, en moyenne : "),
    ],
)
@pytest.mark.usefixtures("desk")
async def test_an_average_stands_above_its_list(text: str, language: str, line: str) -> None:
    reply = await said("action_contract_list", "dana", text, language)
    quantities = [contract["quantity"] for contract in reply["data"]["contracts"]]
    average = round(sum(quantities) / len(quantities), 1)
    told = f"{average:g}" if language == "en" else f"{average:g}".replace(".", ",")
    assert f"{line}{told}" in reply["text"]


@pytest.mark.usefixtures("desk")
async def test_groups_that_hold_enough_are_told_with_their_number() -> None:
    reply = await said("action_contract_list", "dana", "reps with at least two contracts ending this year")
    groups = reply["data"]["groups"]
    assert {"greta@vendor.example", "lea@vendor.example"} <= {one["key"] for one in groups}
    assert all(one["contracts"] >= 2 for one in groups)
    assert f"in {len(groups)} groups" in reply["text"]
    assert "contracts: 2 or more each" in reply["text"]


@pytest.mark.usefixtures("desk")
async def test_a_pressed_period_goes_on_with_what_else_was_asked() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    done = await executor.run(asked("action_contract_list", "lea", "my contracts that end this winter"))
    assert done is not None
    told = done.model_dump()
    press = next(one["payload"] for one in told["responses"][-1]["buttons"] if "December 2026" in one["title"])
    kept = next(event["value"] for event in told["events"] if event.get("name") == "listing")
    reply = await said("action_contract_list", "lea", press, listing=kept)
    assert numbers_in(reply) == ["L-1"]
    assert reply["text"].startswith("Yours: Ending from 1 December 2026 to 28 February 2027")


@pytest.mark.parametrize(
    ("action", "text", "name"),
    [
        ("action_contract_list", "what ends this year with Partner Zorro", "Partner Zorro"),
        ("action_contract_list", "how many GateKeeper contracts are overdue", "GateKeeper"),
        ("action_contract_expiry", "and Blue Harbinger, when does it end", "Blue Harbinger"),
    ],
)
@pytest.mark.usefixtures("desk")
async def test_a_name_that_nothing_has_is_told_and_no_list_is_shown_without_it(
    action: str, text: str, name: str
) -> None:
    reply = await said(action, "dana", text)
    assert (numbers_in(reply), name in reply["text"]) == ([], True)


@pytest.mark.usefixtures("desk")
async def test_a_list_without_the_unknown_name_is_one_press_away() -> None:
    reply = await said("action_contract_list", "dana", "what ends this year with Partner Zorro")
    (press,) = reply["buttons"]
    assert numbers_in(await said("action_contract_list", "dana", press["payload"]))


@pytest.mark.usefixtures("desk")
async def test_a_file_is_made_where_the_door_makes_files() -> None:
    reply = await said("action_contract_list", "dana", "csv of all contracts that end this year")
    assert numbers_in(reply)
    assert "Files of lists come in Slack" in reply["text"]


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("revenue of all contracts that end this year", "en", "no amounts of money"),
        ("montant des contrats qui finissent cette année", "fr", "ni montants"),
    ],
)
@pytest.mark.usefixtures("desk")
async def test_what_the_contract_file_does_not_hold_is_said_to_be_missing(text: str, language: str, told: str) -> None:
    assert told in (await said("action_contract_list", "dana", text, language))["text"]
