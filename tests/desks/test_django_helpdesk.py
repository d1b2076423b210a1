"""A request for a person becomes a ticket of a real help desk (django-helpdesk), once, with what its agents may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.desks.adapters import Access, DjangoHelpdesk
from bot.desks.work import DeskWork
from bot.outgoing import RETRIED_AFTER, OutgoingEvents
from renewals.store import deflections, outgoing
from renewals.store.database import Sessions
from renewals.store.tables import ContractReading, Message
from tests.builders import load
from tests.desks.running_desk import AGENT, PASSWORD, help_desk
from tests.history import Talk

BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLAIRE = "claire.martin@contoso.example"
SECRET = "Your contract C-100234 ends on 15 December 2026."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with help_desk(tmp_path_factory.mktemp("helpdesk")) as running:
        yield running


class Broken(httpx.AsyncHTTPTransport):
    """A network on which the answer to the next call of a kind gets lost after it has arrived."""

    def __init__(self, loses: str = "") -> None:
        super().__init__()
        self.loses = loses

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if self.loses and request.method == "POST" and request.url.path == self.loses:
            self.loses = ""
            await answer.aread()
            raise httpx.ReadTimeout("lost", request=request)
        return answer


class Desk:
    """The gateway's job before the real desk."""

    def __init__(
        self, database: Sessions, address: str, with_contracts: bool = False, loses: str = "", password: str = PASSWORD
    ) -> None:
        self.address, self.now = address, BEGAN + timedelta(hours=1)
        self.access = Access(address, AGENT, password, "1", Broken(loses))
        work = DeskWork(
            database,
            DjangoHelpdesk(self.access),
            with_contracts,
            "renewals@vendor.example",
            lambda: self.now,
            lambda _: date(2026, 11, 23),
        )
        self.job = OutgoingEvents(database, {"desk": work.tell}, lambda: self.now)

    async def told(self, *pauses: timedelta) -> None:
        for pause in (timedelta(), *pauses):
            self.now += pause
            await self.job.tell_due()

    def tickets(self, reference: str) -> list[dict[str, Any]]:
        rows = (
            httpx.get(f"{self.address}/api/tickets/", params={"page_size": 100}, auth=(AGENT, PASSWORD))
            .raise_for_status()
            .json()["results"]
        )
        return [row for row in rows if reference in row["title"]]


def asked(database: Sessions, identity: str | None) -> str:
    """A customer is told of their contract, then asks for a person; the request's reference."""
    load(database, {"contract_number": "C-100234", "contact_email": CLAIRE, "end_date": "2026-12-15"})
    talk = Talk(database, identity=identity, began_at=BEGAN)
    talk.ask(0, "contract", "contract-expiry", text="when does mine end, says the zebra")
    with database.begin() as session:
        for message in session.query(Message).filter(
            Message.speaker == "assistant", Message.conversation_id == talk.id
        ):
            message.text = SECRET
    return talk.want_a_person(1)


def inside(ticket: dict[str, Any]) -> str:
    notes = [note for note in ticket["followup_set"] if not note["public"]]
    return "\n".join(note["comment"] for note in notes)


async def test_a_request_is_one_ticket_with_the_conversation_for_agents_alone(database: Sessions, address: str) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, address)
    await desk.told(timedelta(hours=1))
    (ticket,) = desk.tickets(reference)
    assert ticket["submitter_email"] == CLAIRE
    assert "zebra" not in ticket["description"]
    assert "says the zebra" in inside(ticket)
    with database() as session:
        assert outgoing.ticket_of(session, reference) == str(ticket["id"])


async def test_without_the_setting_agents_see_no_contract_and_nothing_is_recorded_as_shown(
    database: Sessions, address: str
) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, address)
    await desk.told()
    (ticket,) = desk.tickets(reference)
    assert "C-100234" not in str(ticket)
    with database() as session:
        assert session.query(ContractReading).count() == 0


async def test_with_the_setting_agents_see_what_the_team_may_and_the_audit_says_so(
    database: Sessions, address: str
) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, address, with_contracts=True)
    await desk.told()
    (ticket,) = desk.tickets(reference)
    assert "C-100234" in inside(ticket)
    assert "C-100234" not in ticket["title"] + ticket["description"]
    with database() as session:
        assert [row.contract_numbers for row in session.query(ContractReading)] == [["C-100234"]]


async def test_of_a_stranger_no_contract_is_shown_even_so(database: Sessions, address: str) -> None:
    reference = asked(database, None)
    desk = Desk(database, address, with_contracts=False)
    await desk.told()
    (ticket,) = desk.tickets(reference)
    assert ticket["submitter_email"] == "renewals@vendor.example"
    assert "C-100234" not in str(ticket)


@pytest.mark.parametrize("lost", ["/api/tickets/", "/api/followups/"])
async def test_an_answer_that_gets_lost_makes_no_second_ticket(database: Sessions, address: str, lost: str) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, address, loses=lost)
    await desk.told(*RETRIED_AFTER[:2])
    (ticket,) = desk.tickets(reference)
    assert "says the zebra" in inside(ticket)


async def test_a_wrong_password_is_tried_again_and_nothing_is_lost(database: Sessions, address: str) -> None:
    reference = asked(database, CLAIRE)
    await Desk(database, address, password="wrong").told()
    desk = Desk(database, address)
    assert desk.tickets(reference) == []
    desk.now += RETRIED_AFTER[0]
    await desk.told()
    assert len(desk.tickets(reference)) == 1


async def test_a_request_that_is_over_is_noted(database: Sessions, address: str) -> None:
    load(database, {"contract_number": "C-100234", "contact_email": CLAIRE})
    talk = Talk(database, identity=CLAIRE, began_at=BEGAN)
    reference = talk.want_a_person(0)
    desk = Desk(database, address)
    await desk.told()
    talk.claim(reference, 5)
    talk.end(reference, 30)
    await desk.told()
    (ticket,) = desk.tickets(reference)
    assert f"{reference} a été close" in inside(ticket)


async def test_a_forms_ticket_is_told_what_was_answered_before_it(database: Sessions, address: str) -> None:
    made = httpx.post(  # noqa: ASYNC210 - the desk is another process
        f"{address}/api/tickets/",
        json={"queue": 1, "title": "Renewing late [form]", "description": "we are late", "priority": 3},
        auth=(AGENT, PASSWORD),
        timeout=60,
    )
    with database.begin() as session:
        deflections.record(session, "offer", "en", ["late-renewal"], BEGAN, "shop")
        outgoing.told(session, str(made.json()["id"]), BEGAN, None, "offer")
    desk = Desk(database, address)
    await desk.told()
    (ticket,) = desk.tickets("[form]")
    assert "Before this ticket was sent, its writer was shown answers on: " in inside(ticket)
