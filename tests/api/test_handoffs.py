"""Hand-offs where no channel is set: by mail, seen in the API."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.stack import Chat, Stack

KEY = {"Authorization": "Bearer ticket-form-key"}


def mail_about(stack: Stack, reference: str) -> tuple[str, str]:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        found = [(to, text) for to, text in stack.mails() if reference in text]
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no mail")


def listed(stack: Stack, path: str = "") -> Any:
    answer = stack.client.get(f"/api/v1/handoffs{path}", headers=KEY)
    assert answer.status_code == 200, answer.text
    return answer.json()


def handed_off(chat: Chat, *more: str) -> dict[str, Any]:
    said = [chat.reply(text) for text in ("I would like to talk to a person", *more)]
    assert said[-1]["kind"] == "handoff", said
    data: dict[str, Any] = said[-1]["data"]
    return data


def test_who_is_known_is_handed_to_the_team_of_their_account_with_their_contracts(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="en")
    data = handed_off(chat)
    assert (data["region"], data["mailbox"]) == ("EMEA", "EMEA_renewals@symantec.com")
    to, text = mail_about(stack, data["reference"])
    assert to == "EMEA_renewals@symantec.com"
    assert "C-100234" in text
    assert "I would like to talk to a person" in text


def test_who_is_not_known_is_asked_once_for_their_country(stack: Stack) -> None:
    chat = stack.chat(language="en")
    assert chat.reply("I would like to talk to a person")["kind"] == "clarify"
    reply = chat.reply("Japan")
    assert (reply["kind"], reply["data"]["region"], reply["data"]["asks"]) == ("handoff", "JP", "reply-address")
    assert chat.reply("no need")["kind"] == "handoff"
    assert "C-" not in mail_about(stack, reply["data"]["reference"])[1].replace(reply["data"]["reference"], "")


def test_not_being_understood_twice_in_a_row_leads_to_a_person_once_the_customer_says_yes(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="en")
    assert [reply["kind"] for reply in chat.say("what is the weather like tomorrow in the mountains?")["replies"]] == [
        "fallback"
    ]
    second = chat.say("please sing me a song about the sea")["replies"]
    assert [reply["kind"] for reply in second] == ["fallback", "clarify"]
    assert "this conversation and your contracts on file" in second[1]["text"]
    made = chat.reply(second[1]["buttons"][0]["say"])
    assert made["kind"] == "handoff", made
    assert listed(stack, f"/{made['data']['reference']}")["reason"] == "not-understood"


def test_a_no_to_that_question_is_one_friendly_line_and_makes_no_request(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="en")
    before = {row["reference"] for row in listed(stack)["handoffs"]}
    chat.say("what is the weather like tomorrow in the mountains?")
    question = chat.reply("please sing me a song about the sea")
    answer = chat.say(question["buttons"][1]["say"])["replies"]
    assert [reply["text"].split(".")[0] for reply in answer] == ["All right, nothing is passed on"]
    assert [reply["kind"] for reply in chat.say("please sing me a song about the sea")["replies"]] == ["fallback"]
    assert {row["reference"] for row in listed(stack)["handoffs"]} == before


def test_a_low_rating_is_answered_with_the_offer_of_a_person_and_kept_as_the_reason(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="en")
    reply = chat.reply("why should I renew?")
    rated = chat.client.post(
        f"/api/v1/conversations/{chat.id}/feedback",
        json={"reply_id": reply["id"], "helpful": False},
        headers=chat.headers,
    )
    assert rated.status_code == 204
    offer = chat.transcript()[-1]
    assert offer["reply"]["buttons"]
    data = (chat.reply(offer["reply"]["buttons"][0]["say"]))["data"]
    assert listed(stack, f"/{data['reference']}")["reason"] == "low-rating"


def test_a_yes_after_a_quote_question_asks_for_the_quote_and_mails_it_with_the_contracts(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="en")
    chat.say("how much will my renewal cost?")
    reply = chat.reply("yes please")
    assert reply["kind"] == "handoff"
    assert listed(stack, f"/{reply['data']['reference']}")["reason"] == "quote"


def test_open_requests_are_listed_with_state_and_age_and_without_a_word_of_the_conversation(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="fr")
    reference = handed_off(chat)["reference"]
    row = next(row for row in listed(stack)["handoffs"] if row["reference"] == reference)
    assert row["state"] in ("waiting", "mailed")
    assert 0 <= row["age_seconds"] < 60
    mail_about(stack, reference)
    one = listed(stack, f"/{reference}")
    assert one["transitions"][0]["what"] == "asked"
    assert "person" not in str(one)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("", {}, 401), ("/H-2222222", {}, 401), ("/H-2222222", KEY, 404), ("?state=lost", KEY, 422)],
)
def test_the_list_is_for_holders_of_a_key_alone(stack: Stack, path: str, headers: dict[str, str], status: int) -> None:
    assert stack.client.get(f"/api/v1/handoffs{path}", headers=headers).status_code == status


def test_what_was_answered_by_mail_is_closed_by_the_api_and_the_customer_reads_so(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="en")
    reference = handed_off(chat)["reference"]
    closing = {"outcome": "answered", "email": "paul.durand@vendor.example", "name": "Paul Durand"}
    for status in (200, 409):
        answer = stack.client.post(f"/api/v1/handoffs/{reference}/resolution", json=closing, headers=KEY)
        assert answer.status_code == status, answer.text
    assert "Paul Durand has closed your request" in chat.transcript()[-1]["text"]
    assert reference not in [row["reference"] for row in listed(stack)["handoffs"]]
    assert stack.client.post("/api/v1/handoffs/H-2222222/resolution", json=closing, headers=KEY).status_code == 404
    assert stack.client.post(f"/api/v1/handoffs/{reference}/resolution", json=closing).status_code == 401


def test_an_erased_conversation_closes_its_request(stack: Stack) -> None:
    chat = stack.chat_as("claire.martin@contoso.example", language="en")
    reference = handed_off(chat)["reference"]
    assert chat.client.delete(f"/api/v1/conversations/{chat.id}", headers=chat.headers).status_code == 204
    one = listed(stack, f"/{reference}")
    assert (one["state"], one["outcome"]) == ("resolved", "erased")


def test_a_file_is_for_its_own_conversation_alone(stack: Stack) -> None:
    chat = stack.chat()
    assert chat.client.get(f"/api/v1/conversations/{chat.id}/files/none", headers=chat.headers).status_code == 404
    assert chat.client.get(f"/api/v1/conversations/{chat.id}/files/none").status_code == 401


@pytest.mark.parametrize(
    ("name", "content", "status", "kind"),
    [
        ("order.pdf", b"%PDF-1", 409, "nobody-there"),
        ("run.exe", b"MZ", 415, "file-kind"),
        ("order", b"%PDF", 415, "file-kind"),
        (".pdf", b"%PDF", 415, "file-kind"),
        ("page.html", b"<script>", 415, "file-kind"),
        ("order.pdf", b"MZ", 415, "file-false"),
        ("order.pdf", b"", 422, "file-empty"),
        ("large.txt", b"x" * (10 * 2**20 + 1), 413, "file-too-large"),
    ],
)
def test_a_file_that_cannot_go_to_a_person_is_refused_with_the_reason(
    stack: Stack, name: str, content: bytes, status: int, kind: str
) -> None:
    chat = stack.chat(language="en")
    answer = chat.send_file(name, content)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:renewals:problem:{kind}")
    assert chat.transcript() == []


def test_whose_conversation_it_is_not_can_send_no_file_to_it(stack: Stack) -> None:
    chat, other = stack.chat(language="en"), stack.chat(language="en")
    assert Chat(chat.client, chat.id, other.token).send_file("order.pdf", b"%PDF-1").status_code == 404
    assert Chat(chat.client, chat.id, "none").send_file("order.pdf", b"%PDF-1").status_code == 401


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_button_of_the_question_for_the_country_leads_to_a_request(stack: Stack, language: str) -> None:
    say = {"en": "I would like to talk to a person", "fr": "Je voudrais parler à une personne"}[language]
    buttons = stack.chat(language=language).reply(say)["buttons"]
    assert len(buttons) == 6
    reached = []
    for button in buttons:
        chat = stack.chat(language=language)
        chat.say(say)
        reply = chat.reply(button["say"])
        assert reply["kind"] == "handoff", (button, reply)
        reached.append(reply["data"]["region"])
    assert reached == ["EMEA", "AMS", "JP", "CN", "SG", "EMEA"]


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("EMEA", "EMEA"),
        ("Europe", "EMEA"),
        ("in Asia", "SG"),
        ("Americas", "AMS"),
        ("Japan", "JP"),
        ("Amériques", "AMS"),
    ],
)
def test_a_region_may_be_typed_as_well(stack: Stack, typed: str, region: str) -> None:
    chat = stack.chat(language="en")
    chat.say("I would like to talk to a person")
    assert chat.reply(typed)["data"]["region"] == region


def test_after_two_answers_that_name_no_country_the_request_goes_to_the_default_team_until_the_country_is_told(
    stack: Stack,
) -> None:
    chat = stack.chat(language="en")
    chat.say("I would like to talk to a person")
    assert chat.reply("what is the weather like tomorrow in the mountains?")["kind"] == "clarify"
    made = chat.reply("please sing me a song about the sea")
    assert (made["kind"], made["data"]["region"]) == ("handoff", "EMEA")
    assert "I do not know your country" in made["text"]
    moved = chat.reply("Japan")
    assert (moved["data"]["reference"], moved["data"]["region"]) == (made["data"]["reference"], "JP")
    assert mail_about(stack, made["data"]["reference"])
    assert listed(stack, f"/{made['data']['reference']}")["region"] == "JP"


def test_a_quote_s_country_question_has_the_way_out_and_a_yes_to_its_question_makes_the_request(stack: Stack) -> None:
    chat = stack.chat(language="en")
    chat.say("how much will my renewal cost?")
    reply = chat.reply("I don't know")
    assert (reply["topic"], reply["data"]["region"]) == ("renewal-quote", "EMEA")
    assert "Shall I pass this on" in reply["text"]
    made = chat.reply("yes please")
    assert (made["kind"], listed(stack, f"/{made['data']['reference']}")["reason"]) == ("handoff", "quote")
