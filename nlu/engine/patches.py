"""Changes of Rasa's own code: each with the reason, for the one version that they were written for, held equal by a
test.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, Dict, List, Optional

import aiohttp
import dask.core
import rasa.engine.runner.dask
import rasa.version
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from protocol.telemetry import spans, trace

RASA_VERSION = "3.6.21"
# What a balancer says where no action server takes a call.
AWAY = (502, 503, 504)
# Within a turn: why calls of the actions did not arrive. Rasa itself says nothing of them but to its log.
actions_missed: ContextVar[Optional[List[str]]] = ContextVar("actions_missed", default=None)


class WrongRasaVersion(RuntimeError):
    """Another version of Rasa than the patches were written for is installed."""


def apply() -> None:
    """Applies all patches; raises WrongRasaVersion where Rasa is not the version that they were written for."""
    if rasa.version.__version__ != RASA_VERSION:
        raise WrongRasaVersion(
            f"Rasa {rasa.version.__version__} is installed; nlu/engine/patches.py was written for {RASA_VERSION}"
        )
    validate_action_results_with_one_validator()
    evaluate_the_graph_plainly()
    compare_with_one_empty_domain()
    tell_the_actions_the_trace()


def validate_action_results_with_one_validator() -> None:
    """Rasa builds the validator of an action's result anew at each call, which takes 43 ms; the check itself takes 0.03
    ms.
    """
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def evaluate_the_graph_plainly() -> None:
    """Rasa has dask's thread scheduler call its components, one after the other all the same: a sixth of a turn is its
    bookkeeping.
    """
    rasa.engine.runner.dask.dask = SimpleNamespace(get=dask.core.get)


def compare_with_one_empty_domain() -> None:
    """Rasa asks at each message whether its domain is empty, and builds an empty one anew to compare with."""
    empty = Domain.empty().as_dict()
    Domain.is_empty = lambda self: self.as_dict() == empty


def tell_the_actions_the_trace() -> None:
    """Rasa sends the actions the headers of endpoints.yml alone; each call now tells its trace as well, and a call that
    does not arrive is noted.
    """
    request = EndpointConfig.request
    if getattr(request, "tells_the_trace", False):
        return

    async def traced(self: EndpointConfig, *about: Any, headers: Optional[Dict[str, str]] = None, **more: Any) -> Any:
        with spans.span("actions", spans.SENDS):
            try:
                return await request(self, *about, headers={**(headers or {}), **trace.headers()}, **more)
            except (aiohttp.ClientError, asyncio.TimeoutError) as failure:
                _note(failure)
                raise

    traced.tells_the_trace = True  # type: ignore[attr-defined]
    EndpointConfig.request = traced


def _note(failure: BaseException) -> None:
    """Notes that the actions are away, where a failure says so; one that they answer with says that they are there."""
    there = isinstance(failure, ClientResponseError) and failure.status not in AWAY
    missed = actions_missed.get()
    if missed is not None and not there:
        missed.append(type(failure).__name__)
