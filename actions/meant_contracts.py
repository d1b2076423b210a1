"""Which of a person's contracts a question may be about."""

from __future__ import annotations

from dataclasses import dataclass

from actions.base import Question
from actions.contracts_named import find
from actions.said_to_have_ended import says_so
from renewals.contracts import Terms
from renewals.store.contracts import contracts_of, numbered

# So many contracts are read to be counted; where there are more, a list is shown instead.
READ = 200
# Topics about one kind of product: a contract for another kind is not meant by a question within them.
KIND_OF_TOPIC = {
    "software-benefits": "software",
    "software-upgrades": "software",
    "renew-software": "software",
    "essential-support": "software",
    "online-benefits": "online-service",
    "renew-online": "online-service",
    "cloud-support": "online-service",
    "auto-invoicing": "online-service",
    "hardware-benefits": "hardware",
    "renew-hardware": "hardware",
    "hardware-support": "hardware",
}
SEGMENT_OF_TOPIC = {"renew-small-business": "small-business", "renew-enterprise": "enterprise"}
# Topics about contracts that renew by themselves: of several, those are meant.
AUTOMATIC = {"auto-renewal", "cancel-auto-renewal"}


@dataclass(frozen=True)
class Meant:
    """The contracts that a question may be about, the earliest end first; how many there are, and what was named.

    `one`: the contract that is meant: named, told before, or the only one; else the nearest to end (not `sure`).
    """

    contracts: list[Terms]
    total: int
    named: str | None
    one: Terms | None
    sure: bool


def meant(question: Question) -> Meant:
    """The contracts that a question is about, among those that the person may see."""
    contracts, total, named = find(question, READ)
    told_before = question.previous.contract
    if named is None and told_before and not question.all_but:
        told, _ = contracts_of(question.session, question.subject, 1, numbered(told_before))
        over = says_so(question) and any(one.ended(question.today) for one in contracts)
        if told and _fits(question.topic, told[0]) and (not over or told[0].ended(question.today)):
            return Meant(told, 1, None, told[0], True)
    fitting = [contract for contract in contracts if _fits(question.topic, contract)]
    if question.topic in AUTOMATIC:
        fitting = [contract for contract in fitting if contract.auto_renew] or fitting
    if says_so(question):
        fitting = [contract for contract in fitting if contract.ended(question.today)] or fitting
    running = [contract for contract in fitting if not contract.ended(question.today)]
    # The next to end; where all have ended, the one that ended last.
    nearest = running[:1] or fitting[-1:]
    one = nearest[0] if nearest else None
    return Meant(contracts, total, named, one, len(fitting) == 1 and total == len(contracts))


def _fits(topic: str, contract: Terms) -> bool:
    """Whether a topic may be about a contract: of its kind of product, and of its kind of company."""
    kind, segment_meant = KIND_OF_TOPIC.get(topic), SEGMENT_OF_TOPIC.get(topic)
    return kind in (None, contract.product_type) and segment_meant in (None, contract.segment)
