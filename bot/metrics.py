"""The gateway's Prometheus metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry()
turns = Counter("renewals_turns", "Messages answered, by kind of the last reply", ["kind"], registry=registry)
decisions = Counter("renewals_decisions", "Messages understood, by the stage that decided", ["decided_by"], registry=registry)
codes = Counter(
    "renewals_codes", "Codes by e-mail: mailed, not mailed, refused; typed right, wrong, not looked at", ["outcome"], registry=registry
)
llm_failures = Counter("renewals_llm_failures", "Times that the language model did not answer as it should", registry=registry)
turn_seconds = Histogram(
    "renewals_turn_seconds",
    "From a message's arrival to its answer, seconds",
    registry=registry,
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
in_engine = Gauge("renewals_turns_in_engine", "Turns that the engine works on", registry=registry)
