"""A person's own contracts in the answer to a question: what is on file, one function for each need, and for each question about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from actions.base import Question
from actions.contracts_shown import SHOWN_AT_ONCE, counted, ending, find, lines, more, next_step, wanted
from renewals import answers
from renewals.access import Customer, SalesRep
from renewals.answers import Answer
from renewals.contracts import Status, Terms
from renewals.languages import days, long_date, written_number
from renewals.store.contracts import Wanted, contracts_of

WORDS = "own-facts"
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
# What is told of a contract that is only the nearest to end: other facts say little of those that the person has beside it.
TOLD_OF_THE_NEAREST = {"end-date", "automatic-renewal"}


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
    if named is None and told_before:
        told, _ = contracts_of(question.session, question.subject, 1, Wanted(numbers=(told_before,)))
        if told and _fits(question.topic, told[0]):
            return Meant(told, 1, None, told[0], True)
    fitting = [contract for contract in contracts if _fits(question.topic, contract)]
    if question.topic in AUTOMATIC:
        fitting = [contract for contract in fitting if contract.auto_renew] or fitting
    running = [contract for contract in fitting if contract.status(question.today) is not Status.EXPIRED]
    # The next to end; where all have ended, the one that ended last.
    nearest = running[:1] or fitting[-1:]
    one = nearest[0] if nearest else None
    return Meant(contracts, total, named, one, len(fitting) == 1 and total == len(contracts))


def _fits(topic: str, contract: Terms) -> bool:
    """Whether a topic may be about a contract: of its kind of product, and of its kind of company."""
    kind, segment_meant = KIND_OF_TOPIC.get(topic), SEGMENT_OF_TOPIC.get(topic)
    return kind in (None, contract.product_type) and segment_meant in (None, contract.segment)


@dataclass(frozen=True)
class Facts:
    """What was found on file: the text, and the contracts that it tells of."""

    text: str
    contracts: list[Terms]
    total: int


# --- A fact for each need ---


def end_date(question: Question, contract: Terms) -> str:
    return ending(question, contract)


def start_date(question: Question, contract: Terms) -> str:
    return _said(question, "start-date-ended" if _ended(question, contract) else "start-date", contract)


def automatic_renewal(question: Question, contract: Terms) -> str:
    if contract.auto_renew:
        return _said(question, "automatic-ended" if _ended(question, contract) else "automatic-yes", contract)
    return _said(question, "automatic-no-ended" if _ended(question, contract) else "automatic-no", contract)


def coverage(question: Question, contract: Terms) -> str:
    return _said(question, "coverage-ended" if _ended(question, contract) else "coverage", contract)


def quantity(question: Question, contract: Terms) -> str:
    return _said(question, "quantity", contract)


def product_type(question: Question, contract: Terms) -> str:
    return _said(question, "product-type", contract, kind=question.phrase(f"kind-{contract.product_type}", WORDS))


def segment(question: Question, contract: Terms) -> str:
    return _said(question, "segment", contract, account=contract.account, kind=question.phrase(f"segment-{contract.segment}", WORDS))


def reseller(question: Question, contract: Terms) -> str:
    return _said(question, "reseller" if contract.reseller else "reseller-none", contract)


def owner(question: Question, contract: Terms) -> str:
    return _said(question, "owner", contract)


Fact = Callable[[Question, Terms], str]
# Told before the text: what decides how the answer applies.
BEFORE: dict[str, Fact] = {
    "end-date": end_date,
    "start-date": start_date,
    "automatic-renewal": automatic_renewal,
    "coverage": coverage,
    "product-type": product_type,
    "segment": segment,
}
# Told after it: what helps to do what it says, and whom to turn to. The country's team stands in actions/asked.py, for a visitor may name it too.
AFTER: dict[str, Fact] = {"quantity": quantity, "reseller": reseller, "owner": owner}
_FACTS = {**BEFORE, **AFTER}


def before(question: Question, said: Answer, about: Meant) -> str | None:
    """The first need of an answer, in words, where it decides how the answer applies; nothing where another contract may as well be meant."""
    first = said.needs[0] if said.needs else None
    if first not in BEFORE or not _is_meant(question, about, first) or about.one is None:
        return None
    if first == "automatic-renewal" and not about.sure:
        return _renewing_briefly(question, about) if about.total == len(about.contracts) else None
    return BEFORE[first](question, about.one)


def after(question: Question, said: Answer, about: Meant, told: str | None = None) -> str:
    """What helps beside the text: the end, where another need comes first, then the quantity and whom to turn to. `told`: what was told before."""
    if about.one is None:
        return ""
    ends = ["end-date"] if "end-date" in said.needs[1:] and said.needs[0] not in BEFORE else []
    needs = [*ends, *(need for need in said.needs if need in AFTER)]
    facts: list[str] = []
    for need in needs:
        if _is_meant(question, about, need):
            named = about.one.contract_number in " ".join([told or "", *facts])
            facts.append(_reseller(question, about, about.one, named) if need == "reseller" else _FACTS[need](question, about.one))
    return " ".join(facts)


def _reseller(question: Question, about: Meant, contract: Terms, named: bool) -> str:
    """The reseller, without the contract where that was named or all have the same one."""
    if not contract.reseller:
        return reseller(question, contract)
    if {one.reseller for one in about.contracts} == {contract.reseller}:
        return _said(question, "reseller-all" if isinstance(question.subject, Customer) else "reseller-brief", contract)
    return _said(question, "reseller-brief", contract) if named else reseller(question, contract)


def _is_meant(question: Question, about: Meant, need: str) -> bool:
    """Whether a fact of the contract may be told: it is surely meant, or it is a customer's nearest to end and the fact makes sense of it."""
    return about.sure or (not isinstance(question.subject, SalesRep) and need in TOLD_OF_THE_NEAREST | set(AFTER))


# --- An answer for each question about one's own contracts ---


def still_covered(question: Question, about: Meant) -> str:
    contracts = about.contracts
    if len(contracts) == 1:
        return _covered(question, contracts[0])
    ended = [contract for contract in contracts if _ended(question, contract)]
    count = counted(question, len(contracts))
    if not ended:
        return _said(question, "covered-all", contracts[0], count=count)
    if len(ended) == len(contracts):
        return question.phrase("covered-none", WORDS, count=count) + "\n" + _listed(question, contracts)
    return question.phrase("covered-some", WORDS, count=count, ended=len(ended)) + "\n" + _listed(question, contracts)


def _listed(question: Question, contracts: list[Terms]) -> str:
    shown = contracts[:SHOWN_AT_ONCE]
    return lines(question, shown) + more(question, len(shown), len(contracts))


def _covered(question: Question, contract: Terms) -> str:
    left = contract.days_left(question.today)
    return _said(question, "covered-today" if left == 0 else "covered-no" if left < 0 else "covered-yes", contract)


def renewing(question: Question, about: Meant) -> str:
    """Which contracts renew by themselves."""
    yes = [contract for contract in about.contracts if contract.auto_renew and not _ended(question, contract)]
    if len(about.contracts) == 1:
        contract = about.contracts[0]
        if yes:
            return _said(question, "renews-yes", contract)
        return _said(question, "renews-no", contract) + "\n" + next_step(question, contract)
    if not yes:
        return question.phrase("renewing-none", WORDS)
    told = [question.phrase("renewing", WORDS), *(_said(question, "renewing-line", contract) for contract in yes[:SHOWN_AT_ONCE])]
    others = [f"{contract.product} ({contract.contract_number})" for contract in about.contracts if contract not in yes]
    if 0 < len(others) <= SHOWN_AT_ONCE:
        told.append(question.phrase("renewing-not", WORDS, contracts=", ".join(others)))
    return "\n".join(told) + more(question, min(len(yes), SHOWN_AT_ONCE), len(yes))


def _renewing_briefly(question: Question, about: Meant) -> str:
    yes = [f"{one.product} ({one.contract_number})" for one in about.contracts if one.auto_renew and not _ended(question, one)]
    if not yes:
        return question.phrase("renewing-none", WORDS)
    if len(yes) > SHOWN_AT_ONCE:
        return renewing(question, about)
    return question.phrase("renewing-brief", WORDS, count=counted(question, about.total), contracts=", ".join(yes))


def anything_to_do(question: Question, about: Meant) -> str:
    if len(about.contracts) != 1:
        return renewing(question, about)
    contract = about.contracts[0]
    if contract.auto_renew and not _ended(question, contract):
        return _said(question, "todo-no", contract)
    return _said(question, "todo-ended" if _ended(question, contract) else "todo-yes", contract) + "\n" + next_step(question, contract)


def my_reseller(question: Question, about: Meant) -> str:
    names = {contract.reseller for contract in about.contracts}
    if len(names) == 1 and len(about.contracts) > 1 and names != {""}:
        return question.phrase("reseller-of-all", WORDS, reseller=names.pop(), count=counted(question, len(about.contracts)))
    return _each(reseller)(question, about)


def how_many(question: Question, about: Meant) -> str:
    told = _each(quantity)(question, about)
    if len(about.contracts) == 1:
        return told
    in_all = written_number(sum(contract.quantity for contract in about.contracts), question.language)
    return told + "\n" + question.phrase("quantity-in-all", WORDS, quantity=in_all)


def support(question: Question, contract: Terms) -> str:
    return _said(question, "support-no" if _ended(question, contract) else "support-yes", contract)


def registered(question: Question, contract: Terms) -> str:
    return _said(question, "registered", contract)


def next_to_end(question: Question, contract: Terms) -> str:
    return _said(question, "next-to-end" if contract.days_left(question.today) else "next-to-end-today", contract)


def _each(fact: Fact) -> Callable[[Question, Meant], str]:
    """The fact of each contract that is meant, a line each."""

    def told(question: Question, about: Meant) -> str:
        shown = about.contracts[:SHOWN_AT_ONCE]
        return "\n".join(fact(question, contract) for contract in shown) + more(question, len(shown), about.total)

    return told


NEXT_TO_END = "expiring-contracts/next-to-end"
# Answered from the contracts alone: the text of these is what somebody hears who has yet to show who they are.
OWN: dict[str, Callable[[Question, Meant], str]] = {
    "contract-expiry/start-date": _each(start_date),
    "contract-expiry/days-left": _each(end_date),
    "contract-expiry/still-covered": still_covered,
    "contract-expiry/renewal-registered": _each(registered),
    "contract-coverage/quantity": how_many,
    "contract-coverage/support": _each(support),
    "contract-list/renewing-by-themselves": renewing,
    NEXT_TO_END: _each(next_to_end),
    "entitlement-levels/my-level": _each(coverage),
    "maintenance-term/own-length": _each(start_date),
    "auto-renewal/is-it-on": renewing,
    "auto-renewal/anything-to-do": anything_to_do,
    "find-partner/my-reseller": my_reseller,
}
# The text of these holds for everybody, so that nobody is asked who they are.
FOR_EVERYBODY = {"auto-renewal/anything-to-do"}
# A contract that was told before is not meant by these: they ask which of all.
OF_ALL = {"contract-list/renewing-by-themselves"}


def of_question(question: Question, said: Answer) -> Facts | None:
    """The answer from the person's contracts; None where these are too many, or a representative has named none of several."""
    if said.question == NEXT_TO_END:
        return _next(question)
    about = meant(question if said.question not in OF_ALL else _without_what_was_told(question))
    unnamed = isinstance(question.subject, SalesRep) and about.named is None and about.total > SHOWN_AT_ONCE
    if unnamed or about.total > len(about.contracts):
        return None
    text = OWN[said.question](question, about) if about.contracts else ""
    return Facts(text, about.contracts[:SHOWN_AT_ONCE], about.total)


def _next(question: Question) -> Facts | None:
    """The contract that ends next, of those that were named or of all."""
    _, picked = wanted(question)
    found, _ = contracts_of(question.session, question.subject, 1, replace(picked, ending=(question.today, date.max)))
    return Facts(next_to_end(question, found[0]), found, 1) if found else None


def _without_what_was_told(question: Question) -> Question:
    return replace(question, context=replace(question.context, previous=replace(question.previous, contract=None)))


def _ended(question: Question, contract: Terms) -> bool:
    return contract.status(question.today) is Status.EXPIRED


def _said(question: Question, name: str, contract: Terms, **values: object) -> str:
    """A phrase, with what it may tell of a contract."""
    told = {
        "product": contract.product,
        "number": contract.contract_number,
        "start_date": long_date(contract.start_on, question.language),
        "end_date": long_date(contract.end_on, question.language),
        "days": days(contract.days_left(question.today), question.language),
        "offering": answers.topics(question.language)[contract.offering].title,
        "quantity": written_number(contract.quantity, question.language),
        "reseller": contract.reseller,
        "owner": contract.owner_email,
    }
    return question.phrase(name, WORDS, **{**told, **values})
