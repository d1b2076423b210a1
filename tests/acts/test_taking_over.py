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
        ("je reprends C-100, ce n'est plus Sam qui le suit", ("le propriétaire est", "le fichier des contrats")),
        ("assign C-100 to Sam", ("the owner is", "the contract file", "a note")),
        ("hand Contoso over to Sam please", ("the owner is", "the contract file")),
        ("attribue C-100 à Sam", ("le propriétaire est", "le fichier des contrats", "une note")),
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


@pytest.mark.parametrize(
    ("text", "noted"), [("I'll take C-100 over", "Léa Marchand"), ("assign C-100 to Sam", "sam@vendor.example")]
)
async def test_what_can_be_kept_meanwhile_is_a_press_away(acting: ActingDesk, text: str, noted: str) -> None:
    note, remind = [button["say"] for button in (await acting.say(text))["buttons"]]
    await acting.say(note)
    await acting.say(remind)
    kept = acting.kept()["C-100"]
    assert any(one.startswith("note") and noted in one for one in kept)
    assert any(one.startswith("reminder") and "2026-11-24" in one for one in kept)


@pytest.mark.parametrize("text", ["give me C-100 of Sam", "give the details of C-100", "what does Sam have to give"])
async def test_asking_for_a_contract_takes_none_over(acting: ActingDesk, text: str) -> None:
    assert "the contract file" not in (await acting.say(text))["text"]
