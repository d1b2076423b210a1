"""Who wants to take a contract over is told who owns it and where that stands; "next" after a list goes on with it."""

from __future__ import annotations

import pytest

from tests.acts.acting import ActingDesk


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I'll take C-100 over, nobody calls them", ("the owner is", "the contract file")),
        ("claim C-100 please", ("the owner is", "the contract file")),
        ("je prends C-100", ("le propriétaire est", "le fichier des contrats")),
    ],
)
async def test_taking_over_a_contract_names_its_owner_and_where_that_stands(
    acting: ActingDesk, text: str, told: tuple[str, str]
) -> None:
    reply = await acting.say(text)
    assert all(words in reply["text"] for words in ("C-100", *told))
    assert not acting.engine.asked


async def test_a_contract_out_of_sight_is_neither_told_nor_taken(acting: ActingDesk) -> None:
    reply = await acting.say("I'll take C-999 over")
    assert "C-999" not in reply["text"]
    assert "the contract file" in reply["text"]


@pytest.mark.parametrize(("text", "goes_on"), [("what's next", True), ("what's next for C-100", False)])
async def test_what_s_next_after_a_list_that_is_not_over_is_its_next_page(
    acting: ActingDesk, text: str, goes_on: bool
) -> None:
    acting.engine.data = {"listing": {"only": {"kind": ["hardware"]}}, "contracts": [{}] * 10, "total": 30}
    await acting.say("hardware")
    acting.engine.asked.clear()
    await acting.say(text)
    assert bool(acting.engine.asked) == goes_on
