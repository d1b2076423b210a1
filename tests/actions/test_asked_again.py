"""What was just told, and is asked again."""

from __future__ import annotations

import pytest

from protocol.turn import PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.asking import labels, reply_to, said_before, text_of


@pytest.mark.parametrize("language", answers.languages())
async def test_an_answer_is_not_given_twice_in_a_row(shown: Sessions, language: str) -> None:
    topic = answers.topics(language)["late-renewal"]
    first = await reply_to("late-renewal/fee", language=language)
    second = await reply_to(
        "late-renewal/fee", language=language, previous=said_before("late-renewal/fee", first["text"])
    )
    lead = text_of("late-renewal/fee", language).partition("\n")[0]
    assert second["text"] == f"{answers.phrase(language, 'asked', 'again-fact')} {lead}\n{topic.answer}"
    third = await reply_to(
        "late-renewal/fee", language=language, previous=said_before("late-renewal/fee", second["text"])
    )
    assert third["text"] == answers.phrase(language, "asked", "again-person")
    assert third["buttons"][-1]["payload"] == answers.topics(language)["handoff"].say


async def test_a_fact_that_is_asked_for_again_is_said_again_behind_a_line_that_says_so(shown: Sessions) -> None:
    question, named = "contract-expiry/days-left", {"contract_number": "C-1"}
    first = await reply_to(question, "claire", entities=named)
    second = await reply_to(question, "claire", entities=named, previous=said_before(question, first["text"]))
    assert second["text"] == f"As I said just now:\n{first['text']}"
    third = await reply_to(question, "claire", entities=named, previous=said_before(question, second["text"]))
    assert third["text"] == answers.phrase("en", "asked", "again-person")


@pytest.mark.parametrize("language", answers.languages())
async def test_what_the_page_leaves_open_is_asked_again_and_a_person_can_find_out(
    shown: Sessions, language: str
) -> None:
    first = await reply_to("late-renewal/amount", language=language)
    second = await reply_to(
        "late-renewal/amount", language=language, previous=said_before("late-renewal/amount", first["text"])
    )
    who = answers.phrase(language, "remarks", "knows-reseller")
    assert second["text"] == f"{answers.phrase(language, 'asked', 'again-open')}\n{who}"
    assert second["open"]
    assert second["buttons"][-1]["payload"] == answers.topics(language)["handoff"].say
    third = await reply_to(
        "late-renewal/amount", language=language, previous=said_before("late-renewal/amount", second["text"])
    )
    assert third["text"] == answers.phrase(language, "asked", "again-person")


async def test_a_visitor_who_then_names_a_contract_is_asked_to_prove_it(shown: Sessions) -> None:
    first = await reply_to("late-renewal/how")
    previous = said_before("late-renewal/how", first["text"])
    named = {"contract_number": "C-1"}
    bare = await reply_to("late-renewal/how", text="it's C-1", entities=named, previous=previous)
    assert (bare["kind"], bare["data"]) == ("verify", {"contract_number": "C-1"})
    told = await reply_to(
        "late-renewal/how", text="the contract I mean is number C-1", entities=named, previous=previous
    )
    assert (told["kind"], told["text"]) == ("verify", bare["text"])
    whole = await reply_to("late-renewal/how", text="my contract C-1 has run out, what now?", entities=named)
    assert whole["text"].startswith(first["text"].partition("\n")[0])
    assert (whole["kind"], whole["data"]["contract_number"]) == ("verify", "C-1")
    referred = await reply_to("late-renewal/how", text="and what do I do with it", entities=named)
    assert referred["kind"] != "verify"


async def test_whether_the_card_is_charged_is_told_of_the_contract_that_is_meant(shown: Sessions) -> None:
    reply = await reply_to("auto-renewal", "claire", previous=PreviousTurn(topic="contract-expiry", contract="C-1"))
    card = answers.topics("en")["auto-renewal"].answer or ""
    assert reply["text"].endswith(card)
    assert "C-1" in reply["text"].removesuffix(card)
    assert (await reply_to("auto-renewal"))["text"] == card


async def test_another_question_after_the_same_text_is_answered(shown: Sessions) -> None:
    first = await reply_to("late-renewal/fee")
    assert (await reply_to("late-renewal/amount", previous=said_before("late-renewal/fee", first["text"])))[
        "open"
    ] is True


async def test_a_topic_that_was_just_told_in_general_offers_what_else_there_is(shown: Sessions) -> None:
    topic = answers.topics("en")["late-renewal"]
    previous = PreviousTurn(topic="late-renewal", reply=topic.answer or "")
    reply = await reply_to("late-renewal", previous=previous)
    assert reply["text"] == answers.phrase("en", "asked", "again-else")
    assert labels(reply) == [*(button.label for button in topic.buttons), "Talk to a person"]
    assert (await reply_to("late-renewal", previous=PreviousTurn(topic="late-renewal")))["text"] == topic.answer


async def test_what_a_list_or_a_contract_says_may_be_asked_for_again(shown: Sessions) -> None:
    first = await reply_to("contract-expiry", "claire")
    again = await reply_to(
        "contract-expiry", "claire", previous=PreviousTurn(topic="contract-expiry", reply=first["text"])
    )
    assert again["text"] == first["text"]


async def test_small_talk_may_be_said_twice(shown: Sessions) -> None:
    hello = answers.topics("en")["greet"].answer or ""
    assert (await reply_to("greet", previous=PreviousTurn(topic="greet", reply=hello)))["text"] == hello


async def test_who_orders_the_renewal_here_twice_hears_that_nothing_was_ordered_and_may_have_the_team_asked(
    shown: Sessions,
) -> None:
    said, previous = (
        "how-to-renew/by-assistant",
        PreviousTurn(topic="how-to-renew", topic_question="how-to-renew/by-assistant", reply="No."),
    )
    visitor = await reply_to(said, previous=previous)
    assert visitor["text"] == answers.phrase("en", "how-to-renew", "nothing-renewed")
    assert [button["payload"] for button in visitor["buttons"]] == [answers.topics("en")["handoff"].say]
    customer = await reply_to(said, "claire", previous=previous)
    assert (customer["kind"], customer["data"]["wish"]) == ("handoff", False)
