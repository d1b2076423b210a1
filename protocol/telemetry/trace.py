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
    """A piece of work: its id (32 hexadecimal digits), and the span (16) of whoever asked for it.

    `sampled`: whether whoever asked records it.
    """

    trace_id: str
    span_id: str
    sampled: bool = True


_here: ContextVar[Trace | None] = ContextVar("trace", default=None)


def new() -> Trace:
    """A trace of its own."""
    return Trace(secrets.token_hex(16), secrets.token_hex(8))


def told(headers: Mapping[str, str]) -> Trace | None:
    """The trace that a request's headers tell: `traceparent`, else an `X-Request-ID` of 32 hexadecimal digits (with or
    without the dashes of a UUID); none where they tell none.
    """
    found = _TRACEPARENT.fullmatch(headers.get(TRACEPARENT, ""))
    if found:
        return Trace(found[1], found[2], bool(int(found[3], 16) & _SAMPLED))
    request_id = headers.get("x-request-id", "").replace("-", "").lower()
    return Trace(request_id, secrets.token_hex(8)) if _REQUEST_ID.fullmatch(request_id) else None


def here() -> Trace | None:
    """The trace of what is done now; none where nothing has begun one."""
    return _here.get()


def begin(trace: Trace | None = None) -> Trace:
    """Makes a trace (a new one by default) that of all that this task does from now on, and begins."""
    begun = trace or new()
    _here.set(begun)
    return begun


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
    return {TRACEPARENT: f"00-{trace.trace_id}-{trace.span_id}-{_SAMPLED if trace.sampled else 0:02x}"}
