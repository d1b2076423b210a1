"""The team's side: what its members do with a request.

Whoever calls this has looked who they are. What they say is in `team_replies`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.live_hub import LiveHub
from bot.handoff.card import holder_mark
from bot.handoff.ending import BY_THE_CUSTOMER
from bot.handoff.escalation import EscalationSchedule
from bot.handoff.live_transactions import LiveTransactions
from bot.handoff.moving import moved, waits
from bot.handoff.notices import tell
from bot.handoff.rights import Member, may_act
from renewals.regions import region_named
from renewals.store import handoff_steps, handoff_words, held_words
from renewals.store import handoffs as store
from renewals.store.database import Sessions
from renewals.store.tables import Handoff, Message

Work = Callable[[Session], tuple["Outcome", list[Message]]]
OUTCOMES = ("answered", "quoted", "unreachable", "not-ours")


@dataclass(frozen=True)
class Outcome:
    """What came of something that a member did: whether it was done, and who has the request now.

    `refused`: it is not theirs to do.
    """

    done: bool
    reference: str
    owner_name: str | None = None
    mailbox: str = ""
    refused: bool = False


class HandoffOperations:
    """All that a team does with requests.

    Each is one transaction; what it makes necessary is kept with it, and live connections are told after it.
    """

    def __init__(
        self,
        sessions: Sessions,
        live: LiveHub,
        clock: EscalationSchedule,
        has_channel: Callable[[str], bool],
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._transactions = LiveTransactions(sessions, live, wake)
        self._clock = clock
        self._has_channel = has_channel
        self._now = now

    async def claim(self, reference: str, member: Member) -> Outcome:
        """Gives a request to a member. Of any number who claim at once one gets it; the others learn who."""

        def work(session: Session) -> tuple[Outcome, list[Message]]:
            done = store.claim(session, reference, member.email, member.name, self._now())
            return self._changed(session, reference, done, "joined", "relay")

        return await self._allowed(reference, member, work)

    async def release(self, reference: str, member: Member) -> Outcome:
        """Gives a request back: it waits again, from now on."""

        def work(session: Session) -> tuple[Outcome, list[Message]]:
            handoff = session.get_one(Handoff, reference)
            name, notice = (
                handoff.owner_name or member.name,
                "released" if handoff.owner == member.email else "released-by-another",
            )
            done = waits(session, self._clock, reference, (store.CLAIMED,), member.email, "released", self._now())
            return self._changed(session, reference, done, notice, *self._told_by_whom(session, reference), name=name)

        return await self._allowed(reference, member, work)

    async def reassign(self, reference: str, region: str, member: Member) -> Outcome:
        """Passes a request on to another region, where it waits from now on.

        Raises KeyError where there is no such region.
        """
        code = region_named(region).code

        def work(session: Session) -> tuple[Outcome, list[Message]]:
            handoff = session.get_one(Handoff, reference)
            done = handoff.region != code and moved(
                session, self._clock, handoff, code, store.OPEN, member.email, "reassigned", self._now()
            )
            return self._changed(session, reference, done, "moved")

        return await self._allowed(reference, member, work)

    async def give(self, reference: str, colleague: Member, holder: str, member: Member) -> Outcome:
        """Gives a request to a colleague, who has it from then on.

        `holder`: the mark of whoever had it on the card where the colleague was chosen.

        Of any number of choices on one card one counts; the others learn who has it.
        """

        def work(session: Session) -> tuple[Outcome, list[Message]]:
            handoff = session.get_one(Handoff, reference)
            before, name = handoff.owner, handoff.owner_name
            names = f"{member.name} → {colleague.name}"
            done = holder == holder_mark(before) and store.give(
                session, reference, before, colleague.email, colleague.name, member.email, names, self._now()
            )
            notice, values = ("given", {"before": name}) if before else ("joined", {})
            return self._changed(session, reference, done, notice, "relay", "given", **values)

        return await self._allowed(reference, member, work)

    async def resolve(self, reference: str, outcome: str, member: Member) -> Outcome:
        """Closes a request: the assistant has the conversation again."""

        def work(session: Session) -> tuple[Outcome, list[Message]]:
            now = self._now()
            closed: dict[str, Any] = {
                "outcome": outcome if outcome in OUTCOMES else OUTCOMES[0],
                "ended_at": now,
                "owner": member.email,
                "owner_name": member.name,
            }
            store.hold(session, reference)
            self._clock.stop(session, session.get_one(Handoff, reference))
            done = store.move(
                session,
                reference,
                store.OPEN,
                store.RESOLVED,
                member.email,
                "resolved",
                now,
                closed["outcome"],
                **closed,
            )
            if done:
                held_words.drop_all(session, reference)
            return self._changed(session, reference, done, "resolved", *self._told_by_whom(session, reference))

        return await self._allowed(reference, member, work)

    async def reopen(self, reference: str, member: Member) -> Outcome:
        """Takes up a request once more that was closed; not where another one is open in the conversation, or the
        customer has erased it.
        """

        def work(session: Session) -> tuple[Outcome, list[Message]]:
            handoff = session.get_one(Handoff, reference)
            free = handoff.conversation_id is not None and store.open_in(session, handoff.conversation_id) is None
            owned: dict[str, Any] = {
                "owner": member.email,
                "owner_name": member.name,
                "claimed_at": self._now(),
                "ended_at": None,
                "outcome": None,
            }
            done = free and store.move(
                session, reference, (store.RESOLVED,), store.CLAIMED, member.email, "reopened", self._now(), **owned
            )
            if done:
                # What was said to the assistant meanwhile is not relayed after the event.
                handoff_words.relayed_all(session, handoff)
            return self._changed(session, reference, done, "reopened", *self._told_by_whom(session, reference))

        return await self._allowed(reference, member, work)

    async def mail_quote(self, reference: str, member: Member) -> Outcome:
        """Sends the quote request, with the customer's contracts, to the region's mailbox."""

        def work(session: Session) -> tuple[Outcome, list[Message]]:
            handoff = session.get_one(Handoff, reference)
            handoff_steps.need(session, reference, "quote", self._now())
            store.record(session, reference, member.email, "quote requested", handoff.state, handoff.state, self._now())
            return Outcome(True, reference, handoff.owner_name, region_named(handoff.region).mailbox), []

        return await self._allowed(reference, member, work)

    def overflow(self, session: Session, reference: str, region: str) -> list[Message]:
        """Nobody has taken up a request: another region steps in, and has its own time before the mailbox."""
        handoff = session.get_one(Handoff, reference)
        waiting = (store.WAITING,)
        if not moved(
            session, self._clock, handoff, region, waiting, store.BY_CLOCK, "overflowed", self._now(), waits_anew=False
        ):
            return []
        session.refresh(handoff)
        self._clock.again(session, handoff, self._now())
        return self._changed(session, reference, True, "moved")[1]

    def mailed(self, session: Session, reference: str) -> list[Message]:
        """The mailbox has the request now, and the customer is told so."""
        done = store.move(session, reference, (store.WAITING,), store.MAILED, store.BY_CLOCK, "mailed", self._now())
        handoff = session.get_one(Handoff, reference)
        session.refresh(handoff)
        if not done and handoff.outcome in BY_THE_CUSTOMER:  # while the mail went out
            handoff_steps.need(session, reference, f"over:{handoff.outcome}", self._now())
        # Without a channel the customer was told so at once; without a card nobody can join them.
        notice = "nobody" if handoff.channel else "nobody-mail"
        return self._changed(session, reference, done, notice if self._has_channel(handoff.region) else None)[1]

    async def _allowed(self, reference: str, member: Member, work: Work) -> Outcome:
        """Does something that a member orders, where it is theirs to do."""

        def looked(session: Session) -> tuple[Outcome, list[Message]]:
            store.hold(session, reference)
            handoff = session.get_one(Handoff, reference)
            session.refresh(handoff)
            return (
                work(session)
                if may_act(session, handoff, member)
                else (Outcome(False, reference, handoff.owner_name, refused=True), [])
            )

        return await self._transactions.run(looked)

    def _told_by_whom(self, session: Session, reference: str) -> tuple[str]:
        """The step that tells beneath the card who has done what was done last."""
        return (f"did:{store.transitions(session, reference)[-1].id}",)

    def _changed(
        self, session: Session, reference: str, done: bool, notice: str | None, *needed: str, **values: object
    ) -> tuple[Outcome, list[Message]]:
        """What follows from a change: the card is drawn anew, the customer is told."""
        handoff = session.get_one(Handoff, reference)
        session.refresh(handoff)
        told: list[Message] = []
        notice = "moved-mail" if notice == "moved" and not self._has_channel(handoff.region) else notice
        if done:
            for step in ("show", *needed):
                handoff_steps.need(session, reference, step, self._now())
            told = tell(session, handoff, notice, self._now(), **values) if notice else []
            if handoff.state == store.CLAIMED:
                self._clock.stop(session, handoff)
        return Outcome(done, reference, handoff.owner_name, region_named(handoff.region).mailbox), told

    def tell_live(self, told: Sequence[Message]) -> None:
        """Tells live connections what was said on a request's account."""
        self._transactions.tell(told)
