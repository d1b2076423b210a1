"""The gateway's Prometheus metrics."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from renewals.store.backlog import Waiting

PARTS = ("database", "engine", "actions")
_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)

registry = CollectorRegistry()
turns = Counter(
    "renewals_turns", "Messages answered, by kind and topic of the last reply", ["kind", "topic"], registry=registry
)
decisions = Counter(
    "renewals_decisions", "Messages understood, by the stage that decided", ["decided_by"], registry=registry
)
codes = Counter(
    "renewals_codes",
    "Codes by e-mail: mailed, not mailed, refused; typed right, wrong, not looked at",
    ["outcome"],
    registry=registry,
)
llm_failures = Counter(
    "renewals_llm_failures", "Times that the language model did not answer as it should", registry=registry
)
engine_failures = Counter(
    "renewals_engine_failures", "Calls of the engine that failed, by what went wrong", ["failure"], registry=registry
)
slack_failures = Counter(
    "renewals_slack_failures",
    ("Messages to Slack that did not arrive at once, by what went wrong"),
    ["failure"],
    registry=registry,
)
redis_failures = Counter(
    "renewals_redis_failures",
    "Times that Redis did not answer and the gateway went on without it, by what for (limits, signals)",
    ["use"],
    registry=registry,
)
mail_failures = Counter("renewals_mail_failures", "Mails with codes that could not be sent", registry=registry)
job_failures = Counter(
    "renewals_job_failures", "Jobs that failed and are tried again, by kind", ["kind"], registry=registry
)
turn_seconds = Histogram(
    "renewals_turn_seconds", "From a message's arrival to its answer, seconds", registry=registry, buckets=_SECONDS
)
stage_seconds = Histogram(
    "renewals_stage_seconds",
    "Stages of a turn, seconds: waiting for a place in the engine, the engine with its actions, keeping the answer",
    ["stage"],
    registry=registry,
    buckets=_SECONDS,
)
in_engine = Gauge("renewals_turns_in_engine", "Turns that the engine works on", registry=registry)
_works = Gauge("renewals_part_works", "Whether a part works (1) or not (0)", ["part"], registry=registry)
_waiting = Gauge("renewals_waiting", "What waits, by queue", ["queue"], registry=registry)
_oldest = Gauge(
    "renewals_waiting_oldest_seconds", "For how long the oldest in a queue has waited", ["queue"], registry=registry
)
_requests = Gauge("renewals_requests", "Open requests for a person, by state", ["state"], registry=registry)
_model = Gauge(
    "renewals_model_info",
    "The model that the engine answers with, by its id and when it was trained (always 1)",
    ["model", "trained_at"],
    registry=registry,
)
_build = Gauge("renewals_build_info", "The version of the gateway (always 1)", ["version"], registry=registry)
_build.labels(version=version("renewal-assistant")).set(1)


def show_parts(down: Collection[str], model: tuple[str, str] | None) -> None:
    """Which parts do not work, and the model of the engine (id, when it was trained), where it has told it."""
    for part in PARTS:
        _works.labels(part=part).set(part not in down)
    _model.clear()
    if model is not None:
        _model.labels(*model).set(1)


def show_backlog(waiting: Mapping[str, Waiting], requests: Mapping[str, int]) -> None:
    """What waits now."""
    _waiting.clear()
    _oldest.clear()
    for queue, its in waiting.items():
        _waiting.labels(queue=queue).set(its.count)
        _oldest.labels(queue=queue).set(its.oldest_seconds)
    for state, count in requests.items():
        _requests.labels(state=state).set(count)
