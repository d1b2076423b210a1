"""Seats that are asked for stand in each line of a list, and go on with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.slack.list_blocks import contracts_table, in_words
from renewals.contracts import Terms
from tests.actions.test_actions import said
from tests.actions.test_whose import desk  # noqa: F401 - a fixture

CONTRACT = Terms(
    "C-1", "Fournil", "A-1", "FR", "small-business", "Léo Petit", "CloudSOC", "online-service", "cloud-support",
    date(2026, 1, 1), date(2026, 12, 31), True, 4711, "Distrilog", "lea@vendor.example",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("contracts that end this year, seats please", "en", "seats: "),
        ("les contrats de cette année avec leurs postes", "fr", "postes : "),
        ("contracts that end this year with more than 2 seats", "en", "seats: "),
        ("contracts that end this year by seats", "en", "seats: "),
    ],
)
@pytest.mark.usefixtures("desk")
async def test_seats_that_are_asked_for_stand_in_each_line(text: str, language: str, told: str) -> None:
    reply = await said("action_contract_list", "dana", text, language)
    lines = [line for line in reply["text"].split("\n") if line.startswith("• ")]
    assert lines
    quantities = [contract["quantity"] for contract in reply["data"]["contracts"]]
    assert all(f"{told}{quantity}" in line for line, quantity in zip(lines, quantities, strict=True))


@pytest.mark.usefixtures("desk")
async def test_seats_are_asked_for_after_a_list_and_none_otherwise() -> None:
    first = await said("action_contract_list", "dana", "contracts that end this year")
    assert "seats: " not in first["text"]
    after = await said("action_contract_list", "dana", "with the seats pls", listing=first["data"]["listing"])
    assert after["data"]["total"] == first["data"]["total"]
    assert "seats: " in after["text"]


def test_in_slack_they_are_a_column_and_stand_in_the_words() -> None:
    today = date(2026, 11, 23)
    rows: Any = contracts_table("en", [CONTRACT], today, seats=True).rows
    head, row = rows
    assert [cell["text"] for cell in row][[cell["text"] for cell in head].index("Seats")] == "4711"
    assert "seats: 4711" in in_words("en", "Heading", [CONTRACT], 1, today, seats=True)
