"""What is told to the help desk: requests for a person as tickets, and what was answered before a form's ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.conversation.readable import readable
from bot.desks.desk import Desk, Ticket
from bot.handoff import card as cards
from bot.handoff import card_words
from bot.handoff.about import About
from bot.handoff.card import Card
from renewals import answers
from renewals.regions import region_named
from renewals.store import outgoing as store
from renewals.store import requests
from renewals.store.conversations import conversation, transcript
from renewals.store.database import Sessions, in_session
from renewals.store.outgoing import Event
from renewals.store.tables import Deflection, Handoff

LONGEST = 50_000


@dataclass(frozen=True)
class DeskWork:
    """Tells the desk of an event.

    `with_contracts`: its agents may see what a regional team may; `sender`: the requester of who gave no address.
    """

    sessions: Sessions
    desk: Desk
    with_contracts: bool
    sender: str
    clock: Callable[[], datetime]
    today: Callable[[str], date]

    async def tell(self, event: Event) -> None:
        """One event. Raises httpx.HTTPError where the desk did not take it; told again, it makes no second ticket."""
        if event.kind == store.REQUESTED:
            await self._requested(event.data["reference"])
        elif event.kind == store.ENDED:
            await self._ended(event.data["reference"])
        elif event.kind == store.CREATED:
            text = await in_session(
                self.sessions, lambda session: _answered_before(session, event.data["deflection_id"])
            )
            if text is not None:
                await self.desk.note(event.data["ticket_id"], text)

    async def _requested(self, reference: str) -> None:
        if await in_session(self.sessions, lambda session: store.ticket_of(session, reference)):
            return
        ticket = await in_session(self.sessions, lambda session: self._ticket(session, reference))
        if ticket is None:
            return
        # An earlier try may have made a ticket without our knowledge.
        ticket_id = await self.desk.find(reference) or await self.desk.create(ticket)
        await self.desk.note(ticket_id, ticket.inside)
        now = self.clock()
        await in_session(self.sessions, lambda session: store.told(session, ticket_id, now, reference, None))

    async def _ended(self, reference: str) -> None:
        def over(session: Session) -> tuple[str | None, str]:
            handoff = session.get_one(Handoff, reference)
            language = region_named(handoff.region).languages[0]
            return store.ticket_of(session, reference), answers.phrase(
                language, "handoff", "desk-over", reference=reference
            )

        ticket_id, text = await in_session(self.sessions, over)
        if ticket_id is not None:
            await self.desk.note(ticket_id, text)

    def _ticket(self, session: Session, reference: str) -> Ticket | None:
        """The request as a ticket; nothing where its conversation was erased."""
        handoff = session.get_one(Handoff, reference)
        if handoff.conversation_id is None:
            return None
        card = cards.read(session, handoff, self.clock(), self.today(region_named(handoff.region).timezone))
        topics = _titles(card.language, list(requests.topics_of(session, handoff).values()))
        if self.with_contracts:
            cards.record_shown(session, card, self.clock())
        else:
            card = _without_contracts(session, card, handoff.conversation_id)
        told = [
            card_words.head(card),
            card_words.ask(card),
            card_words.who(card),
            card.said("desk-topics", topics=topics) if topics else "",
        ]
        inside = "\n\n".join(
            filter(None, [*told, *card_words.details(card), card_words.said_before(card, LONGEST, everything=True)])
        )
        names = {"reference": reference, "region": card.region_name}
        opening = answers.phrase(card.writes, "handoff", "desk-opening", reference=reference)
        return Ticket(reference, card.said("mail-subject", **names), opening, card.answered_at or self.sender, inside)


def _without_contracts(session: Session, card: Card, conversation_id: str) -> Card:
    """The card as who may not see contracts reads it: neither as facts nor in what was said."""
    talk, said = conversation(session, conversation_id), transcript(session, conversation_id) or []
    hidden = answers.phrase(card.language, "support", "of-a-contract")
    lines = readable(talk, said) if talk else []
    shown = {
        message.number: hidden if line.text is None else line.text for message, line in zip(said, lines, strict=False)
    }
    words = [replace(one, text=shown.get(one.number, hidden)) for one in card.transcript]
    return replace(
        card, contracts=[], contracts_in_all=0, unhelpful=[], about=About(ask=card.about.ask), transcript=words
    )


def _answered_before(session: Session, deflection_id: str) -> str | None:
    """What was offered before a form's ticket and what its writer said of it, in the ticket's language; nothing where
    nothing was offered.
    """
    offer = session.get(Deflection, deflection_id)
    if offer is None or not offer.topics:
        return None
    return answers.phrase(offer.language, "handoff", "desk-offered", topics=_titles(offer.language, offer.topics))


def _titles(language: str, topics: list[str]) -> str:
    known = answers.topics(language)
    return ", ".join(
        dict.fromkeys(known[topic].title or topic for topic in topics if topic in known and known[topic].title)
    )
