"""Answers that begin with what a person's own contracts say."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import own_facts
from protocol.turn import OTHER_CONTRACT, ActionContext, PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.asking import reply_to, text_of
from tests.actions.test_actions import asked
from tests.builders import load


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


@pytest.mark.parametrize(
    ("language", "text", "number", "said"),
    [
        ("en", "has it lapsed already?", "C-1", "No: Endpoint Protection (contract C-1) is still covered, until"),
        ("en", "has it lapsed, or is it still covered?", "C-1", "Yes: Endpoint Protection (contract C-1) is covered"),
        ("en", "has this one expired?", "C-3", "Yes: CloudSOC (contract C-3) ended on"),
        ("fr", "il est expiré, non ?", "C-1", "Non\u00a0: Endpoint Protection (contrat C-1) est toujours couvert"),
        ("fr", "celui-là est échu ?", "C-3", "Oui\u00a0: CloudSOC (contrat C-3) s'est terminé le"),
        ("en", "have all of ours ended?", "", "Of 3 contracts, 1 no longer cover anything:"),
        (
            "en",
            "still covered on 30 December 2026?",
            "C-1",
            "Yes: Endpoint Protection (contract C-1) runs until 31 Dec",
        ),
        ("en", "still covered on 3 March 2027?", "C-1", "No: Endpoint Protection (contract C-1) ends on 31 December"),
        ("fr", "encore couvert le 3 mars 2027 ?", "C-1", "Non\u00a0: Endpoint Protection (contrat C-1) se termine le"),
        ("en", "still covered on 3 March 2027?", "C-3", "No: CloudSOC (contract C-3) ended on 1 November 2026"),
    ],
)
async def test_whether_it_has_ended_or_covers_a_day_is_answered_as_it_is_asked(
    shown: Sessions, language: str, text: str, number: str, said: str
) -> None:
    entities = {"contract_number": number} if number else None
    reply = await reply_to("contract-expiry/still-covered", "claire", text, language, entities)
    assert reply["text"].startswith(said)


async def test_what_renews_by_itself_covers_a_later_day_if_it_does(shown: Sessions) -> None:
    load(shown, {"contract_number": "C-9", "auto_renew": "true"})
    reply = await reply_to(
        "contract-expiry/still-covered", "claire", "still covered on 3 March 2027?", entities={"contract_number": "C-9"}
    )
    assert reply["text"].startswith("Yes, provided that it renews: Endpoint Protection (contract C-9)")


async def test_where_several_contracts_may_be_meant_all_are_told(shown: Sessions) -> None:
    covered = await reply_to("contract-expiry/still-covered", "claire")
    assert covered["text"].startswith("Not all of them: of 3 contracts, 1")
    quantity = await reply_to("contract-coverage/quantity", "claire")
    assert quantity["text"].startswith("30 in all, of 3 contracts:")
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
        assert reply["text"].startswith(text_of("late-renewal/fee"))
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
        assert text_of(question, language) in (await reply_to(question, language=language))["text"]


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


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("fr", "et l'antivirus, il finit quand ?", "C-1"),
        ("en", "when does the web filter end?", None),
        ("en", "when does our antivirus end?", "C-1"),
    ],
)
async def test_a_customers_product_is_meant_by_what_it_is_for(
    shown: Sessions, language: str, text: str, number: str | None
) -> None:
    reply = await reply_to("contract-expiry/end-date", "claire", text, language)
    told = {one["contract_number"] for one in reply["data"]["contracts"]}
    assert told == {number} if number else len(told) > 1


@pytest.mark.parametrize("question", ["out-of-scope/fault", "out-of-scope/password"])
async def test_who_cannot_get_into_a_service_that_has_ended_is_told_so(shown: Sessions, question: str) -> None:
    reply = await reply_to(question, "claire", "we cannot get into CloudSOC any more", entities={"product": "CloudSOC"})
    assert "1 November 2026" in reply["text"].partition("\n")[0]
    assert reply["text"].endswith(text_of(question))
    running = await reply_to(question, "claire", "ProxySG is down", entities={"product": "ProxySG"})
    assert running["text"].endswith(text_of(question))
    assert "2026" not in running["text"]
    assert (
        "CloudSOC" not in (await reply_to(question, text="CloudSOC is down", entities={"product": "CloudSOC"}))["text"]
    )
