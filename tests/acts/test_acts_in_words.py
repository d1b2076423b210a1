"""What a representative writes is done, said back exactly, and taken back whole; what is not certain is asked before
anything is kept.
"""

from __future__ import annotations

import pytest

from tests.acts.acting import LEA, SAM, ActingDesk, says

WHOLE = "called Contoso, PO next week, remind me Thursday 9"


async def test_several_things_in_one_sentence_are_kept_and_said_back_word_for_word(acting: ActingDesk) -> None:
    told = await acting.say(WHOLE)
    assert told["text"].split("\n") == [
        "Kept for Contoso · C-100 (Endpoint Protection, ends 15 February 2027):",
        "• contacted",
        "• note: “PO next week”",
        "• reminder for you on Thursday 26 November 2026, 09:00",
    ]
    assert acting.kept() == {
        "C-100": {f"contacted by {LEA}", f"note {LEA}: PO next week", (f"reminder {LEA} 2026-11-26 09:00")}
    }
    assert acting.engine.asked == []


async def test_the_same_in_french(acting: ActingDesk) -> None:
    told = await acting.say("appelé Contoso, bon de commande la semaine prochaine, rappelle-moi jeudi à 9h")
    assert told["text"].split("\n") == [
        "Gardé pour Contoso · C-100 (Endpoint Protection, fin le 15 février 2027) :",
        "• contacté",
        "• note : « bon de commande la semaine prochaine »",
        "• rappel pour vous le jeudi 26 novembre 2026 à 09:00",
    ]
    assert says(told) == ["annule #1"]


async def test_undo_takes_all_of_it_back_by_its_button_or_in_words(acting: ActingDesk) -> None:
    for undo in (None, "undo", "annule"):
        told = await acting.say(WHOLE)
        back = await acting.say(undo or says(told)[0])
        assert acting.kept() == {}
        assert "contacted" in back["text"] or "contacté" in back["text"]
    # Where nothing was done, it is for the engine what it always was.
    assert (await acting.say("undo"))["text"] == "From the engine."


async def test_an_earlier_act_s_button_takes_that_act_back_and_no_other(acting: ActingDesk) -> None:
    first = await acting.say("note for Contoso: budget frozen")
    await acting.say("note for Contoso: they called back")
    await acting.say(says(first)[0])
    assert acting.kept() == {"C-100": {f"note {LEA}: they called back"}}
    assert "taken back already" in (await acting.say(says(first)[0]))["text"]


async def test_what_somebody_else_did_is_not_taken_back(acting: ActingDesk) -> None:
    told = await acting.say("mark C-100 as contacted")
    refused = await acting.say(says(told)[0], "sam")
    assert "not yours" in refused["text"]
    assert acting.kept() == {"C-100": {f"contacted by {LEA}"}}


async def test_what_was_changed_since_stays_and_is_named(acting: ActingDesk) -> None:
    first = await acting.say("snooze C-100 until 15 January")
    await acting.say("snooze C-100 until 20 January")
    back = await acting.say(says(first)[0])
    assert "C-100" in back["text"]
    assert "stays" in back["text"]
    assert acting.kept() == {"C-100": {"silent until 2027-01-20"}}


@pytest.mark.parametrize(
    "said",
    [
        "I didn't call Contoso", "haven't called Contoso yet", "is Contoso at risk?",
        "which contracts have I called", "at risk this quarter", "called Contoso?", "contacted",
        ("not contacted in " "January"), "only contacted", ("how do I set a " "reminder?"),
        "a-t-on appelé Contoso ?", "je n'ai pas appelé Contoso", "qui a appelé Contoso", "contacte Contoso",
        "Sam called Contoso", ("contracts I called " "last " "week"),
        "I need to call Contoso", "Contoso will renew if we cut the price", "cancel my contract", "remove hardware",
    ],
)  # fmt: skip
async def test_a_question_a_negation_and_an_intention_are_no_acts(acting: ActingDesk, said: str) -> None:
    assert (await acting.say(said))["text"] == "From the engine."
    assert acting.kept() == {}


@pytest.mark.parametrize("said", ["did we call Contoso?", "did we call Contoso", "who called Contoso?"])
async def test_who_asks_whether_somebody_called_is_told_what_is_kept(acting: ActingDesk, said: str) -> None:
    assert "nobody is marked as having contacted them" in (await acting.say(said))["text"]
    assert acting.kept() == {}


async def test_a_customer_s_words_never_act(acting: ActingDesk) -> None:
    acting.begin("claire", "claire@contoso.example")
    acting.begin("stranger", None)
    for who in ("claire", "stranger"):
        for said in (WHOLE, "undo", "mark C-100 as contacted"):
            assert (await acting.say(said, who))["text"] == "From the engine."
    assert acting.kept() == {}


async def test_it_is_the_contract_that_was_shown(acting: ActingDesk) -> None:
    acting.engine.data = {"contract_number": "C-100", "contracts": [{"contract_number": "C-100"}], "total": 1}
    await acting.say("when does C-100 end?")
    await acting.say("mark it as contacted")
    await acting.say("remind me tomorrow")
    assert acting.kept() == {"C-100": {f"contacted by {LEA}", f"reminder {LEA} 2026-11-24"}}


async def test_of_a_list_it_is_asked_which_one_and_all_of_them_are_all_of_the_list(acting: ActingDesk) -> None:
    acting.engine.data = {"listing": {"only": {"account": ["A-2"]}}, "contracts": [], "total": 2}
    await acting.say("contracts of Fjord Lines")
    asked = await acting.say("snooze it until 5 December")
    assert "Which one of these?" in asked["text"]
    assert acting.kept() == {}
    await acting.say("contracts of Fjord Lines")
    await acting.say("snooze all of them until 5 December")
    assert acting.kept() == {number: {"silent until 2026-12-05"} for number in ("F-200", "F-201")}


async def test_a_list_that_a_reply_names_never_shows_more_than_the_actor_may_see(acting: ActingDesk) -> None:
    acting.engine.data = {"listing": {}, "contracts": [], "total": 4}
    await acting.say("all contracts")
    await acting.say("snooze all of them until 5 December")
    assert "S-300" not in acting.kept()


async def test_without_anything_shown_it_is_asked_what_is_meant(acting: ActingDesk) -> None:
    asked = await acting.say("remind me Thursday")
    assert "Which account or contract is it?" in asked["text"]
    await acting.say("Contoso")
    assert acting.kept() == {"C-100": {f"reminder {LEA} 2026-11-26"}}


async def test_what_is_asked_beside_the_act_is_answered_behind_it(acting: ActingDesk) -> None:
    answer = await acting.all.say("lea", "called Contoso. when does it end?", None, None)
    assert [reply["text"].split("\n")[0] for reply in answer["replies"]][1] == "From the engine."
    assert [request.text for request in acting.engine.asked] == ["when does it end?"]
    assert acting.kept() == {"C-100": {f"contacted by {LEA}"}}


async def test_an_act_is_told_even_where_the_rest_cannot_be_answered(acting: ActingDesk) -> None:
    acting.engine.down = True
    answer = await acting.all.say("lea", "called Contoso. when does it end?", None, None)
    assert [reply["kind"] for reply in answer["replies"]] == ["contract", "error"]
    assert "• contacted" in answer["replies"][0]["text"]


async def test_the_same_message_sent_again_acts_once(acting: ActingDesk) -> None:
    first = await acting.say("note for Contoso: budget frozen", message="m-1")
    again = await acting.say("note for Contoso: budget frozen", message="m-1")
    assert first["id"] == again["id"]
    assert acting.kept() == {"C-100": {f"note {LEA}: budget frozen"}}


async def test_contacted_twice_changes_nothing_and_says_who_was_first(acting: ActingDesk) -> None:
    await acting.say("called Contoso")
    again = await acting.say("called Contoso")
    assert f"contacted already, by {LEA} on 23 November 2026: nothing changed" in again["text"]
    assert says(again) == []


@pytest.mark.parametrize(
    ("before", "clear", "left"),
    [
        ("snooze C-100 until 15 January", "clear the snooze on Contoso", set()),
        ("snooze C-100 until 15 January", "unsnooze Contoso", set()),
        ("remind me Friday about Contoso", "cancel my reminder for Contoso", set()),
        ("mark Contoso as contacted", "mark Contoso as not contacted", set()),
        ("note for Contoso: budget frozen", "delete my note on Contoso", set()),
        ("Contoso is at risk", "remove the forecast for Contoso", set()),
        ("Contoso is at risk", "clear the snooze on Contoso", {f"at-risk (None) by {LEA}"}),
    ],
)
async def test_what_is_kept_can_be_cleared_and_the_clearing_undone(
    acting: ActingDesk, before: str, clear: str, left: set[str]
) -> None:
    await acting.say(before)
    kept = acting.kept()
    cleared = await acting.say(clear)
    assert acting.kept().get("C-100", set()) == left
    for say in says(cleared):
        await acting.say(say)
    assert acting.kept() == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Contoso is at risk because the budget was cut", "at-risk (the budget was cut)"),
        ("Contoso won't renew, they go to a competitor", "will-not-renew (they go to a competitor)"),
        ("mark C-100 as likely", "likely (None)"),
        ("Contoso ne renouvellera pas parce qu'ils partent", "will-not-renew (ils partent)"),
        ("Contoso est à risque : budget coupé", "at-risk (budget coupé)"),
        ("Contoso va renouveler", "likely (None)"),
    ],
)
async def test_a_representative_s_word_on_a_renewal_is_kept_with_its_reason(
    acting: ActingDesk, said: str, kept: str
) -> None:
    await acting.say(said)
    assert acting.kept() == {"C-100": {f"{kept} by {LEA}"}}


async def test_sam_acts_on_his_own(acting: ActingDesk) -> None:
    await acting.say("called Sable Marine", "sam")
    assert acting.kept() == {"S-300": {f"contacted by {SAM}"}}


async def test_the_list_that_was_shown_is_wanted_as_a_file(acting: ActingDesk) -> None:
    assert "Ask for a list first" in (await acting.say("export as csv"))["text"]
    acting.engine.data = {"listing": {"only": {"account": ["A-2"]}}, "contracts": [], "total": 2}
    await acting.say("contracts of Fjord Lines")
    assert "in Slack" in (await acting.say("chart please"))["text"]
    acting.begin("slack", LEA, door="slack")
    await acting.say("contracts of Fjord Lines", "slack")
    for said, kind in (
        ("export as csv", "csv"),
        ("exporte la liste", "csv"),
        ("chart please", "chart"),
        ("un graphique", "chart"),
    ):
        assert (await acting.say(said, "slack"))["data"] == {
            "acts": {"file": kind},
            "listing": {"only": {"account": ["A-2"]}},
        }
