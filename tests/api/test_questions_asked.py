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


def test_the_explanation_tells_the_question(stack: Stack) -> None:
    chat = stack.chat(language="en")
    assert chat.explained(LATE["en"][0])["question"] is None
    assert chat.explained("how much?")["question"] == "late-renewal/amount"


def test_the_api_describes_what_a_reply_tells_of_questions(stack: Stack) -> None:
    shown = stack.client.get("/openapi.json").json()["components"]["schemas"]["ReplyShown"]["properties"]
    assert "topic/question" in shown["question"]["description"]
    assert "open" in shown["open"]["description"]
