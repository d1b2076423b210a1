"""A request for a person becomes a ticket of a real help desk (django-helpdesk, Request Tracker), once, with what its
agents may see.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from bot.desks.adapters import desk as adapter
from bot.desks.work import DeskWork
from bot.outgoing import RETRIED_AFTER, OutgoingEvents
from renewals.store import deflections, outgoing
from renewals.store.database import Sessions
from renewals.store.tables import ContractReading, Message
from tests.builders import load
from tests.desks.real_desk import RealDesk, Seen
from tests.history import Talk
from tests.worked_off import told

BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLAIRE = "claire.martin@contoso.example"
SECRET = "Your contract C-100234 ends on 15 December 2026."


class Broken(httpx.AsyncHTTPTransport):
    """A network on which the answer to the first call that writes, or to the second, gets lost after it has arrived."""

    def __init__(self, loses: int) -> None:
        super().__init__()
        self.left = loses

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if request.method == "POST":
            self.left -= 1
            if self.left == 0:
                await answer.aread()
                raise httpx.ReadTimeout("lost", request=request)
        return answer


class Desk:
    """The gateway's worker before the real desk. `loses`: the number of the writing call whose answer gets lost."""

    def __init__(
        self, database: Sessions, real: RealDesk, with_contracts: bool = False, loses: int = 0, secret: str = ""
    ) -> None:
        self.real, self.now = real, BEGAN + timedelta(hours=1)
        access = replace(real.access, transport=Broken(loses), secret=secret or real.access.secret)
        work = DeskWork(
            database,
            adapter(real.kind, access),
            with_contracts,
            "renewals@vendor.example",
            lambda: self.now,
            lambda _: date(2026, 11, 23),
        )
        self.database = database
        self.events = OutgoingEvents(database, {"desk": work.tell}, lambda: self.now)

    async def told(self, *pauses: timedelta) -> None:
        for pause in (timedelta(), *pauses):
            self.now += pause
            await told(self.database, self.events, lambda: self.now)

    def ticket(self, part: str) -> Seen:
        """The only one with that in its title."""
        (ticket,) = self.real.tickets(part)
        return ticket


def asked(database: Sessions, identity: str | None) -> str:
    """A customer is told of their contract, then asks for a person; the request's reference."""
    load(database, {"contract_number": "C-100234", "contact_email": CLAIRE, "end_date": "2026-12-15"})
    talk = Talk(database, identity=identity, began_at=BEGAN)
    talk.ask(0, "contract", "contract-expiry", text="when does mine end, says the zébra")
    with database.begin() as session:
        for message in session.query(Message).filter(
            Message.speaker == "assistant", Message.conversation_id == talk.id
        ):
            message.text = SECRET
    return talk.want_a_person(1)


async def test_a_request_is_one_ticket_with_the_conversation_for_agents_alone(
    database: Sessions, real: RealDesk
) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, real)
    await desk.told(timedelta(hours=1))
    ticket = desk.ticket(reference)
    assert ticket.requester == CLAIRE
    assert "zébra" not in ticket.told
    assert "says the zébra" in ticket.inside
    with database() as session:
        assert outgoing.ticket_of(session, reference) == ticket.id


async def test_without_the_setting_agents_see_no_contract_and_nothing_is_recorded_as_shown(
    database: Sessions, real: RealDesk
) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, real)
    await desk.told()
    assert "C-100234" not in str(desk.ticket(reference))
    with database() as session:
        assert session.query(ContractReading).count() == 0


async def test_with_the_setting_agents_see_what_the_team_may_and_the_audit_says_so(
    database: Sessions, real: RealDesk
) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, real, with_contracts=True)
    await desk.told()
    ticket = desk.ticket(reference)
    assert "C-100234" in ticket.inside
    assert "C-100234" not in ticket.told
    with database() as session:
        assert [row.contract_numbers for row in session.query(ContractReading)] == [["C-100234"]]


async def test_of_a_stranger_no_contract_is_shown_even_so(database: Sessions, real: RealDesk) -> None:
    reference = asked(database, None)
    desk = Desk(database, real, with_contracts=True)
    await desk.told()
    ticket = desk.ticket(reference)
    assert ticket.requester == "renewals@vendor.example"
    with database() as session:
        assert session.query(ContractReading).count() == 0


@pytest.mark.parametrize("lost", [1, 2], ids=["of the ticket", "of its note"])
async def test_an_answer_that_gets_lost_makes_no_second_ticket(database: Sessions, real: RealDesk, lost: int) -> None:
    reference = asked(database, CLAIRE)
    desk = Desk(database, real, loses=lost)
    await desk.told(*RETRIED_AFTER[:2])
    assert "says the zébra" in desk.ticket(reference).inside


async def test_a_wrong_secret_is_tried_again_and_nothing_is_lost(database: Sessions, real: RealDesk) -> None:
    reference = asked(database, CLAIRE)
    await Desk(database, real, secret="wrong").told()
    desk = Desk(database, real)
    assert real.tickets(reference) == []
    desk.now += RETRIED_AFTER[0]
    await desk.told()
    assert "says the zébra" in desk.ticket(reference).inside


async def test_a_request_that_is_over_is_noted(database: Sessions, real: RealDesk) -> None:
    load(database, {"contract_number": "C-100234", "contact_email": CLAIRE})
    talk = Talk(database, identity=CLAIRE, began_at=BEGAN)
    reference = talk.want_a_person(0)
    desk = Desk(database, real)
    await desk.told()
    talk.claim(reference, 5)
    talk.end(reference, 30)
    await desk.told()
    assert f"{reference} a été close" in desk.ticket(reference).inside


async def test_a_forms_ticket_is_told_what_was_answered_before_it(database: Sessions, real: RealDesk) -> None:
    made = real.open_ticket("Renewing late [form]")
    with database.begin() as session:
        deflections.record(session, "offer", "en", ["late-renewal"], BEGAN, "shop")
        outgoing.told(session, made, BEGAN, None, "offer")
    desk = Desk(database, real)
    await desk.told()
    ticket = desk.ticket("[form]")
    assert ticket.id == made
    assert "Before this ticket was sent, its writer was shown answers on: " in ticket.inside
