"""Log lines, as text or as JSON: each with the id of its trace, and none with what an exception says.

An exception's message may quote what a person wrote, or what was to be kept. So lines hold its type and the places in
the code that it came through.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, TextIO

from protocol.telemetry import trace

TEXT, JSON = "text", "json"
FORMATS = (TEXT, JSON)
OURS = ("actions", "bot", "nlu", "protocol", "renewals")
# Of a chain of exceptions, and of the places that each came through, the nearest to what failed.
_MOST_EXCEPTIONS = 5
_MOST_PLACES = 20
_FIELDS = "fields"


def install(service: str, form: str, stream: TextIO | None = None) -> None:
    """Writes all that this process logs to a stream (standard error by default), in place of what wrote there before.

    `service`: the process's name. `form`: `text` or `json`. Ours from INFO on, others' from WARNING on.
    """
    handler = Handler(stream or sys.stderr)
    handler.setFormatter(_Json(service) if form == JSON else _Text(service))
    root = logging.getLogger()
    # Others than plain streams are somebody else's: files that were asked for, or a test's.
    root.handlers[:] = [kept for kept in root.handlers if type(kept) not in (logging.StreamHandler, Handler)] + [
        handler
    ]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def told(**fields: object) -> dict[str, Any]:
    """Named values beside a line's message, as logging's `extra`."""
    return {_FIELDS: fields}


def failure(error: BaseException) -> list[dict[str, Any]]:
    """An exception and those that led to it: of each its type, and the places it came through, outermost first."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen and len(chain) < _MOST_EXCEPTIONS:
        seen.add(id(following))
        frames = traceback.extract_tb(following.__traceback__)[-_MOST_PLACES:]
        chain.append({"type": type(following).__name__, "at": [_place(frame) for frame in frames]})
        cause = following.__cause__
        following = cause if cause is not None or following.__suppress_context__ else following.__context__
    return chain


def _place(frame: traceback.FrameSummary) -> str:
    return f"{frame.filename}:{frame.lineno} in {frame.name}"


class Handler(logging.StreamHandler):  # type: ignore[type-arg]  # not generic on Python 3.10
    """Where a line cannot be written, the standard library prints all of it with its values; this one its place."""

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        with suppress(Exception):
            sys.stderr.write(f"a log line of {record.pathname}:{record.lineno} failed: {type(error).__name__}\n")


class _Lines(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def _parts(self, record: logging.LogRecord) -> dict[str, Any]:
        here = trace.here()
        parts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": _message(record),
            "trace_id": here.trace_id if here else None,
            **getattr(record, _FIELDS, {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            parts["failure"] = failure(record.exc_info[1])
        return parts


class _Json(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self._parts(record), ensure_ascii=False, default=str)


class _Text(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        parts = self._parts(record)
        begin = [parts.pop(name) for name in ("time", "level", "service", "logger")]
        message, trace_id, failed = parts.pop("message"), parts.pop("trace_id"), parts.pop("failure", [])
        values = "".join(f" {name}={value}" for name, value in parts.items())
        lines = [f"{' '.join(begin)} [{trace_id or '-'}] {_one_line(message + values)}"]
        for number, one in enumerate(failed):
            lines += [f"  {'led to by ' if number else ''}{one['type']}", *(f"    {place}" for place in one["at"])]
        return "\n".join(lines)


def _message(record: logging.LogRecord) -> str:
    """What a line says. Of what others log the first line alone: asyncio puts exceptions in full into the next."""
    said = record.getMessage()
    return said if record.name.partition(".")[0] in OURS else said.partition("\n")[0]


def _one_line(text: str) -> str:
    """The text without what would begin another line in a file of logs."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
