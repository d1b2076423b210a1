"""The engine's entrance: its secret, its protocol, and what an erasure clears."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, AsyncIterator, Dict, List, Optional

import numpy as np
import pytest
from sqlalchemy.exc import OperationalError

from nlu.engine import patches
from nlu.engine.channel import GatewayChannel, harmless
from nlu.engine.tracker_store import BegunTurn
from nlu.intents.vector_cache import VectorCache
from protocol.codec import from_json
from protocol.turn import TurnResponse


class Store:
    """A tracker store that remembers what it was told to erase."""

    def __init__(self) -> None:
        self.erased: List[str] = []

    async def erase(self, conversation_id: str) -> None:
        self.erased.append(conversation_id)


class Begun(Store):
    """A tracker store whose turns were answered before, or that is away."""

    def __init__(self, answer: Optional[str] = None, failure: Optional[Exception] = None) -> None:
        super().__init__()
        self.answer, self.failure = answer, failure

    @asynccontextmanager
    async def turn(self, conversation_id: str, message_id: str) -> AsyncIterator[BegunTurn]:
        if self.failure is not None:
            raise self.failure
        yield BegunTurn(SimpleNamespace(), self.answer)


ASKED = {"conversation_id": "c", "message_id": "m", "text": "hello", "language": "en"}
UNDERSTOOD = {
    "topic": "greet", "confidence": 0.9, "ranking": [], "close_call": False, "refuses": False, "entities": [],
    "decided_by": "words", "trace": [],
}  # fmt: skip


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> GatewayChannel:
    monkeypatch.setattr(patches, "apply", lambda: None)
    return GatewayChannel("the-secret")


def call(
    channel: GatewayChannel, method: str, store: Store, secret: str = "the-secret", body: Any = None, **path: str
) -> Any:
    """What a handler answers, without a server."""
    routes = channel.blueprint(lambda message: None)._future_routes  # type: ignore[arg-type,return-value]
    name = {"DELETE": "erase", "POST": "turn"}[method]
    handler = next(route.handler for route in routes if route.handler.__name__ == name)
    engine = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(tracker_store=store)))
    request = SimpleNamespace(app=engine, headers={"Authorization": f"Bearer {secret}"}, json=body)
    return asyncio.run(handler(request, **path))


def test_an_erasure_clears_the_conversation_and_every_cached_vector(channel: GatewayChannel) -> None:
    store, cache = Store(), VectorCache(lambda text, context: np.zeros(1))
    cache("something private")
    assert call(channel, "DELETE", store, conversation_id="c1").status == 200
    assert (store.erased, len(cache)) == (["c1"], 0)


def test_without_the_secret_nothing_is_done(channel: GatewayChannel) -> None:
    store = Store()
    assert call(channel, "DELETE", store, secret="wrong", conversation_id="c1").status == 401
    assert store.erased == []


@pytest.mark.parametrize(
    "body", [None, [], {"text": "hello"}, {"conversation_id": "c", "message_id": "m", "text": 5, "language": "en"}]
)
def test_a_request_of_another_form_is_refused_with_its_field(channel: GatewayChannel, body: Any) -> None:
    answer = call(channel, "POST", Store(), body=body)
    told: Dict[str, str] = {"error": answer.body.decode()}
    assert answer.status == 400
    assert "TurnRequest" in told["error"]


@pytest.mark.parametrize(
    ("text", "plain"), [("/greet", "greet"), ("  //x", "x"), ("\u00a0/", "?"), ("and/or", "and/or")]
)
def test_no_text_is_a_command_of_rasa(text: str, plain: str) -> None:
    assert harmless(text) == plain


def test_a_turn_that_is_asked_for_again_is_answered_as_before_and_not_taken_again(channel: GatewayChannel) -> None:
    reply = {"text": "Hello", "topic": "greet", "kind": "smalltalk", "confidence": 0.9}
    before = json.dumps({"understood": UNDERSTOOD, "replies": [reply]})
    answer = call(channel, "POST", Begun(before), body=ASKED)
    assert (answer.status, json.loads(answer.body)["replies"][0]["text"]) == (200, "Hello")


def test_where_its_database_is_away_the_gateway_is_told_to_ask_again(channel: GatewayChannel) -> None:
    gone = OperationalError("select", {}, Exception("gone"))
    assert call(channel, "POST", Begun(failure=gone), body=ASKED).status == 503


@pytest.mark.parametrize(("missed", "status"), [(["ClientConnectorError"], 503), ([], 200)])
def test_where_the_actions_are_away_the_gateway_is_told_to_ask_again_and_where_they_fail_it_is_not(
    channel: GatewayChannel, monkeypatch: pytest.MonkeyPatch, missed: List[str], status: int
) -> None:
    async def answer(self: GatewayChannel, *about: Any) -> Any:
        told = patches.actions_missed.get()
        assert told is not None
        told += missed
        return from_json(TurnResponse, {"understood": UNDERSTOOD, "replies": []})

    monkeypatch.setattr(GatewayChannel, "_answer", answer)
    store = Begun()
    assert call(channel, "POST", store, body=ASKED).status == status
