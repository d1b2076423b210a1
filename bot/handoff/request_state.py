"""What a customer is told of their request, from its true state: when it is answered and how, its reference, what was
passed on, who is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.conversation.messages import Reply
from bot.handoff import wording
from bot.handoff.ending import BACK, WITHDRAWN
from bot.handoff.notices import data, region_name, said
from renewals.addresses import is_address
from renewals.regions import region_named
from renewals.store import handoffs as store
from renewals.store import requests
from renewals.store.contracts import asker, contracts_of
from renewals.store.handoffs import REPLY_ADDRESS
from renewals.store.tables import Conversation, Handoff
from renewals.team_hours import back_at, team_hours

MOST_CONTRACTS = 10
LONGEST_QUOTE = 200


@dataclass(frozen=True)
class RequestState:
    """A request as the customer hears of it.

    `joins`: somebody can join them in the chat, for the request stands in a channel, or will.
    """

    session: Session
    handoff: Handoff
    conversation: Conversation
    language: str
    joins: bool
    now: datetime

    def told(self, asked: str) -> Reply:
        """The answer to a question (one of `wording.ASKED`): its text, its values and its buttons."""
        lines = {
            wording.WHEN: self._when,
            wording.HOW: self._how,
            wording.WHAT: self._what,
            wording.THERE: self._there,
            wording.REFERENCE: self._reference,
        }[asked]()
        values = data(self.handoff)
        if self._unreachable() and asked in (wording.WHEN, wording.HOW):
            values["asks"] = REPLY_ADDRESS
        return {"text": "\n".join(lines), "kind": "handoff", "data": values, "buttons": self.buttons()}

    def already(self) -> str:
        """That there is such a request, told to who asks for a person again."""
        if self.joins and self.handoff.state != store.MAILED:
            return self._said("already")
        return "\n".join([self._said("already-mail"), *self._reached()])

    def buttons(self) -> list[dict[str, str]]:
        """What can be done with a request that nobody has taken up."""
        if self.handoff.state not in store.UNCLAIMED:
            return []
        return [{"label": self._said("withdraw-label"), "say": self._said("withdraw-say")}]

    def stands(self) -> str:
        """How it stands, in a sentence."""
        handoff = self.handoff
        if handoff.state == store.RESOLVED:
            own = {WITHDRAWN: "now-withdrawn", BACK: "now-customer"}
            return self._said(
                own.get(handoff.outcome or "", "now-closed"), at=self._at(handoff.ended_at or handoff.asked_at)
            )
        if handoff.state == store.MAILED:
            return self._said(
                "now-mailed", at=self._at(requests.mailed_at(self.session, handoff.reference) or handoff.waiting_since)
            )
        return (
            self._said("now-waiting", at=self._at(handoff.waiting_since)) if self.joins else self._said("now-mailing")
        )

    def _when(self) -> list[str]:
        if self.handoff.state == store.RESOLVED:
            return [self._said("when-closed"), self.stands()]
        there = team_hours(self.handoff.region, self.conversation.timezone, self.language, self.now)
        reached = [self._said("how-not")] if self._unreachable() else []
        return [f"{self._said('when-open')} {there}", self.stands(), *reached]

    def _how(self) -> list[str]:
        if self.handoff.state == store.RESOLVED:
            return self._when()
        here = [self._said("how-here")] if self.joins else []
        return [*here, *self._reached(), self.stands()]

    def _reference(self) -> list[str]:
        return [self.stands()] if self.handoff.state == store.RESOLVED else [self._said("reference-is"), self.stands()]

    def _there(self) -> list[str]:
        region = region_name(self.handoff.region, self.language)
        there = (
            []
            if self.handoff.state == store.RESOLVED
            else [self._said("hours-there", region=region, hours=self._hours())]
        )
        return [self._said("there-assistant"), self.stands(), *there]

    def _what(self) -> list[str]:
        handoff, unsent = self.handoff, self.handoff.state == store.WAITING and not self.joins
        contracts, _ = contracts_of(self.session, asker(self.session, self.conversation.id).subject, MOST_CONTRACTS)
        lines = [
            self._said("what-mailing" if unsent else "what-conversation"),
            self._said("what-said" if self.joins else "what-said-mail"),
        ]
        if contracts:
            lines.append(
                self._said("what-contracts", numbers=", ".join(contract.contract_number for contract in contracts))
            )
        if address := self._address():
            lines.append(self._said("what-address", address=address))
        additions = requests.additions(self.session, handoff)
        lines += [self._said("what-added", text=quoted(message.text)) for message in additions]
        return lines if handoff.state != store.RESOLVED else [*lines, self.stands()]

    def _reached(self) -> list[str]:
        """Where an answer reaches the customer beside the chat, or that it cannot."""
        address = self._address()
        if address is None:
            return [self._said("how-not-left" if self.joins else "how-not")]
        name = "how-address" if not self.joins else "how-address-left" if is_address(address) else "how-phone"
        return [self._said(name, address=address)]

    def _unreachable(self) -> bool:
        return self.handoff.state in store.UNCLAIMED and not self.joins and self._address() is None

    def _address(self) -> str | None:
        return self.conversation.identity or self.handoff.reply_to

    def _hours(self) -> str:
        return team_hours(self.handoff.region, self.conversation.timezone, self.language, self.now)

    def _at(self, instant: datetime) -> str:
        return back_at(
            self.handoff.region, instant.astimezone(ZoneInfo("UTC")), self.conversation.timezone, self.language
        )

    def _said(self, name: str, /, **values: object) -> str:
        known = {
            "reference": self.handoff.reference,
            "region": region_name(self.handoff.region, self.language),
            "mailbox": region_named(self.handoff.region).mailbox,
        }
        return said(self.language, name, **{**known, **values})


def state_of(
    session: Session, handoff: Handoff, language: str, has_channel: Callable[[str], bool], now: datetime
) -> RequestState:
    """The request as it stands. Its conversation is still there."""
    # What was mailed can be taken up in the chat only where its card stands.
    joins = has_channel(handoff.region) and (handoff.state == store.WAITING or handoff.channel is not None)
    return RequestState(session, handoff, session.get_one(Conversation, handoff.conversation_id), language, joins, now)


def quoted(text: str) -> str:
    """What somebody wrote, in a line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
