"""What is asked of any help desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Ticket:
    """A request for a person as a ticket.

    `opening`: what whoever asked may read; it tells nothing of anybody. `requester`: the address to be answered at.
    `inside`: for the desk's agents alone.
    """

    reference: str
    subject: str
    opening: str
    requester: str
    inside: str


class Desk(Protocol):
    """A help desk. Each call raises httpx.HTTPError where it was not taken."""

    async def find(self, reference: str) -> str | None:
        """The id of the ticket that was created for a reference, if there is one."""

    async def create(self, ticket: Ticket) -> str:
        """Creates the ticket, with the opening alone; its id."""

    async def note(self, ticket_id: str, text: str) -> None:
        """Adds what agents alone read."""
