"""What the tests ask of a real help desk, whichever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.desks.adapters import Access

AGENT = "assistant"


@dataclass(frozen=True)
class Seen:
    """A ticket as the desk has it. `told`: what its requester may read; `inside`: what agents alone read."""

    id: str
    requester: str
    told: str
    inside: str


class RealDesk(Protocol):
    """A running desk with one queue and one agent. `kind`: its name among the adapters."""

    @property
    def kind(self) -> str: ...

    @property
    def access(self) -> Access:
        """How our agent reaches it."""

    def tickets(self, part: str) -> list[Seen]:
        """Those with a part in their title."""

    def open_ticket(self, title: str) -> str:
        """A ticket that a person has written; its id."""
