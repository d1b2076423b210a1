"""The piece of work that is done here: its id is the same in all processes, as W3C Trace Context carries it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

TRACEPARENT = "traceparent"
_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.{0,200})?"
)
_REQUEST_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")
_SAMPLED = 0x01


@dataclass(frozen=True)
class Trace:
    """A piece of work: its id (32 hexadecimal digits), and the span (16) of it that is done now, or whose request is.

    Without a span it begins here. `sampled`: whether whoever asked records it.
    """

    trace_id: str
    span_id: str | None = None
    sampled: bool = True


_here: ContextVar[Trace | None] = ContextVar("trace", default=None)


def new() -> Trace:
    """A trace that begins here."""
    return Trace(secrets.token_hex(16))


def told(headers: Mapping[str, str]) -> Trace | None:
    """The trace that a request's headers tell: `traceparent`, else an `X-Request-ID` of 32 hexadecimal digits (with or
    without the dashes of a UUID); none where they tell none.
    """
    found = _TRACEPARENT.fullmatch(headers.get(TRACEPARENT, ""))
    if found:
        return Trace(found[1], found[2], bool(int(found[3], 16) & _SAMPLED))
    request_id = headers.get("x-request-id", "").replace("-", "").lower()
    return Trace(request_id) if _REQUEST_ID.fullmatch(request_id) else None


def here() -> Trace | None:
    """The trace of what is done now; none where nothing has begun one."""
    return _here.get()


def begin(trace: Trace | None = None) -> Trace:
    """Makes a trace (a new one by default) that of all that this task does from now on, and begins."""
    begun_here = trace or new()
    _here.set(begun_here)
    return begun_here


@contextmanager
def begun(trace: Trace | None = None) -> Iterator[Trace]:
    """A trace (a new one by default) for a while."""
    begun_here = trace or new()
    token = _here.set(begun_here)
    try:
        yield begun_here
    finally:
        _here.reset(token)


def headers() -> dict[str, str]:
    """What a request to another process tells of the present trace; nothing where there is none."""
    trace = here()
    if trace is None:
        return {}
    # Where no spans are recorded there is none to name, and the form wants one.
    span = trace.span_id or secrets.token_hex(8)
    return {TRACEPARENT: f"00-{trace.trace_id}-{span}-{_SAMPLED if trace.sampled else 0:02x}"}
