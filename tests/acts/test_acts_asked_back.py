"""Which contract, which day: what an act leaves open is asked back."""

from __future__ import annotations

import pytest

from tests.acts.acting import LEA, ActingDesk, says


async def test_an_account_with_several_contracts_is_asked_for_one_and_nothing_is_kept_until_then(
    acting: ActingDesk,
) -> None:
    asked = await acting.say("called Fjord Lines, remind me Friday")
    assert "Fjord Lines has several contracts. Which one?" in asked["text"]
    assert says(asked) == ["F-200", "F-201", "all of them"]
    assert acting.kept() == {}
    told = await acting.say("F-201")
    assert "F-201" in told["text"]
    assert acting.kept() == {"F-201": {f"contacted by {LEA}", f"reminder {LEA} 2026-11-27"}}


@pytest.mark.parametrize("answer", ["all of them", "both", "tous les contrats"])
async def test_all_contracts_of_an_account_are_one_act(acting: ActingDesk, answer: str) -> None:
    await acting.say("called Fjord Lines")
    told = await acting.say(answer)
    assert set(acting.kept()) == {"F-200", "F-201"}
    await acting.say(says(told)[0])
    assert acting.kept() == {}


@pytest.mark.parametrize("answer", ["the second", "CloudSOC", "f-201", "le deuxième"])
async def test_which_contract_is_answered_by_its_place_its_product_or_its_number(
    acting: ActingDesk, answer: str
) -> None:
    await acting.say("called Fjord Lines")
    await acting.say(answer)
    assert set(acting.kept()) == {"F-201"}


async def test_a_product_beside_the_account_tells_which_contract_is_meant(acting: ActingDesk) -> None:
    await acting.say("called Fjord Lines about CloudSOC")
    assert set(acting.kept()) == {"F-201"}


async def test_another_question_drops_what_was_asked_and_is_answered(acting: ActingDesk) -> None:
    await acting.say("called Fjord Lines")
    assert (await acting.say("what ends in March?"))["text"] == "From the engine."
    await acting.say("never mind")
    assert acting.kept() == {}


async def test_never_mind_keeps_nothing(acting: ActingDesk) -> None:
    await acting.say("called Fjord Lines")
    assert "nothing was kept" in (await acting.say("never mind"))["text"]
    assert acting.kept() == {}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Called Fabrikam, PO next week", "I find no account or contract “Fabrikam”"),
        ("called fabrikam, PO next week", "I find no account or contract “fabrikam”"),
        ("mark X-999999 as contacted", "I find no account or contract “X-999999”"),
        ("snooze fabrikam until January", "I find no account or contract “fabrikam”"),
        # In nobody's sight but Sam's.
        ("Called Sable Marine", "I find no account or contract “Sable Marine”"),
        ("mark S-300 as contacted", "I find no account or contract “S-300”"),
    ],
)
async def test_a_name_of_nobody_in_sight_is_said_and_nothing_is_kept(acting: ActingDesk, said: str, told: str) -> None:
    assert told in (await acting.say(said))["text"]
    assert acting.kept() == {}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("remind me about Contoso", "On which day?"),
        ("remind me on 30 February about Contoso", "“30 February”"),
        ("remind me yesterday about Contoso", "Sunday 22 November 2026 is past"),
        ("remind me at 9:00 about Contoso", "Monday 23 November 2026, 09:00 is past"),
        ("remind me on 1 March about Contoso", "after the end of C-100 (15 February 2027)"),
        ("snooze Contoso until 31 December 2027", "after the end of C-100 (15 February 2027)"),
        ("remind me every Monday about Contoso", "I remind once"),
        ("remind me Thursday 10 about Contoso", "Is “Thursday 10” a day or an hour?"),
    ],
)
async def test_a_day_that_cannot_be_is_said_and_the_answer_completes_the_act(
    acting: ActingDesk, said: str, told: str
) -> None:
    asked = await acting.say(f"called Contoso, {said}")
    assert told in asked["text"]
    assert "Nothing is kept yet" in asked["text"]
    assert acting.kept() == {}
    await acting.say("12 January")
    kept = acting.kept()["C-100"]
    assert f"contacted by {LEA}" in kept
    assert any("2027-01-12" in word for word in kept)


async def test_a_day_or_an_hour_is_chosen_by_a_button(acting: ActingDesk) -> None:
    asked = await acting.say("remind me Thursday 10 about Contoso")
    assert says(asked) == ["Thursday 26 November 2026, 10:00", "Thursday 10 December 2026"]
    await acting.say(says(asked)[0])
    assert acting.kept() == {"C-100": {f"reminder {LEA} 2026-11-26 10:00"}}
