"""The engine's entrance: its secret, its protocol, and what an erasure clears."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, Dict, List

import numpy as np
import pytest

from nlu.engine import patches
from nlu.engine.channel import GatewayChannel, harmless
from nlu.intents.vector_cache import VectorCache


class Store:
    """A tracker store that remembers what it was told to erase."""

    def __init__(self) -> None:
        self.erased: List[str] = []

    async def erase(self, conversation_id: str) -> None:
        self.erased.append(conversation_id)


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
