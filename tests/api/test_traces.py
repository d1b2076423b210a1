"""Traces of the running product, by the real exporter: one from the request to the database; a collector that is away
or hangs stops nobody.
"""

from __future__ import annotations

import json
import time

import pytest

from bot.settings import Settings
from protocol.telemetry import spans, trace
from tests.api.observed import Observed
from tests.otlp_collector import Collector, Taken, collector
from tests.stack import IDENTITY_SECRET, Stack

NAMES = {"renewals-gateway", "renewals-engine", "renewals-actions"}
ADDRESS, WORDS = "marie.dupont@contoso.example", "marmalade-canary"


@pytest.fixture
def traced(observed: Observed) -> tuple[Stack, Collector]:
    return observed.stack, observed.traces


def above(one: Taken, among: list[Taken]) -> list[str]:
    """The names of a span and of those above it, from the request on."""
    by_id = {span.span_id: span for span in among}
    names = [one.name]
    while (parent := by_id.get(one.parent)) is not None:
        names.insert(0, parent.name)
        one = parent
    return names


def test_a_turn_is_one_trace_from_the_request_to_the_database(traced: tuple[Stack, Collector]) -> None:
    product, taken = traced
    chat = product.chat_as(ADDRESS, language="en")
    said = chat.post(f"which contracts do I have? {WORDS}")
    trace_id = said.headers["x-request-id"]
    found = taken.of(trace_id, NAMES)
    door = "POST /api/v1/conversations/{conversation_id}/messages"
    read = [above(one, found) for one in found if one.service == "renewals-actions" and "contracts" in one.name]
    assert [door, "turn", "engine", "engine turn", "actions", "POST /webhook", "SELECT contracts"] in read
    kept = [one for one in found if one.service == "renewals-gateway" and one.name == "INSERT messages"]
    assert {one.attributes["db.system.name"] for one in kept} == {'string_value: "sqlite"'}
    assert [one.name for one in found if not one.parent] == [door]
    # The log of each process has the same id.
    for process in ("gateway", "engine", "actions"):
        lines = (product.folder / "log" / f"{process}.log").read_text(encoding="utf-8").splitlines()
        assert trace_id in [json.loads(line)["trace_id"] for line in lines if line.startswith('{"time"')]


def test_a_trusted_caller_s_trace_goes_on_in_ours(traced: tuple[Stack, Collector]) -> None:
    product, taken = traced
    caller, span = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    chat = product.chat(language="en")
    headers = {**chat.headers, "traceparent": f"00-{caller}-{span}-01"}
    product.client.post(f"/api/v1/conversations/{chat.id}/messages", json={"text": "hello"}, headers=headers)
    found = taken.of(caller, {"renewals-gateway", "renewals-engine"})
    assert [one.name for one in found if one.parent == span] == [
        "POST /api/v1/conversations/{conversation_id}/messages"
    ]


def test_no_span_holds_what_was_written_whose_it_is_or_what_opens_it(traced: tuple[Stack, Collector]) -> None:
    product, taken = traced
    chat = product.chat_as(ADDRESS, language="en")
    chat.reply(f"hello, I am {ADDRESS}, {WORDS}")
    said = chat.post(f"when does C-100240 expire? {WORDS}")
    product.client.post(f"/api/v1/conversations/{WORDS}/messages?{WORDS}", json={"text": WORDS})
    taken.of(said.headers["x-request-id"], NAMES)
    sent = b"".join(taken.bodies)
    never = (WORDS, ADDRESS, "marie", "C-100240", "100240", chat.token, chat.id, IDENTITY_SECRET)
    assert [one for one in never if one.encode() in sent] == []


def test_a_collector_that_hangs_holds_up_nobody(traced: tuple[Stack, Collector]) -> None:
    product, taken = traced
    chat = product.chat(language="en")
    chat.reply("hello")
    taken.hangs.set()
    try:
        # Longer than one batch is waited for.
        until, kinds = time.monotonic() + 8, []
        while time.monotonic() < until:
            kinds.append(chat.reply("thank you")["kind"])
            time.sleep(0.1)
    finally:
        taken.hangs.clear()
    assert "error" not in kinds
    assert len(kinds) > 5


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("away", ["hangs", "gone"])
def test_what_waits_at_the_end_is_waited_for_a_moment_alone(away: str) -> None:
    with collector() as taken:
        taken.hangs.set()
        spans.record("gateway", taken.url if away == "hangs" else "http://127.0.0.1:9/v1/traces")
        try:
            for _ in range(3 * spans.MOST_WAITING):
                with trace.begun(), spans.span("much"):
                    pass
            begun = time.monotonic()
            spans.flush()
            assert time.monotonic() - begun < spans.FLUSHED_WITHIN_SECONDS + 1
        finally:
            spans.record("gateway", "")


def test_a_span_of_what_failed_names_the_type_alone() -> None:
    with collector() as taken:
        spans.record("gateway", taken.url)
        try:
            with pytest.raises(KeyError), trace.begun() as begun, spans.span("work"):
                raise KeyError(WORDS)
            spans.flush()
        finally:
            spans.record("gateway", "")
        (one,) = taken.spans
    assert (one.trace_id, one.failed, one.attributes) == (
        begun.trace_id,
        True,
        {"error.type": 'string_value: "KeyError"'},
    )
    assert WORDS.encode() not in b"".join(taken.bodies)


def test_an_address_that_is_no_collector_s_is_refused() -> None:
    assert "RENEWALS_TRACES_URL" in (Settings(traces_url="collector:4318").wrong or "")
    assert Settings(traces_url="http://127.0.0.1:4318/v1/traces").wrong is None
