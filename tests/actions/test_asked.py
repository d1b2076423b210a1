"""Questions within topics: the text for visitors, the person's own facts first for those whose contracts are known, and
nothing twice.
"""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import own_facts
from protocol.turn import OTHER_CONTRACT, ActionContext, Entity, PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.test_actions import asked
from tests.builders import load

ACTIONS = {
    "how-to-renew",
    "regional-contact",
    "contract-expiry",
    "contract-list",
    "expiring-contracts",
    "contract-coverage",
    "account-overview",
    "renewal-owner",
    "renewal-quote",
    "handoff",
    "cancel",
    "switch-language",
    "out-of-scope",
}


async def reply_to(
    question: str,
    conversation: str = "stranger",
    text: str = "",
    language: str = "en",
    entities: dict[str, str] | None = None,
    previous: PreviousTurn | None = None,
    **slots: object,
) -> dict[str, Any]:
    """The reply to a question (`topic/question`), by the action that the engine calls for it."""
    topic = question.partition("/")[0]
    action = f"action_{topic.replace('-', '_')}" if topic in ACTIONS else "action_question"
    context = ActionContext(previous or PreviousTurn(), "words", question=question if "/" in question else None)
    call = asked(action, conversation, text, language, entities, context, **slots)
    call["tracker"]["latest_message"]["intent"] = {"name": topic, "confidence": 0.9}
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(call)
    assert result is not None
    last: dict[str, Any] = result.model_dump()["responses"][-1]
    assert last["kind"] != "error"
    return last


def text_of(question: str, language: str = "en") -> str:
    said = answers.answer_to(language, question)
    assert said
    return said.text


def labels(reply: dict[str, Any]) -> list[str]:
    return [button["title"] for button in reply["buttons"]]


@pytest.mark.parametrize("language", answers.languages())
async def test_a_visitor_gets_the_answer_with_its_topic_question_and_source(shown: Sessions, language: str) -> None:
    reply = await reply_to("late-renewal/fee", language=language)
    assert reply["text"] == text_of("late-renewal/fee", language)
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
        assert reply["topic"] == question.partition("/")[0]
        assert reply["question"] == question


async def test_no_question_of_a_visitor_shows_a_contract(shown: Sessions) -> None:
    for question in answers.catalogue():
        reply = await reply_to(question, entities={"contract_number": "C-1"})
        assert "Endpoint Protection (" not in reply["text"]
        assert not (reply.get("data") or {}).get("contracts")


@pytest.mark.parametrize("question", sorted(set(own_facts.OWN) - own_facts.FOR_EVERYBODY))
async def test_a_visitor_who_asks_about_their_own_contract_is_asked_who_they_are(
    shown: Sessions, question: str
) -> None:
    reply = await reply_to(question)
    assert reply["kind"] == "verify"
    if not question.startswith(("contract-list", "expiring")):
        assert reply["text"].startswith(text_of(question).partition("\n")[0])
    named = await reply_to(question, entities={"contract_number": "C-1"})
    assert named["data"] == {"contract_number": "C-1"}


@pytest.mark.parametrize(
    ("question", "number", "said"),
    [
        ("contract-expiry/start-date", "C-1", "began on 1 January 2026"),
        ("contract-expiry/days-left", "C-1", "38 days left"),
        (
            "contract-expiry/still-covered",
            "C-1",
            "Yes: Endpoint Protection (contract C-1) is covered until 31 December 2026, 38 days more.",
        ),
        ("contract-expiry/still-covered", "C-3", "No: CloudSOC (contract C-3) ended on 1 November 2026, 22 days ago."),
        ("contract-expiry/renewal-registered", "C-1", "31 December 2026"),
        ("contract-coverage/quantity", "C-1", "Endpoint Protection (contract C-1): quantity 10."),
        ("contract-coverage/support", "C-3", "No: CloudSOC"),
        ("contract-coverage/support", "C-2", "Yes: ProxySG (contract C-2) has Hardware"),
        ("auto-renewal/is-it-on", "C-1", "No: Endpoint Protection (contract C-1) does not renew by itself."),
        ("auto-renewal/anything-to-do", "C-1", "Yes: Endpoint Protection"),
        ("find-partner/my-reseller", "C-1", "Distrilog"),
        ("entitlement-levels/my-level", "C-1", "has Essential Support"),
        ("maintenance-term/own-length", "C-1", "runs until 31 December 2026"),
    ],
)
async def test_a_question_about_ones_own_contract_is_answered_from_it(
    shown: Sessions, question: str, number: str, said: str
) -> None:
    reply = await reply_to(question, "claire", entities={"contract_number": number})
    assert said in reply["text"].partition("\n")[0]
    assert reply["data"]["contract_number"] == number


async def test_the_same_in_french(shown: Sessions) -> None:
    reply = await reply_to("contract-expiry/still-covered", "claire", "", "fr", {"contract_number": "C-3"})
    assert reply["text"] == "Non\u00a0: CloudSOC (contrat C-3) s'est terminé le 1er novembre 2026, il y a 22 jours."


async def test_where_several_contracts_may_be_meant_all_are_told(shown: Sessions) -> None:
    covered = await reply_to("contract-expiry/still-covered", "claire")
    assert covered["text"].startswith("Not all of them: of 3 contracts, 1")
    quantity = await reply_to("contract-coverage/quantity", "claire")
    assert quantity["text"].endswith("30 in all.")
    reseller = await reply_to("find-partner/my-reseller", "claire")
    assert reseller["text"] == "Your reseller is Distrilog, for all 3 contracts."
    assert [button["payload"] for button in reseller["buttons"]][1:] == ["C-3", "C-1", "C-2"]


async def test_which_renew_by_themselves_are_told_and_which_do_not(shown: Sessions) -> None:
    load(
        shown,
        {
            "contract_number": "C-4",
            "product": "Email Security.cloud",
            "product_type": "online-service",
            "auto_renew": "true",
        },
    )
    for question in ("auto-renewal/is-it-on", "contract-list/renewing-by-themselves"):
        reply = await reply_to(question, "claire")
        assert reply["text"].splitlines()[1] == "• Email Security.cloud (contract C-4), on 31 December 2026"
        assert "CloudSOC (C-3)" in reply["text"].splitlines()[2]
    load(
        shown,
        {
            "contract_number": "C-5",
            "contact_email": "claire@contoso.example",
            "auto_renew": "true",
            "end_date": "2026-11-23",
        },
    )
    assert "today" in (await reply_to("expiring-contracts/next-to-end", "claire"))["text"]


async def test_the_next_to_end_is_one_that_still_runs(shown: Sessions) -> None:
    reply = await reply_to("expiring-contracts/next-to-end", "claire")
    assert reply["text"] == "The next to end is Endpoint Protection (contract C-1): on 31 December 2026, 38 days left."


async def test_a_general_question_begins_with_the_contract_that_is_meant(shown: Sessions) -> None:
    named = await reply_to("late-renewal/fee", "claire", entities={"contract_number": "C-3"})
    assert named["text"] == ("CloudSOC (contract C-3) ended on 1 November 2026, 22 days ago.\n") + text_of(
        "late-renewal/fee"
    )
    told = await reply_to("auto-renewal/card-declined", "claire", previous=PreviousTurn(contract="C-2"))
    assert told["text"].startswith("ProxySG (contract C-2) is not set to renew by itself")
    nearest = await reply_to("late-renewal/fee", "claire")
    assert nearest["text"].startswith("Endpoint Protection (contract C-1) ends on 31 December 2026")


async def test_anothers_contract_is_told_in_no_answer(shown: Sessions) -> None:
    for number in ("X-1", "X-9"):
        reply = await reply_to("late-renewal/fee", "claire", entities={"contract_number": number})
        assert reply["text"] == text_of("late-renewal/fee")
    firm = await reply_to("contract-expiry/still-covered", "claire", "is the contract of Northwind still covered")
    assert firm["kind"] == "clarify"


async def test_a_contract_for_another_kind_of_product_is_not_meant(shown: Sessions) -> None:
    reply = await reply_to("renew-hardware/steps", "claire")
    assert ("ProxySG (contract C-2) ends on 1 February 2027: 70 days left. Your reseller on file: Distrilog.") in reply[
        "text"
    ]
    assert "Endpoint" not in reply["text"]
    other = await reply_to("essential-support/hours", "claire", previous=PreviousTurn(contract="C-2"))
    assert "ProxySG" not in other["text"]


async def test_whom_to_turn_to_stands_after_the_text(shown: Sessions) -> None:
    reply = await reply_to("find-partner/no-answer", "claire", entities={"contract_number": "C-1"})
    assert "Distrilog" in reply["text"]
    assert "paul@vendor.example" in reply["text"]
    assert "EMEA_renewals@symantec.com" in reply["text"]
    assert "Tell me your country" not in reply["text"]


async def test_a_country_that_a_visitor_names_has_its_team_named(shown: Sessions) -> None:
    reply = await reply_to("find-partner/no-answer", entities={"country": "KE"})
    assert "EMEA_renewals@symantec.com" in reply["text"]
    assert "Tell me your country" not in reply["text"]
    assert "Tell me your country" in (await reply_to("find-partner/no-answer"))["text"]


async def test_a_representative_hears_of_no_contract_unless_one_is_meant(territory: Sessions) -> None:
    assert (await reply_to("late-renewal/fee", "mona"))["text"] == text_of("late-renewal/fee")
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


def said_before(question: str, reply: str) -> PreviousTurn:
    topic = question.partition("/")[0]
    return PreviousTurn(
        text="the same",
        topic=topic,
        reply=reply,
        reply_topic=topic,
        topic_question=question,
        entities=(Entity("x", "y"),),
    )


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
    assert (second["text"], second["open"]) == (answers.phrase(language, "asked", "again-open"), True)
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


@pytest.mark.parametrize("language", answers.languages())
async def test_who_is_known_is_not_asked_for_a_contract_number(shown: Sessions, language: str) -> None:
    for question in (
        "auto-renewal/away",
        "auto-renewal/billing-date",
        "renewal-notice/when-sent",
        "cancel-auto-renewal/afterwards",
    ):
        known = (await reply_to(question, "claire", language=language))["text"]
        assert not any(words in known for words in answers.phrase(language, "asked", "asks-number").split("|"))
        assert text_of(question, language).partition("\n")[0] in known
        assert (await reply_to(question, language=language))["text"].endswith(text_of(question, language))


async def test_a_question_about_automatic_renewal_means_the_contracts_that_have_it(shown: Sessions) -> None:
    none = await reply_to("auto-renewal/card-declined", "claire")
    assert none["text"].startswith("None of your contracts renews by itself.\n")
    load(
        shown,
        {
            "contract_number": "C-4",
            "product": "Email Security.cloud",
            "product_type": "online-service",
            "auto_renew": "true",
        },
    )
    one = await reply_to("cancel-auto-renewal/deadline", "claire")
    assert one["text"].startswith(
        "For Email Security.cloud (contract C-4), which renews by itself on 31 December 2026, no last day to "
        "stop that is on file."
    )
    load(
        shown,
        {"contract_number": "C-5", "product": "VIP Access", "product_type": "online-service", "auto_renew": "true"},
    )
    several = await reply_to("auto-renewal/card-declined", "claire")
    assert several["text"].startswith(
        "Of your 5 contracts, what renews by itself is Email Security.cloud (C-4), VIP Access (C-5).\n"
    )


async def test_a_question_about_small_businesses_means_no_enterprises_contract(shown: Sessions) -> None:
    assert (await reply_to("renew-small-business/steps", "claire"))["text"] == text_of("renew-small-business/steps")
    assert "C-1" in (await reply_to("renew-enterprise/not-contacted", "claire"))["text"]


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


async def test_the_other_contract_is_told_beside_the_one_that_was_told(shown: Sessions) -> None:
    context = ActionContext(PreviousTurn(topic="contract-expiry", reply="C-1 ends.", contract="C-1"), OTHER_CONTRACT)
    call = asked("action_contract_expiry", "claire", "and the other one?", "en", None, context)
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(call)
    assert result is not None
    others = [contract["contract_number"] for contract in result.responses[-1]["data"]["contracts"]]
    assert others == ["C-3", "C-2"]


async def test_the_contract_number_is_told_to_whom_it_belongs_and_where_to_look_to_everybody_else(
    shown: Sessions,
) -> None:
    told = await reply_to(
        "contract-expiry/where-is-number",
        "claire",
        "what is the contract number of the ProxySG?",
        entities={"product": "ProxySG"},
    )
    assert told["text"] == "ProxySG: contract C-2."
    everybody = await reply_to("contract-expiry/where-is-number")
    assert everybody["text"].startswith(text_of("contract-expiry/where-is-number").partition("\n")[0])


async def test_who_looks_after_a_contract_names_the_contact_on_file_without_the_address(shown: Sessions) -> None:
    told = (
        await reply_to(
            "renewal-owner/who", "claire", "who is the contact on file for C-1?", entities={"contract_number": "C-1"}
        )
    )["text"]
    assert "• Contact on file: Claire Martin" in told
    assert "claire@contoso.example" not in told
