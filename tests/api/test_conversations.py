"""Conversations through the public API, with the whole product behind it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from renewals import answers
from tests.stack import Chat, Stack


@pytest.mark.parametrize("language", answers.languages())
def test_each_topics_own_question_is_answered_with_that_topic_and_its_source(stack: Stack, language: str) -> None:
    wrong = []
    for topic, said in answers.topics(language).items():
        if said.answer is None:
            continue
        (reply,) = stack.chat(language=language).say(said.say)["replies"]
        if reply["topic"] != topic or (said.kind == "answer" and not reply["sources"]):
            wrong.append((topic, said.say, reply["topic"]))
    assert wrong == []


@pytest.mark.parametrize("language", answers.languages())
def test_each_button_leads_to_an_answer(stack: Stack, language: str) -> None:
    said = {button.say for topic in answers.topics(language).values() for button in topic.buttons}
    lost = [text for text in sorted(said) if stack.chat(language=language).reply(text)["kind"] in ("fallback", "error")]
    assert lost == []


@pytest.mark.parametrize(
    ("language", "listed", "second"),
    [("en", "show my contracts", "the second one"), ("fr", "lesquels finissent dans les 90 jours", "le 2eme")],
)
def test_each_contract_of_a_list_is_shown_by_its_button_and_by_its_place(
    stack: Stack, language: str, listed: str, second: str
) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language=language)
    buttons = chat.reply(listed)["buttons"]
    assert len(buttons) > 1
    for button in buttons:
        chat.say(listed)
        assert [one["contract_number"] for one in chat.reply(button["say"])["data"]["contracts"]] == [button["say"]]
    chat.say(listed)
    assert chat.reply(second)["data"]["contract_number"] == buttons[1]["say"]


def test_the_answer_has_the_documented_form(chat: Chat) -> None:
    answer = chat.say("How does automatic renewal work?")
    assert (answer["speaker"], answer["language"]) == ("assistant", "en")
    (reply,) = answer["replies"]
    assert {"id", "text", "topic", "kind", "confidence", "sources", "buttons", "data"} <= set(reply)
    assert reply["sources"] == [
        {"title": "Renouvellements", "section": "Renouvellement automatique", "name": "Automatic renewal"}
    ]
    assert all(set(button) == {"label", "say"} for button in reply["buttons"])


def test_the_comparison_of_offerings_comes_as_a_table(chat: Chat) -> None:
    table = chat.reply("which maintenance offerings are there?")["data"]["table"]
    assert len({len(row) for row in [table["columns"], *table["rows"]]}) == 1


def test_the_language_follows_the_messages_and_stays_for_words_that_tell_nothing(chat: Chat) -> None:
    said = ["Bonjour, comment renouveler mon logiciel ?", "ok", "C-100234", "thank you very much", "and for hardware?"]
    assert [chat.say(text)["language"] for text in said] == ["fr", "fr", "fr", "fr", "en"]


def test_the_language_is_changed_on_request(chat: Chat) -> None:
    assert chat.say("en français s'il te plaît")["language"] == "fr"
    answer = chat.say("in English please")
    assert (answer["language"], answer["replies"][0]["topic"]) == ("en", "switch-language")
    assert "English" in answer["replies"][0]["text"]


def test_another_language_is_told_so_in_both(chat: Chat) -> None:
    reply = chat.reply("¿Cuándo termina mi contrato de mantenimiento?")
    assert (reply["topic"], reply["kind"]) == ("out-of-scope", "fallback")
    assert "English" in reply["text"]
    assert "français" in reply["text"]


def test_what_is_out_of_scope_is_admitted_with_the_nearest_topics_and_a_person(chat: Chat) -> None:
    reply = chat.reply("what will the weather be like in Lyon tomorrow?")
    assert reply["kind"] == "fallback"
    assert reply["buttons"][-1]["label"] == "Talk to a person"
    assert chat.reply(reply["buttons"][-1]["say"])["topic"] == "handoff"


def test_a_bare_country_answers_what_was_asked(chat: Chat) -> None:
    assert chat.reply("which regional team do I write to?")["kind"] == "clarify"
    assert "JP_renewals@symantec.com" in chat.reply("Japan")["text"]


def test_a_short_follow_up_is_understood_by_what_went_before(chat: Chat) -> None:
    chat.say("what do I get with software maintenance if I renew on time?")
    assert chat.reply("and for hardware?")["topic"] == "hardware-benefits"


def test_a_refusal_offers_what_else_may_have_been_meant(chat: Chat) -> None:
    chat.say("what happens when the support period is over?")
    assert chat.reply("no, that's not it")["buttons"]


def test_the_same_message_id_gets_the_same_replies_and_does_nothing_twice(chat: Chat) -> None:
    first, second = (chat.say("hello", message_id="m-1") for _ in range(2))
    assert first == second
    assert len(chat.transcript()) == 2


def test_the_same_message_id_sent_at_once_is_answered_once(chat: Chat) -> None:
    with ThreadPoolExecutor(5) as pool:
        answers_given = list(
            pool.map(lambda _: json.dumps(chat.say("how do I renew?", message_id="m-2"), sort_keys=True), range(5))
        )
    assert len(set(answers_given)) == 1
    assert [message["speaker"] for message in chat.transcript()] == ["customer", "assistant"]


def test_messages_sent_at_once_are_answered_in_the_order_in_which_they_were_kept(chat: Chat) -> None:
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda number: chat.say(f"hello number {number}", message_id=f"m-{number}"), range(10)))
    transcript = chat.transcript()
    asked = [message["id"] for message in transcript if message["speaker"] == "customer"]
    assert len(asked) == 10
    assert (
        list(dict.fromkeys(message["answers"] for message in transcript if message["speaker"] == "assistant")) == asked
    )


def test_the_transcript_can_be_read_from_a_message_on(chat: Chat) -> None:
    chat.say("hello")
    first = chat.transcript()
    chat.say("thanks")
    assert next(message["text"] for message in chat.transcript(after=first[-1]["id"])) == "thanks"


def test_feedback_is_taken_for_ones_own_replies(stack: Stack, chat: Chat) -> None:
    reply = chat.reply("how do I renew?")
    path = f"/api/v1/conversations/{chat.id}/feedback"
    for helpful in (True, False):
        assert (
            chat.client.post(path, json={"reply_id": reply["id"], "helpful": helpful}, headers=chat.headers).status_code
            == 204
        )
    other = stack.chat()
    refused = other.client.post(
        f"/api/v1/conversations/{other.id}/feedback",
        json={"reply_id": reply["id"], "helpful": True},
        headers=other.headers,
    )
    assert refused.status_code == 404


def test_an_erased_conversation_is_gone_everywhere(stack: Stack, chat: Chat) -> None:
    chat.say("hello, my secret word is xylophone-canary")
    assert chat.client.delete(f"/api/v1/conversations/{chat.id}", headers=chat.headers).status_code == 204
    assert chat.post("hello").status_code == 401
    for file in [*stack.folder.glob("*.db"), *(stack.folder / "log").glob("*.log")]:
        assert b"xylophone-canary" not in file.read_bytes(), file


def test_the_api_describes_itself(stack: Stack) -> None:
    described = stack.client.get("/openapi.json").json()
    assert {
        "/api/v1/conversations",
        "/api/v1/conversations/{conversation_id}/messages",
        "/api/v1/deflections",
        "/healthz",
        "/readyz",
        "/metrics",
    } <= set(described["paths"])
    assert stack.client.get("/docs").status_code == 200


def test_the_running_state_is_told(stack: Stack) -> None:
    assert stack.client.get("/healthz").json() == {"status": "ok"}
    assert stack.client.get("/readyz").json() == {"status": "ready"}


def metric(stack: Stack, sample: str) -> float:
    """The value of a sample, 0 before it was first counted."""
    lines = stack.client.get("/metrics").text.splitlines()
    return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{sample} ")), 0.0)


def test_a_turn_raises_the_metrics(stack: Stack) -> None:
    samples = [
        'renewals_turns_total{kind="smalltalk",topic="greet"}',
        "renewals_turn_seconds_count",
        "renewals_turn_seconds_sum",
    ]
    before = [metric(stack, sample) for sample in samples]
    understood = stack.chat(language="en").explained("hello")
    decided = f'renewals_decisions_total{{decided_by="{understood["decided_by"]}"}}'
    assert [metric(stack, sample) for sample in samples[:2]] == [before[0] + 1, before[1] + 1]
    assert metric(stack, samples[2]) > before[2]
    assert metric(stack, decided) >= 1
    assert metric(stack, "renewals_turns_in_engine") == 0
