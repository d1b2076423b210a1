"""What each vendor's desk is asked, held to its public documentation; none of these was run against the vendor."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.desks.adapters import ADAPTERS, Access, desk
from bot.desks.desk import Ticket
from bot.settings import DESKS, Settings
from tests.gateway_within import settings

TICKET = Ticket(
    "H-7K2MWQ4",
    "Renewal H-7K2MWQ4",
    "You asked for a person.",
    "claire@contoso.example",
    ("What was said: <b>late</b>\nC-1"),
)


def basic(who: str) -> str:
    return "Basic " + base64.b64encode(who.encode()).decode()


@dataclass(frozen=True)
class Vendor:
    """How a vendor's API is described: what signs a call, what finds, creates and notes, and the answers."""

    kind: str
    signed: str
    queue: str
    find: tuple[str, dict[str, str]]
    found: Any
    nothing: Any
    create: str
    made: Any
    note: tuple[str, str]
    id: str
    private: Callable[[Any], bool]


VENDORS = [
    Vendor(
        "zendesk", basic("agent@desk.example/token:secret"), "360", ("/api/v2/tickets.json",
        {"external_id": "H-7K2MWQ4"}),
        {"tickets": [{"id": 35}]}, {"tickets": []}, "/api/v2/tickets.json", {"ticket": {"id": 35}}, ("PUT",
        "/api/v2/tickets/35.json"), "35",
        lambda body: body["ticket"]["comment"]["public"] is False,
    ),
    Vendor(
        "freshdesk", basic("secret:X"), "5", ("/api/v2/search/tickets", {"query": "\"tag:'H-7K2MWQ4'\""}),
        {"results": [{"id": 35}]}, {"results": []}, "/api/v2/tickets", {"id": 35}, ("POST",
        "/api/v2/tickets/35/notes"), "35",
        lambda body: body["private"] is True,
    ),
    Vendor(
        "zammad", "Token token=secret", "Renewals", ("/api/v1/tickets/search", {"query": 'title:"H-7K2MWQ4"',
        "expand": "true"}),
        [{"id": 35, "title": "Renewal H-7K2MWQ4"}], [], "/api/v1/tickets", {"id": 35}, ("POST",
        "/api/v1/ticket_articles"), "35",
        lambda body: body["internal"] is True,
    ),
    Vendor(
        "jira", basic("agent@desk.example:secret"), "4:25", ("/rest/api/3/search/jql",
        {"jql": 'summary ~ "\\"H-7K2MWQ4\\""', "fields": "summary"}),
        {"issues": [{"key": "REN-35"}]}, {"issues": []}, "/rest/servicedeskapi/request", {"issueKey": "REN-35"},
        ("POST", "/rest/servicedeskapi/request/REN-35/comment"), "REN-35", lambda body: body["public"] is False,
    ),
    Vendor(
        "rt", "token secret", "Renewals", ("/REST/2.0/tickets", {"query": "Subject LIKE 'H-7K2MWQ4'"}),
        {"items": [{"id": "35"}]}, {"items": []}, "/REST/2.0/ticket", {"id": "35"}, ("POST",
        "/REST/2.0/ticket/35/comment"), "35",
        lambda body: body["ContentType"] == "text/plain",
    ),
]  # fmt: skip


def spoken_to(vendor: Vendor, *answers: tuple[int, Any]) -> tuple[Any, list[httpx.Request]]:
    """The adapter before a desk that gives these answers, and what it was asked."""
    asked, left = list[httpx.Request](), list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        status, body = left.pop(0)
        return httpx.Response(status, json=body)

    access = Access("https://desk.example/", "agent@desk.example", "secret", vendor.queue, httpx.MockTransport(answer))
    return desk(vendor.kind, access), asked


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.kind)
async def test_a_ticket_is_created_with_what_its_requester_may_read_and_the_rest_is_for_agents(vendor: Vendor) -> None:
    adapter, asked = spoken_to(vendor, (201, vendor.made), (200, {}))
    assert await adapter.create(TICKET) == vendor.id
    await adapter.note(vendor.id, TICKET.inside)
    create, note = asked
    assert (create.method, create.url.path) == ("POST", vendor.create)
    assert all(request.headers["authorization"] == vendor.signed for request in asked)
    told = create.content.decode()
    assert all(part in told for part in ("H-7K2MWQ4", "claire@contoso.example", "You asked for a person."))
    assert "What was said" not in told
    assert (note.method, note.url.path) == vendor.note
    assert vendor.private(json.loads(note.content))
    assert "What was said" in note.content.decode()


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.kind)
async def test_a_ticket_is_found_by_its_reference_or_there_is_none(vendor: Vendor) -> None:
    adapter, asked = spoken_to(vendor, (200, vendor.found), (200, vendor.nothing))
    assert await adapter.find("H-7K2MWQ4") == vendor.id
    assert await adapter.find("H-7K2MWQ4") is None
    assert (asked[0].url.path, dict(asked[0].url.params)) == vendor.find


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.kind)
@pytest.mark.parametrize("status", [401, 429, 500])
async def test_a_refusal_is_an_error_that_is_tried_again(vendor: Vendor, status: int) -> None:
    adapter, _ = spoken_to(vendor, (status, {}))
    with pytest.raises(httpx.HTTPStatusError):
        await adapter.create(TICKET)


async def test_what_a_customer_wrote_is_no_markup_where_a_desk_reads_html() -> None:
    adapter, asked = spoken_to(VENDORS[1], (201, {}))
    await adapter.note("35", TICKET.inside)
    assert "&lt;b&gt;late&lt;/b&gt;<br>C-1" in json.loads(asked[0].content)["body"]


def test_every_desk_that_can_be_set_has_an_adapter() -> None:
    assert set(DESKS) == set(ADAPTERS)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"desk": "other"}, "zendesk"),
        ({"desk": "rt"}, "RENEWALS_DESK_URL"),
        ({"desk": "rt", "desk_url": "desk.example", "desk_secret": "s"}, "RENEWALS_DESK_URL"),
        ({"desk": "jira", "desk_url": "https://desk.example", "desk_secret": "s"}, "RENEWALS_DESK_QUEUE"),
        (
            {"desk": "zendesk", "desk_url": "https://desk.example", "desk_secret": "s", "desk_queue": "Renewals"},
            "RENEWALS_DESK_QUEUE",
        ),
        (
            {"desk": "rt", "desk_url": "https://desk.example", "desk_secret": "s", "desk_contracts": "some"},
            "RENEWALS_DESK_CONTRACTS",
        ),
    ],
)
def test_a_wrong_desk_is_told(tmp_path: Path, wrong: dict[str, str], says: str) -> None:
    own: Settings = settings(tmp_path, "sqlite://", **wrong)
    assert says in str(own.wrong)
