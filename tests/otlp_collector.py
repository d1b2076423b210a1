"""A collector of traces on this machine, which takes what OpenTelemetry's exporter sends, hangs, or is away."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Taken:
    """A span as it came: all its ids in hexadecimal digits."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent: str
    failed: bool
    attributes: dict[str, str]


@dataclass
class Collector:
    """What came. `hangs`: it takes what comes and answers nothing."""

    url: str = ""
    hangs: threading.Event = field(default_factory=threading.Event)
    ends: threading.Event = field(default_factory=threading.Event)
    spans: list[Taken] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        told: Any = ExportTraceServiceRequest.FromString(body)
        for resource in told.resource_spans:
            of = {one.key: one.value.string_value for one in resource.resource.attributes}
            for scope in resource.scope_spans:
                for span in scope.spans:
                    attributes = {one.key: str(one.value).strip() for one in span.attributes}
                    self.spans.append(
                        Taken(
                            of["service.name"],
                            span.name,
                            span.trace_id.hex(),
                            span.span_id.hex(),
                            span.parent_span_id.hex(),
                            span.status.code == 2,
                            attributes,
                        )
                    )

    def of(self, trace_id: str, names: set[str], within: float = 30.0) -> list[Taken]:
        """The spans of a trace, as soon as those of all these services have come."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            found = [one for one in self.spans if one.trace_id == trace_id]
            if names <= {one.service for one in found}:
                # Those that ended last come with the next batch.
                time.sleep(2.5)
                return [one for one in self.spans if one.trace_id == trace_id]
            time.sleep(0.1)
        raise AssertionError(f"of {trace_id} came {[one for one in self.spans if one.trace_id == trace_id]}")


@contextmanager
def collector() -> Iterator[Collector]:
    taken = Collector()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if taken.hangs.is_set():
                taken.ends.wait(120)
                return
            taken.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    taken.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield taken
    finally:
        taken.ends.set()
        server.shutdown()
        server.server_close()
