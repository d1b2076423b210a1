"""The whole product before a real help desk and a system that hears of its events: a customer's request for a person
becomes a ticket, a form's ticket is told what was answered before it.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from bot.ephemeral_stack import own_stack
from tests.desks.real_desk import RealDesk, Seen
from tests.slack.local_slack import eventually
from tests.stack import API_KEY, IDENTITY_SECRET, SHOP, SHOP_KEY, TODAY, Chat, Stack

CLAIRE = "claire.martin@contoso.example"
KEY = {"Authorization": f"Bearer {API_KEY}"}
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
WITHIN_SECONDS = 30


@dataclass
class Hearing:
    """A system that is told of events. `heard`: those whose signature is right; `refused`: the others."""

    address: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0

    def of(self, reference: str) -> list[str]:
        return [one["type"] for one in self.heard if one["data"].get("reference") == reference]


@contextmanager
def hearing() -> Iterator[Hearing]:
    told = Hearing()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            try:
                Webhook(SECRET).verify(body, {name.lower(): value for name, value in self.headers.items()})
                told.heard.append(json.loads(body))
            except Exception:  # noqa: BLE001 - whatever is wrong with it, the test counts it
                told.refused += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Writes nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.address = f"http://127.0.0.1:{server.server_address[1]}/events"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join(10)


@dataclass(frozen=True)
class Office:
    """The running product, its desk, and who hears of its events."""

    stack: Stack
    real: RealDesk
    hearing: Hearing

    def asked_for_a_person(self) -> tuple[Chat, str]:
        chat = self.stack.chat_as(CLAIRE, language="en")
        assert "C-100234" in str(chat.say("which contracts do I have?"))
        chat.say("my zebra waits for its licence")
        reply = chat.reply("I would like to talk to a person")
        assert reply["kind"] == "handoff", reply
        return chat, reply["data"]["reference"]

    def ticket(self, part: str, holds: str = "") -> Seen:
        """The only ticket with a part in its title, once agents read something there."""

        def look() -> Seen | None:
            found = self.real.tickets(part)
            assert len(found) <= 1, found
            return found[0] if found and found[0].inside and holds in found[0].inside else None

        return eventually(look, WITHIN_SECONDS)


@pytest.fixture(scope="module")
def office(real: RealDesk, tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Office]:
    folder, access = tmp_path_factory.mktemp("product"), real.access
    with hearing() as told:
        own: dict[str, Any] = {
            "RENEWALS_TODAY": TODAY,
            "RENEWALS_IDENTITY_SECRET": IDENTITY_SECRET,
            "RENEWALS_API_KEYS": API_KEY,
            "RENEWALS_SITE_KEYS": f"{SHOP_KEY}={SHOP}",
            "RENEWALS_DESK": real.kind,
            "RENEWALS_DESK_URL": access.address,
            "RENEWALS_DESK_USER": access.user,
            "RENEWALS_DESK_SECRET": access.secret,
            "RENEWALS_DESK_QUEUE": access.queue,
            "RENEWALS_WEBHOOKS": told.address,
            "RENEWALS_WEBHOOK_SECRET": SECRET,
        }
        with own_stack(folder, **own) as address, httpx.Client(base_url=address, timeout=60) as client:
            yield Office(Stack(address, folder, client), real, told)


def test_a_customers_request_is_a_ticket_with_the_conversation_and_without_contracts(office: Office) -> None:
    _, reference = office.asked_for_a_person()
    ticket = office.ticket(reference)
    assert ticket.requester == CLAIRE
    assert "zebra" in ticket.inside
    assert "zebra" not in ticket.told
    assert "C-100234" not in ticket.told + ticket.inside


def test_what_becomes_of_the_request_is_noted_in_the_ticket_and_told_signed_without_words(office: Office) -> None:
    chat, reference = office.asked_for_a_person()
    office.ticket(reference)
    closing = {"outcome": "answered", "email": "paul.durand@vendor.example", "name": "Paul"}
    path = f"/api/v1/handoffs/{reference}/resolution"
    assert office.stack.client.post(path, json=closing, headers=KEY).status_code == 200
    office.ticket(reference, holds=f"{reference} a été close")
    eventually(lambda: "handoff.ended" in office.hearing.of(reference), WITHIN_SECONDS)
    assert office.hearing.of(reference) == ["handoff.requested", "handoff.ended"]
    assert office.hearing.refused == 0
    told = str(office.hearing.heard)
    assert not any(part in told for part in ("zebra", CLAIRE, "paul.durand", "C-100234", chat.id))


def test_a_forms_ticket_is_told_what_was_answered_before_it_and_counts_as_sent(office: Office) -> None:
    text = {"subject": "Reseller", "body": "How do I find a reseller?"}
    form = {"X-Site-Key": SHOP_KEY, "Origin": SHOP}
    offered = office.stack.client.post("/api/v1/deflections", json=text, headers=form).json()
    assert offered["suggestions"]
    made = office.real.open_ticket("How do I find a reseller? [form]")
    call = {"event": "created", "ticket_id": made, "deflection_id": offered["deflection_id"]}
    assert office.stack.client.post("/api/v1/tickets", json=call, headers=KEY).status_code in (200, 204)
    ticket = office.ticket("[form]", holds="Before this ticket was sent")
    assert ticket.id == made
    assert "Before this ticket was sent" not in ticket.told
    sent = {"type": "deflection.submitted", "deflection_id": offered["deflection_id"]}
    eventually(lambda: sent in [{"type": one["type"], "deflection_id": one["data"].get("deflection_id")}
                                for one in office.hearing.heard], WITHIN_SECONDS)  # fmt: skip
