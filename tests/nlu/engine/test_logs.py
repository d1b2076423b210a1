"""The engine's log holds nothing of what people wrote, whatever Rasa logs."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from typing import Any, Iterator

import pytest
import structlog
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog

from nlu.engine import logs, patches
from protocol.telemetry import trace

TEXT = "my contract C-100234 for anna@example.com"


@pytest.fixture
def as_started(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Logging as Rasa sets it up at its start, then ours; what is written."""
    monkeypatch.setenv("RENEWALS_LOG_FORMAT", "json")
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure_structlog(logging.INFO)
    logs.install()
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_of_rasa_s_events_the_name_and_the_places_of_a_failure_are_kept(as_started: io.StringIO) -> None:
    logger = structlog.get_logger("rasa.core.processor")
    text = TEXT
    with trace.begun() as begun:
        try:
            raise RuntimeError(text)
        except RuntimeError:
            logger.exception("processor.failed", text=text, event_info=f"failed at {text}")
    assert TEXT not in as_started.getvalue()
    (told,) = (json.loads(line) for line in as_started.getvalue().splitlines())
    assert (told["message"], told["level"], told["trace_id"]) == ("processor.failed", "ERROR", begun.trace_id)
    assert told["failure"][0]["type"] == "RuntimeError"


async def called(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The headers with which Rasa calls the actions."""
    seen: dict[str, Any] = {}

    async def asked(self: EndpointConfig, *about: Any, **more: Any) -> None:
        seen.update(more.get("headers") or {})

    monkeypatch.setattr(EndpointConfig, "request", asked)
    patches.tell_the_actions_the_trace()
    await EndpointConfig("http://actions").request(json={}, method="post")
    return seen


def test_each_call_of_the_actions_tells_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:

    with trace.begun() as begun:
        headers = asyncio.run(called(monkeypatch))
    told = trace.told(headers)
    assert told is not None
    assert told.trace_id == begun.trace_id
