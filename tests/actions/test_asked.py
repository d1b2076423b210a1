"""Questions within topics: the text for visitors, the person's own facts first for those whose contracts are known, and
nothing twice.
"""

from __future__ import annotations

import pytest

from actions.own_facts import TOPIC_OF_FACTS
from protocol.turn import PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.asking import labels, reply_to, text_of


@pytest.mark.parametrize("language", answers.languages())
async def test_a_visitor_gets_the_answer_with_its_topic_question_and_source(shown: Sessions, language: str) -> None:
    reply = await reply_to("late-renewal/fee", language=language)
    assert reply["text"].startswith(text_of("late-renewal/fee", language))
    assert (reply["topic"], reply["question"], reply["open"], reply["kind"]) == (
        "late-renewal",
        "late-renewal/fee",
        False,
        "answer",
    )
    assert reply["metadata"]["sections"] == ["Rétablissement"]


async def test_an_open_question_says_that_the_page_leaves_it_open(shown: Sessions) -> None:
    assert (await reply_to("late-renewal/amount"))["open"] is True


async def test_the_topic_in_general_is_the_first_button_and_there_are_four_at_most(shown: Sessions) -> None:
    reply = await reply_to("late-renewal/fee")
    assert labels(reply) == ["More: Late renewal", "My end date", "How to renew", "Find my regional team"]
    assert reply["buttons"][0]["payload"] == answers.topics("en")["late-renewal"].say
    for question in answers.catalogue():
        # The question for a country has the five regions and a way out.
        most = 6 if question.startswith(("renewal-quote", "handoff", "regional-contact")) else 4
        assert len((await reply_to(question))["buttons"]) <= most


@pytest.mark.parametrize("conversation", ["stranger", "claire"])
@pytest.mark.parametrize("language", answers.languages())
async def test_every_question_has_an_answer(shown: Sessions, conversation: str, language: str) -> None:
    for question in answers.catalogue():
        reply = await reply_to(question, conversation, language=language)
        assert reply["text"].strip()
        topic = reply["topic"]
        assert topic in (question.partition("/")[0], TOPIC_OF_FACTS.get(question))
        assert reply["question"] == (question if question.startswith(f"{topic}/") else None)


async def test_no_question_of_a_visitor_shows_a_contract(shown: Sessions) -> None:
    for question in answers.catalogue():
        reply = await reply_to(question, entities={"contract_number": "C-1"})
        assert "Endpoint Protection (" not in reply["text"]
        assert not (reply.get("data") or {}).get("contracts")


async def test_a_country_that_a_visitor_names_has_its_team_named(shown: Sessions) -> None:
    reply = await reply_to("find-partner/no-answer", entities={"country": "KE"})
    assert "EMEA_renewals@symantec.com" in reply["text"]
    assert "Tell me your country" not in reply["text"]
    assert "Tell me your country" in (await reply_to("find-partner/no-answer"))["text"]


async def test_a_representative_hears_of_no_contract_unless_one_is_meant(territory: Sessions) -> None:
    assert (await reply_to("late-renewal/fee", "mona"))["text"].startswith(text_of("late-renewal/fee"))
    named = await reply_to("late-renewal/fee", "mona", entities={"contract_number": "T-1"})
    assert named["text"].startswith("Endpoint Protection (contract T-1) ends on 15 December 2026")
    which = await reply_to("find-partner/my-reseller", "mona", "who is the reseller of globex")
    assert [button["payload"] for button in which["buttons"]] == ["Globex Air", "Globex Marine"]


async def test_a_quote_goes_on_with_the_team_or_asks_for_the_country(shown: Sessions) -> None:
    visitor = await reply_to("renewal-quote/discount")
    assert visitor["text"].startswith(text_of("renewal-quote/discount"))
    assert (visitor["kind"], visitor["data"]["asks"], visitor["open"]) == ("clarify", "country", True)
    known = await reply_to("renewal-quote/discount", "claire")
    assert known["text"].count("EMEA_renewals@symantec.com") == 1
    priced = await reply_to("renewal-quote/price", "claire", entities={"contract_number": "C-1"})
    assert priced["text"].count("EMEA_renewals@symantec.com") == 1


async def test_who_asks_about_the_hand_off_is_not_handed_over_and_who_wishes_for_a_call_is(shown: Sessions) -> None:
    about = await reply_to("handoff/what-is-passed-on", "claire")
    assert (about["kind"], (about.get("data") or {}).get("wish")) == ("answer", None)
    assert about["data"]["request"] == "what"
    call = await reply_to("handoff/call-me", "claire")
    assert (call["kind"], call["data"]["wish"]) == ("handoff", True)
    assert call["text"].startswith(text_of("handoff/call-me").partition("\n")[0])


@pytest.mark.parametrize(
    ("question", "request_of"), [("when", "when"), ("where-is-answer", "how"), ("what-is-passed-on", "what")]
)
async def test_what_is_asked_of_a_request_is_told_to_the_gateway(
    shown: Sessions, question: str, request_of: str
) -> None:
    assert (await reply_to(f"handoff/{question}"))["data"]["request"] == request_of
    assert (await reply_to("cancel/passed-on-request"))["data"]["request"] == "withdraw"
    assert not (await reply_to("cancel/start-over")).get("data")


@pytest.mark.parametrize("question", ["contract-expiry/no-number", "contract-expiry/code-to-former-contact"])
async def test_a_visitor_who_cannot_prove_a_contract_is_on_the_way_to_a_person_and_who_is_known_is_not(
    shown: Sessions, question: str
) -> None:
    assert (await reply_to(question))["data"]["stuck"] is True
    assert "stuck" not in ((await reply_to(question, "claire")).get("data") or {})


async def test_who_names_a_number_is_taken_to_have_one_however_the_words_were_understood(shown: Sessions) -> None:
    question, text, named = "contract-expiry/no-number", "my contract number might be C-1", {"contract_number": "C-1"}
    visitor = await reply_to(question, text=text, entities=named)
    assert (visitor["kind"], "stuck" in visitor["data"]) == ("verify", False)
    assert "31 December 2026" in (await reply_to(question, "claire", text, entities=named))["text"]


async def test_lists_answer_the_questions_within_them_but_for_what_needs_no_contract(shown: Sessions) -> None:
    listed = await reply_to("contract-list/all", "claire")
    assert listed["data"]["total"] == 3
    assert (await reply_to("contract-list/as-a-file", "claire"))["text"] == text_of("contract-list/as-a-file")


async def test_a_situation_begins_with_what_to_do_and_ends_with_what_is_on_file(shown: Sessions) -> None:
    reply = await reply_to("find-partner/no-answer", "claire", entities={"contract_number": "C-3"})
    said = reply["text"].splitlines()
    lead = text_of("find-partner/no-answer").partition("\n")[0]
    assert said[0] == f"{answers.phrase('en', 'situations', 'find-partner/no-answer')} {lead}"
    assert said[-1].startswith("CloudSOC (contract C-3) ended on 1 November 2026, 22 days ago. Your reseller on file")


async def test_another_number_alone_changes_the_period_that_was_asked_for(shown: Sessions) -> None:
    previous = PreviousTurn(text="what ends in the next 60 days?", topic="expiring-contracts")
    reply = await reply_to("expiring-contracts", "claire", "and in the next 30?", previous=previous)
    assert reply["data"]["period"] == {"start": "2026-11-23", "end": "2026-12-23"}
    unrelated = await reply_to(
        "expiring-contracts", "claire", "and in the next 30?", previous=PreviousTurn(topic="greet", text="hello 5")
    )
    assert unrelated["kind"] == "clarify"


async def test_an_account_is_found_by_the_first_word_of_its_name_in_a_sentence(territory: Sessions) -> None:
    reply = await reply_to("account-overview", "mona", "how does globex stand with its renewals at the moment?")
    assert [button["payload"] for button in reply["buttons"]] == ["Globex Air", "Globex Marine"]
