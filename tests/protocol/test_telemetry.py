"""Log lines and traces are alike in all processes, under both interpreters."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from protocol.telemetry import log_lines, trace

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SECRET = "anna@example.com"


@pytest.fixture
def lines() -> Iterator[Any]:
    """Installs log lines of a form, and gives what has been written."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    written = io.StringIO()

    def install(form: str) -> io.StringIO:
        log_lines.install("gateway", form, written)
        return written

    yield install
    root.handlers[:] = before
    root.setLevel(level)


def fail() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"no account of {SECRET}") from error


def test_a_json_line_tells_when_where_what_and_of_which_trace(lines: Any) -> None:
    written = lines("json")
    with trace.begun(trace.Trace(TRACE, SPAN)):
        logging.getLogger("bot.turn").info("message answered", extra=log_lines.told(topic="greet", ms=12))
    told = json.loads(written.getvalue())
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "INFO", "service": "gateway", "logger": "bot.turn", "message": "message answered", "trace_id": TRACE,
        "topic": "greet", "ms": 12,
    }  # fmt: skip


@pytest.mark.parametrize("form", log_lines.FORMATS)
def test_a_failure_tells_its_types_and_places_and_nothing_of_what_it_says(lines: Any, form: str) -> None:
    written = lines(form)
    try:
        fail()
    except ValueError:
        logging.getLogger("bot").exception("turn failed")
    said = written.getvalue()
    assert SECRET not in said
    assert said.index("ValueError") < said.index("KeyError")
    assert "test_telemetry.py:" in said
    assert "in fail" in said


@pytest.mark.parametrize("form", log_lines.FORMATS)
def test_no_text_begins_a_line_of_its_own(lines: Any, form: str) -> None:
    written = lines(form)
    logging.getLogger("bot").warning("wrong: %s", "x\n2026-11-28 INFO gateway [-] all is well\x1b[2J")
    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b" not in written.getvalue()


def test_of_what_others_log_the_first_line_is_kept_and_nothing_below_a_warning(lines: Any) -> None:
    written = lines("text")
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task exception=%s>", SECRET)
    logging.getLogger("httpx").info("HTTP Request: GET https://desk.example/%s", SECRET)
    said = written.getvalue()
    assert "Task exception was never retrieved" in said
    assert SECRET not in said


def test_a_line_that_cannot_be_written_is_told_by_its_place_alone(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lines("text")
    told = io.StringIO()
    monkeypatch.setattr("sys.stderr", told)
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one, log_lines.Handler)]
    handler.handle(logging.LogRecord("bot", logging.WARNING, __file__, 1, "%d messages", (SECRET,), None))
    assert "test_telemetry.py" in told.getvalue()
    assert SECRET not in told.getvalue()


def test_a_trace_goes_on_through_headers() -> None:
    with trace.begun() as begun:
        told = trace.told(trace.headers())
        assert told is not None
        assert told.trace_id == begun.trace_id
        assert trace.here() == begun
    assert (trace.here(), trace.headers()) == (None, {})


@pytest.mark.parametrize(
    ("headers", "trace_id"),
    [
        ({"traceparent": f"00-{TRACE}-{SPAN}-01"}, TRACE),
        ({"traceparent": f"01-{TRACE}-{SPAN}-00-later"}, TRACE),
        ({"x-request-id": TRACE}, TRACE),
        ({"x-request-id": "0AF76519-16CD-43DD-8448-EB211C80319C"}, TRACE),
        ({"traceparent": "garbage", "x-request-id": TRACE}, TRACE),
        ({"traceparent": f"ff-{TRACE}-{SPAN}-01"}, None),
        ({"traceparent": f"00-{'0' * 32}-{SPAN}-01"}, None),
        ({"traceparent": f"00-{TRACE}-{'0' * 16}-01"}, None),
        ({"traceparent": f"00-{TRACE}-{SPAN}-01\nx"}, None),
        ({"x-request-id": SECRET}, None),
        ({"x-request-id": "0" * 32}, None),
        ({}, None),
    ],
)
def test_a_trace_is_taken_from_headers_of_the_right_form_alone(headers: dict[str, str], trace_id: str | None) -> None:
    told = trace.told(headers)
    assert (told.trace_id if told else None) == trace_id
    if told and "traceparent" in headers and headers["traceparent"].startswith("0"):
        assert told.sampled is headers["traceparent"].split("-")[3].endswith("1")
