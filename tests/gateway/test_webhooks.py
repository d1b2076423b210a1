"""Other systems are told what happened, signed, again until it has arrived, each event under an id that lasts; and a
desk tells of its tickets.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from bot.outgoing import RETRIED_AFTER, OutgoingEvents, webhooks
from renewals.store import deflections
from renewals.store.database import Sessions
from renewals.store.tables import Deflection, DeskTicket, Job
from tests.gateway_within import gateway, settings
from tests.history import Talk
from tests.worked_off import told

KEY = b"k" * 32
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
API = {"Authorization": "Bearer desk-key"}


@dataclass
class Receiver:
    """A system that is told: answers with the statuses that it is given, the last of them from then on."""

    address: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        self.heard.append((headers, await reader.readexactly(int(headers["content-length"]))))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[Receiver]:
    receiver = Receiver(statuses=list(statuses) or [204])
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    receiver.address = "http://{}:{}/hook?token=hidden".format(*server.sockets[0].getsockname()[:2])
    async with server:
        yield receiver


@dataclass
class Clock:
    now: datetime = BEGAN + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.now


async def tell(sessions: Sessions, clock: Clock, *receivers: Receiver) -> None:
    """What is due is told, by another process each time, as after a stop."""
    handlers = webhooks(" ".join(one.address for one in receivers), SECRET)
    await told(sessions, OutgoingEvents(sessions, handlers, clock), clock)


async def test_a_request_and_its_end_are_told_once_to_each_and_signed(sessions: Sessions) -> None:
    talk = Talk(sessions, identity="claire@contoso.example", began_at=BEGAN)
    reference = talk.want_a_person(0)
    talk.claim(reference, 5)
    talk.end(reference, 30)
    async with receiving() as first, receiving() as second:
        clock = Clock()
        for _ in range(3):
            await tell(sessions, clock, first, second)
        for receiver in (first, second):
            heard = {one["type"]: one["data"] for one in receiver.told()}
            assert len(receiver.heard) == 3
            assert set(heard) == {"handoff.requested", "handoff.claimed", "handoff.ended"}
            assert heard["handoff.requested"] == {
                "reference": reference, "region": "EMEA", "language": "en", "reason": "asked", "state": "waiting",
                "what": "asked", "actor": "customer",
            }  # fmt: skip
            for headers, body in receiver.heard:
                Webhook(SECRET).verify(body, headers)
                signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
                own = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
                assert headers["webhook-signature"] == f"v1,{own}"
                # Neither the customer nor who took it up.
                assert b"@" not in body


async def test_what_is_not_taken_is_told_again_under_its_id_and_another_receiver_does_not_wait(
    sessions: Sessions,
) -> None:
    Talk(sessions, began_at=BEGAN).want_a_person(0)
    async with receiving(500, 503, 204) as troubled, receiving() as well:
        clock = Clock()
        for pause in (timedelta(), RETRIED_AFTER[0], RETRIED_AFTER[1], timedelta(days=1)):
            clock.now += pause
            await tell(sessions, clock, troubled, well)
        assert len(troubled.heard) == 3
        assert len({headers["webhook-id"] for headers, _ in troubled.heard}) == 1
        assert len({body for _, body in troubled.heard}) == 1
        assert len(well.heard) == 1


async def test_a_receiver_that_is_away_is_tried_for_three_days_and_one_that_is_gone_no_more(
    sessions: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    Talk(sessions, began_at=BEGAN).want_a_person(0)
    async with receiving(500) as away, receiving(410) as gone:
        clock = Clock()
        for pause in (timedelta(), *RETRIED_AFTER, timedelta(days=1)):
            clock.now += pause
            await tell(sessions, clock, away, gone)
        assert len(away.heard) == 1 + len(RETRIED_AFTER)
        assert len(gone.heard) == 1
        assert sum(RETRIED_AFTER, timedelta()) > timedelta(days=3)
    assert caplog.text.count("given up") == 2
    assert "hidden" not in caplog.text


async def test_who_is_not_set_for_a_while_is_told_afterwards(sessions: Sessions) -> None:
    Talk(sessions, began_at=BEGAN).want_a_person(0)
    async with receiving(500, 204) as away, receiving() as other:
        clock = Clock()
        await tell(sessions, clock, away, other)
        for pause in RETRIED_AFTER[:2]:
            clock.now += pause
            await tell(sessions, clock, other)
        assert len(away.heard) == 1
        clock.now += RETRIED_AFTER[2]
        await tell(sessions, clock, away, other)
        assert (len(away.heard), len(other.heard)) == (2, 1)


async def test_nothing_secret_is_kept_of_an_address(sessions: Sessions) -> None:
    Talk(sessions, began_at=BEGAN).want_a_person(0)
    async with receiving(500) as receiver:
        await tell(sessions, Clock(), receiver)
    with sessions() as session:
        (waiting,) = session.query(Job).filter_by(kind="outgoing")
        assert waiting.payload["target"].startswith("127.0.0.1-")
        assert "hidden" not in f"{waiting.key} {waiting.queue} {waiting.payload}"


async def test_of_a_ticket_its_outcome_is_told(sessions: Sessions) -> None:
    with sessions.begin() as session:
        deflections.record(session, "offer", "en", ["late-renewal"], BEGAN, "shop")
        deflections.record(session, "open", "en", ["late-renewal"], BEGAN, "shop")
        deflections.end(session, "offer", "solved", "late-renewal", BEGAN)
    async with receiving() as receiver:
        await tell(sessions, Clock(), receiver)
        with sessions.begin() as session:
            deflections.end(session, "offer", "submitted", None, BEGAN)
        await tell(sessions, Clock(), receiver)
        assert [one["type"] for one in receiver.told()] == ["deflection.solved", "deflection.submitted"]
        assert receiver.told()[0]["data"]["deflection_id"] == "offer"


@pytest.mark.parametrize(
    "wrong",
    [
        {"webhooks": "desk.example", "webhook_secret": SECRET},
        {"webhooks": "https://desk.example"},
        {"webhooks": "https://desk.example", "webhook_secret": "whsec_c2hvcnQ="},
        {"webhooks": "https://desk.example", "webhook_secret": "secret"},
    ],
)
def test_an_address_or_a_secret_that_is_none_is_told(tmp_path: Path, wrong: dict[str, str]) -> None:
    assert "RENEWALS_WEBHOOK" in str(settings(tmp_path, "sqlite://", **wrong).wrong)


def test_a_right_secret_is_none(tmp_path: Path) -> None:
    assert settings(tmp_path, "sqlite://", webhooks="https://desk.example/hook", webhook_secret=SECRET).wrong is None


async def test_a_desk_tells_of_its_tickets(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url, api_keys="desk-key")) as (app, client):
        with app.state.sessions.begin() as session:
            deflections.record(session, "offer", "en", ["late-renewal"], BEGAN, "shop")
            deflections.end(session, "offer", "solved", "late-renewal", BEGAN)
        reference = Talk(app.state.sessions, began_at=BEGAN).want_a_person(0)
        for body in (
            {"event": "created", "ticket_id": "T-1", "deflection_id": "offer"},
            {"event": "created", "ticket_id": "T-1", "deflection_id": "offer"},
            {"event": "created", "ticket_id": "T-2", "reference": reference},
            {"event": "reopened", "ticket_id": "T-2"},
        ):
            assert (await client.post("/api/v1/tickets", json=body, headers=API)).status_code == 204
        with app.state.sessions() as session:
            # It came after all, whatever its writer had said.
            assert session.get_one(Deflection, "offer").outcome == "submitted"
            rows = {
                row.ticket_id: (row.deflection_id, row.reference, row.reopened_at is not None)
                for row in session.query(DeskTicket)
            }
        assert rows == {"T-1": ("offer", None, False), "T-2": (None, reference, True)}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"event": "created", "ticket_id": "T", "deflection_id": "none"}, API, 404),
        ({"event": "created", "ticket_id": "T", "reference": "H-NONE"}, API, 404),
        ({"event": "reopened", "ticket_id": "T"}, API, 404),
        ({"event": "created", "ticket_id": "T"}, API, 422),
        ({"event": "created", "ticket_id": "T", "reference": "H-1", "deflection_id": "x"}, API, 422),
        ({"event": "closed", "ticket_id": "T"}, API, 422),
        ({"event": "created", "ticket_id": "T", "deflection_id": "offer"}, {}, 401),
        (
            {"event": "created", "ticket_id": "T", "deflection_id": "offer"},
            {"X-Site-Key": "shop", "Origin": "https://shop.example"},
            401,
        ),
    ],
)
async def test_what_a_desk_tells_wrongly_changes_nothing(
    tmp_path: Path, database_url: str, body: dict[str, str], headers: dict[str, str], status: int
) -> None:
    chosen = settings(tmp_path, database_url, api_keys="desk-key", site_keys="shop=https://shop.example")
    async with gateway(chosen) as (app, client):
        with app.state.sessions.begin() as session:
            deflections.record(session, "offer", "en", ["late-renewal"], BEGAN, "shop")
        answer = await client.post("/api/v1/tickets", json=body, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        with app.state.sessions() as session:
            assert session.query(DeskTicket).count() == 0
            assert session.get_one(Deflection, "offer").outcome is None
