"""LiveHub connections."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from tests.stack import Chat, Stack


def connected(
    stack: Stack, chat: Chat, token: str | None = None, after: str = "", origin: str | None = None
) -> Connection:
    address = f"{stack.address.replace('http', 'ws')}/api/v1/conversations/{chat.id}/live{after}"
    return connect(address, subprotocols=["renewals.token", token or chat.token], origin=origin)  # type: ignore[arg-type, list-item]


def messages(connection: Connection, count: int) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    while len(said) < count:
        happening = json.loads(connection.recv(timeout=10))
        if happening["type"] == "message":
            said.append(happening["message"])
    return said


def test_who_speaks_and_what_is_said_arrive_live_with_typing_in_between(stack: Stack) -> None:
    chat = stack.chat()
    with connected(stack, chat) as connection:
        # A message that is sent before the state has come may have been missed, and comes first.
        state = json.loads(connection.recv(timeout=10))
        chat.say("hello")
        happenings = [json.loads(connection.recv(timeout=10)) for _ in range(3)]
    assert (state["type"], state["speaker"]) == ("state", "assistant")
    assert [happening["type"] for happening in happenings] == ["message", "typing", "message"]


def test_what_was_missed_follows_on_reconnecting(stack: Stack) -> None:
    chat = stack.chat()
    chat.say("hello")
    last = chat.transcript()[-1]["id"]
    chat.say("thanks")
    with connected(stack, chat, after=f"?after={last}") as connection:
        assert [message["speaker"] for message in messages(connection, 2)] == ["customer", "assistant"]


def test_a_client_says_whether_somebody_looks_and_nonsense_changes_nothing(stack: Stack) -> None:
    chat = stack.chat()
    with connected(stack, chat, after="?away=true") as connection:
        assert json.loads(connection.recv(timeout=10))["type"] == "state"
        for said in ("here", "away", "nonsense", "here", "x" * 1000):
            connection.send(said)
        chat.say("hello")
        assert [message["speaker"] for message in messages(connection, 2)] == ["customer", "assistant"]


def test_without_its_token_nobody_listens(stack: Stack) -> None:
    chat, other = stack.chat(), stack.chat()
    for token in ("guessed", other.token):
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            connected(stack, chat, token=token).recv(timeout=5)


def test_a_page_of_another_site_may_not_listen(stack: Stack) -> None:
    chat = stack.chat()
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        connected(stack, chat, origin="https://evil.example").recv(timeout=5)
