"""What a piece of work took, stage by stage, for OpenTelemetry; nothing, and at no cost, where no collector is set.

A span tells its name, times, type of failure and what is named in the code: never a text, an address or a path.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from protocol.telemetry import trace
from protocol.telemetry.trace import Trace

logger = logging.getLogger(__name__)

# Whoever serves a request, or sends one; all else is done within the process.
SERVES, SENDS, WITHIN = "SERVER", "CLIENT", "INTERNAL"
# Spans wait in memory, so many at most, and leave each second; a collector that is away costs those that find no room.
MOST_WAITING, LEAVE_EVERY_MS = 4096, 1000.0
ANSWERS_WITHIN_SECONDS = 5
FLUSHED_WITHIN_SECONDS = 2.0
TOLD_EVERY_SECONDS = 60.0
_WIDTH_OF_TRACE, _WIDTH_OF_SPAN = 32, 16

_recorder: _Recorder | None = None


class Span:
    """A stage that is under way."""

    def __init__(self, recorded: Any = None) -> None:
        self._recorded = recorded

    def told(self, name: str | None = None, **attributes: Any) -> None:
        """Tells more of it: another name, and named values."""
        if self._recorded is not None:
            if name is not None:
                self._recorded.update_name(name)
            self._recorded.set_attributes({key: value for key, value in attributes.items() if value is not None})

    def end(self, failure: BaseException | None = None) -> None:
        """It is over; where it failed, by what type of exception."""
        if self._recorded is None:
            return
        if failure is not None and _recorder is not None:
            self._recorded.set_attribute("error.type", type(failure).__name__)
            self._recorded.set_status(_recorder.failed)
        self._recorded.end()


NONE = Span()


class _Recorder:
    def __init__(self, service: str, url: str) -> None:
        # Only who records spans pays for reading these.
        from opentelemetry import trace as api
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

        class OurIds(RandomIdGenerator):
            """A trace that begins here has the id that the log has."""

            def generate_trace_id(self) -> int:
                begun = trace.here()
                return int(begun.trace_id, 16) if begun else super().generate_trace_id()

        # Its own words on a collector that is away come with each batch.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        exporter = _telling_rarely(OTLPSpanExporter(endpoint=url, timeout=ANSWERS_WITHIN_SECONDS))
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": f"renewals-{service}"}),
            id_generator=OurIds(),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=MOST_WAITING, schedule_delay_millis=LEAVE_EVERY_MS)
        )
        self._api, self._tracer = api, self._provider.get_tracer("renewals")
        self.failed = api.Status(api.StatusCode.ERROR)

    def begin(self, name: str, kind: str, above: Trace, attributes: dict[str, Any]) -> tuple[Span, Trace]:
        context = self._api.set_span_in_context(self._api.INVALID_SPAN)
        if above.span_id is not None:
            flags = self._api.TraceFlags(self._api.TraceFlags.SAMPLED if above.sampled else 0)
            parent = self._api.SpanContext(int(above.trace_id, 16), int(above.span_id, 16), True, flags)
            context = self._api.set_span_in_context(self._api.NonRecordingSpan(parent))
        with trace.begun(above):
            made = self._tracer.start_span(name, context, self._api.SpanKind[kind], attributes)
        its = made.get_span_context()
        return Span(made), Trace(
            f"{its.trace_id:0{_WIDTH_OF_TRACE}x}", f"{its.span_id:0{_WIDTH_OF_SPAN}x}", its.trace_flags.sampled
        )

    def flush(self) -> None:
        # A collector that hangs would hold the end of the process; then the last spans are lost.
        leaving = threading.Thread(target=self._provider.force_flush, daemon=True)
        leaving.start()
        leaving.join(FLUSHED_WITHIN_SECONDS)


def record(service: str, url: str) -> None:
    """Records spans from now on, and sends them to a collector (OTLP over HTTP, its whole address)."""
    global _recorder
    _recorder = _Recorder(service, url) if url else None


def flush() -> None:
    """Sends what waits, for two seconds at most."""
    if _recorder is not None:
        _recorder.flush()


def begin(name: str, kind: str = WITHIN, **attributes: Any) -> tuple[Span, Trace | None]:
    """A span within the present trace, whose end is the caller's to tell; and the trace with it as the present span."""
    if _recorder is None:
        return NONE, trace.here()
    return _recorder.begin(name, kind, trace.here() or trace.new(), attributes)


@contextmanager
def span(name: str, kind: str = WITHIN, **attributes: Any) -> Iterator[Span]:
    """A span around what is done within, where spans are recorded."""
    if _recorder is None:
        yield NONE
        return
    made, its = begin(name, kind, **attributes)
    with trace.begun(its):
        try:
            yield made
        except BaseException as failure:
            made.end(failure)
            raise
    made.end()


def within_one() -> bool:
    """Whether a span is under way."""
    present = trace.here()
    return _recorder is not None and present is not None and present.span_id is not None


def _telling_rarely(exporter: Any) -> Any:
    """The exporter, which says once a minute at most that spans do not arrive."""
    export, told = exporter.export, [float("-inf")]

    def tried(batch: Any) -> Any:
        result = export(batch)
        if result.name != "SUCCESS" and time.monotonic() - told[0] > TOLD_EVERY_SECONDS:
            told[0] = time.monotonic()
            logger.warning("traces do not reach the collector; what finds no room in memory is dropped")
        return result

    exporter.export = tried
    return exporter
