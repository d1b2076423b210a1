"""What a request is about: the customer's own words, the contract that they want something for, what we have done about
it, and what they asked before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from renewals.addresses import is_address
from renewals.contracts import Terms
from renewals.names import folded_number
from renewals.numbers_in_text import plainly
from renewals.store import requests
from renewals.store.conversations import CUSTOMER
from renewals.store.renewing import Progress, progress_of
from renewals.store.tables import Handoff, Message

# Topics of messages that ask for nothing but a person, or answer what the assistant asked.
ASKS_NOTHING = {
    "handoff",
    "affirm",
    "deny",
    "regional-contact",
    "greet",
    "thanks",
    "goodbye",
    "switch-language",
    "cancel",
    "repeat",
    "feedback",
}
# Somebody who asks for a person in more words than these says what for.
LONGER_THAN = 12


@dataclass(frozen=True)
class Earlier:
    """A request that the same customer made before."""

    reference: str
    asked_at: datetime
    state: str
    outcome: str | None


@dataclass(frozen=True)
class About:
    """`ask`: in the customer's words; `contract`: the one that it is about, where that is known and shown to be theirs;
    `contact`: the address of its contact on file; `owner`: who looks after it, by name.
    """

    ask: str = ""
    contract: Terms | None = None
    contact: str | None = None
    owner: str | None = None
    progress: Progress = field(default_factory=Progress)
    earlier: Sequence[Earlier] = ()


def about(session: Session, handoff: Handoff, contracts: Sequence[Terms], said: Sequence[Message]) -> About:
    """What a request is about, from what was said in its conversation, and from the customer's own contracts."""
    before = [message for message in said if message.number <= handoff.asked_number]
    topics = requests.topics_of(session, handoff)
    earlier = [
        Earlier(one.reference, one.asked_at, one.state, one.outcome) for one in requests.earlier(session, handoff)
    ]
    ask = _ask([message for message in before if message.speaker == CUSTOMER], topics)
    contract = _wanted(contracts, before)
    if contract is None:
        return About(ask=ask, earlier=earlier)
    return About(
        ask=ask,
        contract=contract,
        contact=requests.contact_of(session, contract.contract_number),
        owner=requests.name_of(session, contract.owner_email),
        progress=progress_of(session, contract.contract_number),
        earlier=earlier,
    )


def _ask(words: Sequence[Message], topics: dict[str, str]) -> str:
    """The newest message that asks for something; the one that asked for a person where none does."""
    for message in reversed(words):
        told = topics.get(message.id, "") not in ASKS_NOTHING or len(message.text.split()) > LONGER_THAN
        if told and not is_address(message.text.strip()):
            return message.text
    asked = [message.text for message in words if topics.get(message.id) == "handoff"]
    return asked[-1] if asked else words[-1].text if words else ""


def _wanted(contracts: Sequence[Terms], said: Sequence[Message]) -> Terms | None:
    """The contract that was named or told last; the only one where none was."""
    by_number = {folded_number(contract.contract_number): contract for contract in contracts}
    for message in reversed(said):
        told = str(((message.reply or {}).get("data") or {}).get("contract_number") or "")
        words = [told] if message.speaker != CUSTOMER else plainly(message.text).split()
        for word in words:
            if contract := by_number.get(folded_number(word.strip(".,;:!?()\"'«»"))):
                return contract
    return contracts[0] if len(contracts) == 1 else None
