"""Each request has an id, which its answer tells, the log holds, and the engine is told."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest

from bot.app import build
from protocol.telemetry import trace
from tests.gateway_within import gateway, neighbour, settings

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CALLER = {"traceparent": f"00-{TRACE}-{SPAN}-01"}


async def test_a_trusted_proxy_s_id_goes_on_to_the_engine_and_stands_in_each_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[tuple[str, str]] = []

    class Noted(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            here = trace.here()
            seen.append((record.getMessage(), here.trace_id if here else ""))

    database = f"sqlite:///{tmp_path / 'renewals.db'}"
    caplog.set_level(logging.INFO, "bot")
    noted = Noted()
    logging.getLogger("bot").addHandler(noted)
    async with neighbour() as engine, gateway(settings(tmp_path, database, engine_url=engine.address)) as (_, client):
        begun = (await client.post("/api/v1/conversations", json={})).json()
        said = await client.post(
            f"/api/v1/conversations/{begun['conversation_id']}/messages",
            json={"text": "hello"},
            headers={"Authorization": f"Bearer {begun['token']}", **CALLER},
        )
    logging.getLogger("bot").removeHandler(noted)
    assert said.headers["x-request-id"] == TRACE
    (told,) = (headers["traceparent"] for path, headers in engine.told if path.endswith("/turns"))
    assert told.split("-")[1] == TRACE
    of_the_turn = {message: trace_id for message, trace_id in seen if message.startswith(("turn failed", "message an"))}
    assert len(of_the_turn) == 2
    assert set(of_the_turn.values()) == {TRACE}


@pytest.mark.parametrize(("peer", "taken"), [("10.1.2.3", True), ("203.0.113.9", False), ("nowhere", False)])
async def test_an_id_is_taken_from_a_trusted_proxy_alone(tmp_path: Path, peer: str, taken: bool) -> None:
    app = build(settings(tmp_path, f"sqlite:///{tmp_path / 'renewals.db'}", trusted_proxies="10.0.0.0/8"))
    transport = httpx.ASGITransport(app=app, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        first, second = [
            # Whom the proxy speaks for does not make the proxy a stranger.
            (await client.get("/openapi.json", headers={**CALLER, "X-Forwarded-For": "198.51.100.7"})).headers[
                "x-request-id"
            ]
            for _ in range(2)
        ]
    assert (first == TRACE) is taken
    assert (first == second) is taken


async def test_the_log_names_the_route_and_not_the_path(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "protocol.telemetry")
    async with gateway(settings(tmp_path, f"sqlite:///{tmp_path / 'renewals.db'}")) as (_, client):
        await client.post("/api/v1/conversations/anna@example.com/messages", json={"text": "hello"})
        await client.post("/anna@example.com")
        await client.get("/healthz")
    told = [record.__dict__["fields"] for record in caplog.records if record.name == "protocol.telemetry.requests"]
    assert [(one["method"], one["route"], one["status"]) for one in told] == [
        ("POST", "/api/v1/conversations/{conversation_id}/messages", 401)
    ]
    assert "anna" not in str(told)
