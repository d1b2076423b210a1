"""What a regional team is shown of a request: one view of it, read at one moment. Pure but for the reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.handoff.about import About, about
from bot.handoff.escalation import REMIND, step_of
from renewals import answers
from renewals.access import Visitor
from renewals.addresses import is_address
from renewals.contracts import Terms
from renewals.languages import moment
from renewals.regions import Region, region_named
from renewals.store import handoff_steps, handoff_words, requests
from renewals.store import handoffs as store
from renewals.store.contracts import asker, contracts_of, record_reading
from renewals.store.conversations import CUSTOMER, transcript
from renewals.store.tables import Handoff
from renewals.store.verification import numbers_given

MOST_CONTRACTS, MOST_UNHELPFUL, MOST_ASKED = 8, 3, 3
# Among so many contracts the one that is wanted is looked for.
MOST_LOOKED_AT = 500
DOOR = "handoff"


@dataclass(frozen=True)
class CardMessage:
    """One thing said in the conversation: its number, by whom, what, when."""

    number: int
    who: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Card:
    """A request as its team sees it.

    `language` is the team's, `writes` the customer's; `customer`: the address that they have proved; `holder`: the mark
    of who has it.

    `reply_to`: where a customer who is not verified asks to be answered, as they gave it; `additions`: what they added
    later. `named`, `wants`: the contracts that who is not verified has named, and what they wanted to know of them.
    `about`: what it is about; `answered`: somebody of the team has said something to the customer; `here`: the customer
    is in the chat, where that can be told; `answer_by`: until when the request is to be taken up, while it waits.
    `shown_to`: the number of the last message that belongs to the transcript beneath the card; what was said later is
    relayed.
    """

    reference: str
    region: Region
    language: str
    writes: str
    state: str
    reason: str
    customer: str | None
    holder: str
    owner_name: str | None
    outcome: str | None
    erased: bool
    asked: Sequence[str]
    contracts: Sequence[Terms]
    contracts_in_all: int
    unhelpful: Sequence[str]
    transcript: Sequence[CardMessage]
    shown_to: int
    moves: int
    asked_at: datetime
    waiting_since: datetime
    claimed_at: datetime | None
    ended_at: datetime | None
    today: date
    reply_to: str | None = None
    additions: Sequence[str] = ()
    named: Sequence[str] = ()
    wants: str | None = None
    about: About = field(default_factory=About)
    answered: bool = False
    here: bool | None = None
    answer_by: datetime | None = None

    @property
    def answered_at(self) -> str | None:
        """The e-mail address at which the customer is answered, if any."""
        return self.customer or (self.reply_to if self.reply_to and is_address(self.reply_to) else None)

    def said(self, name: str, /, **values: object) -> str:
        """A phrase in the team's language."""
        return answers.phrase(self.language, "handoff", name, **values)

    def at(self, instant: datetime) -> str:
        """An instant in the team's own time."""
        return moment(instant, self.region.timezone, self.language)

    @property
    def region_name(self) -> str:
        return answers.phrase(self.language, "regional-contact", self.region.code)


def holder_mark(owner: str | None) -> str:
    """What tells one holder of a request from another and names nobody; empty for none."""
    return hashlib.sha256(owner.encode()).hexdigest()[:16] if owner else ""


def read(session: Session, handoff: Handoff, now: datetime, today: date, here: bool | None = None) -> Card:
    """The request as it stands now. `today`: the team's day, by the clock of the answers."""
    region = region_named(handoff.region)
    language = region.languages[0]
    who = asker(session, handoff.conversation_id or "")
    contracts, total = (
        ([], 0) if isinstance(who.subject, Visitor) else contracts_of(session, who.subject, MOST_LOOKED_AT)
    )
    said = transcript(session, handoff.conversation_id or "") or []
    asked = [message.text for message in said if message.speaker == CUSTOMER and message.number <= handoff.asked_number]
    names = {CUSTOMER: who.identity or answers.phrase(language, "handoff", "customer")}
    assistant = answers.phrase(language, "handoff", "assistant")
    unhelpful = handoff_words.not_helpful(session, handoff.conversation_id or "")
    return Card(
        reference=handoff.reference, region=region, language=language, writes=handoff.language, state=handoff.state,
        reason=handoff.reason, customer=who.identity,
        holder=holder_mark(handoff.owner), owner_name=handoff.owner_name, outcome=handoff.outcome,
        erased=handoff.conversation_id is None, asked=asked[-MOST_ASKED:], contracts=contracts[:MOST_CONTRACTS],
        contracts_in_all=total, unhelpful=[text for _, text in unhelpful[-MOST_UNHELPFUL:]], moves=handoff.moves,
        asked_at=handoff.asked_at,
        shown_to=handoff.relayed, waiting_since=handoff.waiting_since, claimed_at=handoff.claimed_at,
        ended_at=handoff.ended_at, today=today,
        transcript=[
            CardMessage(message.number, names.get(message.speaker) or (message.reply or {}).get("name") or assistant,
            message.text, message.said_at)
            for message in said
        ],
        named=[] if who.identity else numbers_given(session, handoff.conversation_id or ""),
        wants=None if who.identity else requests.question_waiting(session, handoff),
        reply_to=handoff.reply_to, additions=[message.text for message in requests.additions(session, handoff)],
        about=about(session, handoff, contracts, said), answered=requests.is_answered(session, handoff), here=here,
        answer_by=handoff_steps.due_by(session, handoff.reference, step_of(REMIND,
        handoff)) if handoff.state == store.WAITING else None,
    )  # fmt: skip


def record_shown(session: Session, card: Card, now: datetime) -> None:
    """That a team was shown a customer's contracts goes to the audit."""
    shown = [*card.contracts, *([card.about.contract] if card.about.contract else [])]
    numbers = list(dict.fromkeys(contract.contract_number for contract in shown))
    record_reading(session, f"team:{card.region.code}", DOOR, "handoff", numbers, now)
