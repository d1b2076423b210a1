"""Each patch does what Rasa's own code does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, List

import aiohttp
import dask
import pytest
import rasa.engine.runner.dask
import rasa.version
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.interfaces import ActionExecutionRejection

from nlu.engine import patches

RESULTS: dict[str, dict[str, Any]] = {
    "empty": {"events": [], "responses": []},
    "a response": {"events": [{"event": "slot", "name": "s"}], "responses": [{"text": "hello"}]},
    "no list": {"events": {}, "responses": []},
}
ORIGINAL = {
    "validate": RemoteAction._validate_action_result,
    "is_empty": Domain.is_empty,
    "dask": rasa.engine.runner.dask.dask,
}


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    RemoteAction._validate_action_result = ORIGINAL["validate"]
    Domain.is_empty = ORIGINAL["is_empty"]
    rasa.engine.runner.dask.dask = ORIGINAL["dask"]


def outcome(validate: Any, result: dict[str, Any]) -> str:
    try:
        return f"valid: {validate(RemoteAction('action_x', None), result)}"
    except (ValidationError, ActionExecutionRejection) as problem:
        return type(problem).__name__


@pytest.mark.parametrize("name", RESULTS)
def test_an_action_result_is_judged_as_rasa_judges_it(name: str) -> None:
    original = outcome(ORIGINAL["validate"], RESULTS[name])
    patches.validate_action_results_with_one_validator()
    assert outcome(RemoteAction._validate_action_result, RESULTS[name]) == original


@pytest.mark.parametrize("content", [{}, {"intents": ["greet"]}])
def test_a_domain_is_empty_where_rasa_says_so(content: dict[str, Any]) -> None:
    domain = Domain.from_dict(content)
    original = ORIGINAL["is_empty"](domain)
    patches.compare_with_one_empty_domain()
    assert domain.is_empty() == original


def test_a_graph_gives_the_same_values() -> None:
    graph = {"a": 1, "b": (lambda one: one + 1, "a"), "c": (lambda one, other: one * other, "a", "b")}
    original = dask.get(graph, ["c", "b"])
    patches.evaluate_the_graph_plainly()
    assert tuple(rasa.engine.runner.dask.dask.get(graph, ["c", "b"])) == tuple(original)


def test_another_version_of_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "version", SimpleNamespace(__version__="3.6.22"))
    with pytest.raises(patches.WrongRasaVersion, match=r"3\.6\.22"):
        patches.apply()


@pytest.mark.parametrize(
    ("failure", "away"),
    [
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientConnectionError(), True),
        (asyncio.TimeoutError(), True),
        (ClientResponseError(503, "", ""), True),
        (ClientResponseError(500, "", ""), False),
    ],
)
def test_a_call_of_the_actions_that_does_not_arrive_is_noted_and_fails_as_before(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, away: bool
) -> None:
    async def request(self: EndpointConfig, *about: Any, **more: Any) -> None:
        raise failure

    monkeypatch.setattr(EndpointConfig, "request", request)
    patches.tell_the_actions_the_trace()

    async def called() -> List[str]:
        missed: List[str] = []
        patches.actions_missed.set(missed)
        with pytest.raises(type(failure)):
            await EndpointConfig("http://127.0.0.1:9").request()
        return missed

    assert bool(asyncio.run(called())) == away
