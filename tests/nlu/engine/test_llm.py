"""A language model that chooses between close topics: against a server that answers as such servers do."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Dict, List, Optional, Tuple

import pytest
from aiohttp import web

from nlu.dialogue.decide import decide
from nlu.dialogue.turn import OUT_OF_SCOPE, Turn
from nlu.engine import llm
from nlu.engine.llm import Llm, Opinion, Settings
from tests.nlu.turns import after, named, turn

CLOSE = (("how-to-renew", 0.4), ("late-renewal", 0.3), ("compliance", 0.15))
ASKS_FOR = {"how-to-renew": "How do I renew?", "late-renewal": "What if I renew late?", "compliance": "Am I licensed?"}


class Server:
    """An OpenAI-compatible server that answers each request in one way, and keeps what it was asked."""

    def __init__(self, content: Any, status: int = 200, seconds: float = 0.0) -> None:
        self._content, self._status, self._seconds = content, status, seconds
        self.asked: List[Tuple[Dict[str, Any], Optional[str]]] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((await request.json(), request.headers.get("Authorization")))
        await asyncio.sleep(self._seconds)
        return web.json_response(
            {"choices": [{"message": {"role": "assistant", "content": self._content}}]}, status=self._status
        )

    async def ask(self, asked: Turn, key: str = "") -> Opinion:
        """The opinion on a turn, with this server as the model."""
        application = web.Application()
        application.router.add_post("/v1/chat/completions", self.answer)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            model = Llm(Settings(f"http://127.0.0.1:{port}/v1", "small", key), ASKS_FOR, {"hello", "when"})
            return await model.second_opinion(asked, decide(asked))
        finally:
            await runner.cleanup()


def chosen(topic: str) -> Server:
    return Server(json.dumps({"topic": topic}))


def opinion(server: Server, asked: Turn, key: str = "") -> Opinion:
    return asyncio.run(server.ask(asked, key))


def test_the_topic_that_the_model_chose_is_answered_and_the_likelier_one_is_offered() -> None:
    decision = opinion(chosen("late-renewal"), turn("and past the date?", *CLOSE)).decision
    assert (decision.topic, decision.by, decision.close_call) == ("late-renewal", "llm", False)
    assert decision.offers == ("how-to-renew", "compliance")
    assert [stage.stage for stage in decision.trace] == ["classifier", "best_with_offers", "llm"]


def test_none_of_them_is_a_refusal() -> None:
    decision = opinion(chosen("none"), turn("and past the date?", *CLOSE)).decision
    assert (decision.topic, decision.by, decision.offers) == (OUT_OF_SCOPE, "llm", ())


def test_it_may_choose_one_of_the_candidates_alone() -> None:
    server = chosen("late-renewal")
    opinion(server, turn("and past the date?", *CLOSE, previous=after("compliance")), key="the-key")
    ((body, authorization),) = server.asked
    schema = body["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["properties"]["topic"]["enum"] == ["how-to-renew", "late-renewal", "compliance", "none"]
    assert (body["model"], body["temperature"], authorization) == ("small", 0, "Bearer the-key")
    assert "- late-renewal: What if I renew late?" in body["messages"][0]["content"]
    assert "answered: compliance" in body["messages"][1]["content"]


def test_what_is_sure_is_never_shown_to_it() -> None:
    server = chosen("late-renewal")
    assert (
        opinion(server, turn("how do I renew?", ("how-to-renew", 0.9), ("late-renewal", 0.05))).decision.by
        == "classifier"
    )
    assert server.asked == []


@pytest.mark.parametrize(
    "server",
    [
        Server("late-renewal"),
        Server(json.dumps({"topic": "handoff"})),
        Server(json.dumps(["late-renewal"])),
        Server(None),
        Server(json.dumps({"topic": "late-renewal"}), status=500),
        Server(json.dumps({"topic": "late-renewal"}), seconds=0.5),
    ],
)
def test_a_model_that_fails_leaves_the_decision_as_it_was_and_is_counted(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llm, "SECONDS", 0.25)
    asked = turn("and past the date?", *CLOSE)
    told = opinion(server, asked)
    assert (told.decision, told.failed) == (decide(asked), True)


def test_a_model_that_is_not_there_leaves_the_decision_as_it_was() -> None:
    asked = turn("and past the date?", *CLOSE)
    model = Llm(Settings("http://127.0.0.1:9/v1"), ASKS_FOR, set())
    assert asyncio.run(model.second_opinion(asked, decide(asked))) == Opinion(decide(asked), failed=True)


def test_it_sees_no_names_numbers_or_addresses() -> None:
    text = "Hello, Claire Dupont of Contoso here, C-100234, +33 6 12 34 56 78, claire@contoso.example. Is ProxySG late?"
    entities = [named(text, "contract_number", "C-100234"), named(text, "product", "ProxySG")]
    server = chosen("none")
    opinion(server, turn(text, *CLOSE, entities=entities))
    said = server.asked[0][0]["messages"][1]["content"]
    assert "Hello" in said
    assert "ProxySG" in said
    assert not [word for word in ("Claire", "Dupont", "Contoso", "100234", "12 34", "contoso.example") if word in said]


def test_no_model_is_asked_unless_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RENEWALS_LLM_URL", raising=False)
    assert Llm.load() is None
    monkeypatch.setenv("RENEWALS_LLM_URL", "http://127.0.0.1:8080/v1/")
    assert Settings.from_environment() == Settings("http://127.0.0.1:8080/v1", "default", "")
    assert Llm.load() is not None
