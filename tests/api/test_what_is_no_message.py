"""Messages and bodies that cannot be taken, and odd ones that can."""

from __future__ import annotations

import pytest

from tests.stack import Chat, Stack


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/session_start",
        '/contract-expiry{"language": "fr"}',
        "  /greet",
        "//greet",
        "/ /greet",
        "EXTERNAL: /greet",
        "/back",
    ],
)
def test_engine_syntax_is_ordinary_text(chat: Chat, text: str) -> None:
    chat.say("how does automatic renewal work?")
    reply = chat.reply(text)
    assert reply["text"]
    assert chat.reply("please repeat that")["kind"] != "error"
    assert chat.transcript()[2]["text"] == text.strip()


def test_markup_comes_back_as_it_was_written_and_nowhere_else(chat: Chat) -> None:
    text = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    assert "<script" not in chat.reply(text)["text"]
    assert chat.transcript()[0]["text"] == text


@pytest.mark.parametrize(
    ("text", "status", "problem"),
    [
        ("", 422, "empty-text"),
        ("   \n\t ", 422, "empty-text"),
        ("\u200b\u200f\u202e", 422, "empty-text"),
        ("x" * 2001, 422, "long-text"),
        ("a\x00b", 422, "not-text"),
        (7, 422, "invalid"),
        (None, 422, "invalid"),
        (["hello"], 422, "invalid"),
        ("x" * 40_000, 413, "too-large"),
    ],
)
def test_what_is_no_message_gets_the_documented_error(chat: Chat, text: object, status: int, problem: str) -> None:
    answer = chat.post(text)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(problem)
    assert answer.json()["detail"]
    assert chat.transcript() == []


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"",
        b"[1]",
        b'"x"',
        b"5",
        b"null",
        b'{"text": "\\ud800"}',
        b"\xff\xfe",
        b"{" * 5000,
        b'{"text": "a", "text": 5}',
    ],
)
def test_a_body_that_cannot_be_read_is_told_so(chat: Chat, body: bytes) -> None:
    answer = chat.client.post(
        f"/api/v1/conversations/{chat.id}/messages",
        content=body,
        headers={**chat.headers, "Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_megabyte_is_refused(chat: Chat) -> None:
    assert chat.post("word " * 200_000).status_code == 413


@pytest.mark.parametrize(
    "text", ["🙂🙂🙂", "👩‍👩‍👧", "\u202eabc hello", "﷽", "x" * 2000, "?" * 50, "a" * 500 + " contract"]
)
def test_odd_but_honest_text_is_answered(chat: Chat, text: str) -> None:
    assert chat.reply(text)["text"]


def test_without_the_token_there_is_nothing_to_see(stack: Stack, chat: Chat) -> None:
    other = stack.chat()
    path = f"/api/v1/conversations/{chat.id}/messages"
    assert chat.client.get(path).status_code == 401
    assert chat.client.get(path, headers={"Authorization": "Bearer guessed"}).status_code == 401
    assert chat.client.get(path, headers=other.headers).status_code == 404
    assert chat.client.get("/api/v1/conversations/unknown/messages", headers=other.headers).status_code == 404


def test_errors_are_in_the_persons_language(chat: Chat) -> None:
    answer = chat.client.post(
        f"/api/v1/conversations/{chat.id}/messages",
        json={"text": ""},
        headers={**chat.headers, "Accept-Language": "fr-CA,fr;q=0.9"},
    )
    assert answer.json()["title"] == "Message vide"
