"""Questions within topics, through the public API.

What needs no classifier of questions is asked by a rule ("how much?").
"""

from __future__ import annotations

import pytest

from renewals import answers
from tests.stack import Stack

CLAIRE = "claire.martin@contoso.example"
LATE = {
    "en": ("What happens if I renew late?", "how much?"),
    "fr": ("Que se passe-t-il si je renouvelle en retard ?", "combien ?"),
}


@pytest.mark.parametrize("language", answers.languages())
def test_a_reply_tells_the_question_that_it_answers_and_that_the_page_leaves_it_open(
    stack: Stack, language: str
) -> None:
    chat, (general, amount) = stack.chat(language=language), LATE[language]
    card, answered = chat.reply(general), chat.reply(amount)
    said = answers.answer_to(language, "late-renewal/amount")
    assert said
    assert (card["topic"], card["question"], "open" in card) == ("late-renewal", None, False)
    assert (answered["topic"], answered["question"], answered["open"]) == ("late-renewal", "late-renewal/amount", True)
    assert answered["text"].startswith(said.text)
    assert [source["section"] for source in answered["sources"]] == list(said.sections)
    assert answered["buttons"][0]["say"] == answers.topics(language)["late-renewal"].say
    assert chat.transcript()[-1]["reply"]["question"] == "late-renewal/amount"


def test_the_topic_in_general_is_one_button_away(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.reply(LATE["en"][0])
    more = chat.reply("how much?")["buttons"][0]
    assert more["label"] == "More: Late renewal"
    assert (chat.reply(more["say"])["text"]).startswith(answers.topics("en")["late-renewal"].answer or "")


def test_who_is_signed_in_hears_of_their_own_contract_first(stack: Stack) -> None:
    chat = stack.chat_as(CLAIRE, language="en")
    chat.reply(LATE["en"][0])
    reply = chat.reply("how much?")
    assert "(contract C-100" in reply["text"].partition("\n")[0]
    assert reply["question"] == "late-renewal/amount"


def test_the_same_is_not_said_twice_in_a_row(stack: Stack) -> None:
    chat = stack.chat(language="en")
    texts = [chat.reply(LATE["en"][0])["text"] for _ in range(3)]
    assert answers.phrase("en", "asked", "again-else") in texts[1]
    assert len(set(texts)) == 3


def test_hello_and_thanks_may_be_said_twice(stack: Stack) -> None:
    chat = stack.chat(language="en")
    assert chat.reply("hello")["text"] == chat.reply("hello")["text"]


@pytest.mark.parametrize(
    ("language", "person", "said", "question"),
    [
        (
            "en",
            None,
            ["I'm in Japan, which team do I write to?", "nobody reads that inbox"],
            "regional-contact/no-answer",
        ),
        ("en", None, ["how do I renew software?", "and then?"], "activate-renewal/just-renewed"),
        ("fr", None, ["comment renouveler un logiciel ?", "et après ?"], "activate-renewal/just-renewed"),
        ("en", None, ["wen does my contrac expier"], "contract-expiry/end-date"),
        ("en", None, ["do you sell firewalls"], "out-of-scope/new-purchase"),
        ("en", CLAIRE, ["when does C-100234 end?", "what's their email?"], "renewal-owner/representative-address"),
        ("en", CLAIRE, ["when does C-100234 end?", "reseller's phone number?"], "find-partner/contact-details"),
        ("en", CLAIRE, ["when does C-100234 end?", "did anyone contact them?"], "renewal-owner/already-in-touch"),
    ],
)
def test_what_leans_on_the_answer_before_is_answered_as_it_was_asked(
    stack: Stack, language: str, person: str | None, said: list[str], question: str
) -> None:
    chat = stack.chat_as(person, language=language) if person else stack.chat(language=language)
    assert [chat.reply(text) for text in said][-1]["question"] == question


@pytest.mark.parametrize("price", ["how much does renewal cost?", "is there a price list?"])
def test_who_asks_whom_to_call_with_their_country_hears_of_their_team_and_no_price_again(
    stack: Stack, price: str
) -> None:
    chat = stack.chat(language="en")
    chat.reply(price)
    reply = chat.reply("I'm in Belgium, who do I call")
    assert (reply["topic"], "EMEA_renewals@symantec.com" in reply["text"]) == ("regional-contact", True)
    assert "price" not in reply["text"]


@pytest.mark.parametrize(
    ("language", "said", "kind"),
    [
        ("en", ["show my contracts", "only software"], ["C-100234"]),
        ("fr", ["mes contrats", "seulement le matériel"], ["C-100235"]),
    ],
)
def test_a_customer_s_list_is_narrowed_in_a_few_words(
    stack: Stack, language: str, said: list[str], kind: list[str]
) -> None:
    chat = stack.chat_as(CLAIRE, language=language)
    shown = [chat.reply(text) for text in said][-1]["data"]["contracts"]
    assert [one["contract_number"] for one in shown] == kind


def test_the_next_one_to_end_is_told_alone_and_then_the_one_after_it(stack: Stack) -> None:
    chat = stack.chat_as(CLAIRE, language="en")
    texts = [
        chat.reply(text)["text"] for text in ("when does the next one end?", "and the one after that?", "and then?")
    ]
    assert [("C-100234" in texts[0]), ("C-100235" in texts[1]), ("C-100236" in texts[2])] == [True] * 3
    assert not any("•" in text for text in texts)


def test_an_address_alone_is_a_proof_whatever_was_asked_before(stack: Stack) -> None:
    chat, before = stack.chat(language="en"), len(stack.mails())
    chat.reply("no idea what the contract number is")
    assert chat.reply("ann.baker@northwind.example")["kind"] == "verify"
    code = stack.code_mailed_to("ann.baker@northwind.example", before)
    assert len(chat.reply(code)["data"]["contracts"]) == 3


@pytest.mark.parametrize(("language", "no"), [("en", "still nope"), ("fr", "non")])
def test_a_no_in_the_place_of_the_code_keeps_the_question(stack: Stack, language: str, no: str) -> None:
    chat, before = stack.chat(language=language), len(stack.mails())
    chat.reply({"en": "when does contract C-200320 end?", "fr": "quand finit le contrat C-200320 ?"}[language])
    assert chat.reply(no)["text"] == answers.phrase(language, "verification", "awaits-code")
    assert "2026" in chat.reply(stack.code_mailed_to("sam@bluedoor.example", before))["text"]


def test_who_names_their_place_for_a_quote_is_not_told_of_the_price_they_did_not_ask_for(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.reply("can you ask for the quote for me?")
    text = chat.reply("Belgium")["text"]
    assert "EMEA_renewals@symantec.com" in text
    assert "price" not in text


def test_a_firm_s_name_is_no_number_and_the_question_before_is_answered_after_the_code(stack: Stack) -> None:
    chat = stack.chat(language="en")
    for said in ("when does my contract end?", "I don't know the number"):
        chat.reply(said)
    told, before = chat.reply("Blue Door Dental"), len(stack.mails())
    assert told["text"] == answers.phrase("en", "verification", "name-no-number")
    chat.reply("sam@bluedoor.example")
    assert "30 November 2026" in chat.reply(stack.code_mailed_to("sam@bluedoor.example", before))["text"]


def test_the_explanation_tells_the_question(stack: Stack) -> None:
    chat = stack.chat(language="en")
    assert chat.explained(LATE["en"][0])["question"] is None
    assert chat.explained("how much?")["question"] == "late-renewal/amount"


def test_the_api_describes_what_a_reply_tells_of_questions(stack: Stack) -> None:
    shown = stack.client.get("/openapi.json").json()["components"]["schemas"]["ReplyShown"]["properties"]
    assert "topic/question" in shown["question"]["description"]
    assert "open" in shown["open"]["description"]
