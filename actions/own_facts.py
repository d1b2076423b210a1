"""A person's own contracts in the answer to a question: what is on file, one function for each need, and for each
question about them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from actions.automatic_renewal import anything_to_do, automatic_renewal, last_day_to_stop, renewing, renewing_briefly
from actions.base import Question
from actions.contracts_named import SHOWN_AT_ONCE, wanted
from actions.contracts_shown import counted, ending, lines, more
from actions.fact_words import WORDS, form, said
from actions.meant_contracts import READ, Meant, meant
from actions.query import reading_of
from actions.said_to_have_ended import nothing_has
from protocol.turn import NEXT_STEP, REFINEMENT
from renewals.access import Customer, SalesRep
from renewals.answers import Answer
from renewals.contracts import Status, Terms
from renewals.languages import written_number
from renewals.periods import Period
from renewals.store.contracts import contracts_of, numbered

# What is told of a contract that is only the nearest to end: other facts say little of those that stand beside it.
TOLD_OF_THE_NEAREST = {"end-date", "automatic-renewal"}


@dataclass(frozen=True)
class Facts:
    """What was found on file: the text, and the contracts that it tells of."""

    text: str
    contracts: list[Terms]
    total: int


def end_date(question: Question, contract: Terms) -> str:
    return ending(question, contract)


def start_date(question: Question, contract: Terms) -> str:
    return said(question, form(question, contract, "start-date", "start-date-ended", "start-date-check"), contract)


def coverage(question: Question, contract: Terms, ended: str = "coverage-ended") -> str:
    return said(question, form(question, contract, "coverage", ended, "coverage-check"), contract)


def quantity(question: Question, contract: Terms) -> str:
    return said(question, "quantity", contract)


def number(question: Question, contract: Terms) -> str:
    return said(question, "number", contract)


def product_type(question: Question, contract: Terms) -> str:
    return said(question, "product-type", contract, kind=question.phrase(f"kind-{contract.product_type}", WORDS))


def segment(question: Question, contract: Terms) -> str:
    return said(
        question,
        "segment",
        contract,
        account=contract.account,
        kind=question.phrase(f"segment-{contract.segment}", WORDS),
    )


def reseller(question: Question, contract: Terms) -> str:
    return said(question, "reseller" if contract.reseller else "reseller-none", contract)


def owner(question: Question, contract: Terms) -> str:
    return said(question, "owner", contract)


Fact = Callable[[Question, Terms], str]
# Told before the text: what decides how the answer applies.
BEFORE: dict[str, Fact] = {
    "end-date": end_date,
    "start-date": start_date,
    "automatic-renewal": automatic_renewal,
    "coverage": partial(coverage, ended="coverage-over"),
    "product-type": product_type,
    "segment": segment,
}
# Told after it: what helps to do what it says, and whom to turn to. The country's team stands in actions/asked.py, for
# a visitor may name it too.
AFTER: dict[str, Fact] = {"quantity": quantity, "reseller": reseller, "owner": owner}
_FACTS = {**BEFORE, **AFTER}


def before(question: Question, said: Answer, about: Meant) -> str | None:
    """The first need of an answer, in words, where it decides how the answer applies; nothing where another contract
    may as well be meant.
    """
    first = said.needs[0] if said.needs else None
    if first not in BEFORE or not _is_meant(question, about, first) or about.one is None:
        return None
    if first == "automatic-renewal" and not about.sure:
        return renewing_briefly(question, about) if about.total == len(about.contracts) else None
    return BEFORE[first](question, about.one)


def not_ended(question: Question, about: Meant) -> str | None:
    """That none of the contracts has ended, where somebody says that one has."""
    return (
        nothing_has(question, about.contracts, counted(question, about.total))
        if about.total == len(about.contracts)
        else None
    )


def after(question: Question, said: Answer, about: Meant, told: str | None = None) -> str:
    """What helps beside the text: the end, where another need comes first, then the quantity and whom to turn to.

    `told`: what was told before.
    """
    if about.one is None:
        return ""
    ends = ["end-date"] if "end-date" in said.needs[1:] and said.needs[0] not in BEFORE and not told else []
    needs = [*ends, *(need for need in said.needs if need in AFTER)]
    facts: list[str] = []
    for need in needs:
        if _is_meant(question, about, need):
            named = about.one.contract_number in " ".join([told or "", *facts])
            facts.append(
                _reseller(question, about, about.one, named)
                if need == "reseller"
                else _FACTS[need](question, about.one)
            )
    return " ".join(facts)


def _reseller(question: Question, about: Meant, contract: Terms, named: bool) -> str:
    """The reseller, without the contract where that was named or all have the same one."""
    if not contract.reseller:
        return reseller(question, contract)
    if {one.reseller for one in about.contracts} == {contract.reseller}:
        return said(question, "reseller-all" if isinstance(question.subject, Customer) else "reseller-brief", contract)
    return said(question, "reseller-brief", contract) if named else reseller(question, contract)


def _is_meant(question: Question, about: Meant, need: str) -> bool:
    """Whether a fact of the contract may be told: it is surely meant, or it is a customer's nearest to end and the fact
    makes sense of it.
    """
    return about.sure or (not isinstance(question.subject, SalesRep) and need in TOLD_OF_THE_NEAREST | set(AFTER))


def still_covered(question: Question, about: Meant) -> str:
    contracts = about.contracts
    if len(contracts) == 1:
        return _covered(question, contracts[0])
    ended = [contract for contract in contracts if contract.ended(question.today)]
    count = counted(question, len(contracts))
    if any(contract.status(question.today) is Status.CHECK for contract in ended):
        return question.phrase("covered-unsure", WORDS, count=count) + "\n" + _listed(question, contracts)
    if not ended:
        return said(question, "covered-all", contracts[0], count=count)
    if len(ended) == len(contracts):
        return question.phrase("covered-none", WORDS, count=count) + "\n" + _listed(question, contracts)
    return question.phrase("covered-some", WORDS, count=count, ended=len(ended)) + "\n" + _listed(question, contracts)


def _listed(question: Question, contracts: list[Terms]) -> str:
    shown = contracts[:SHOWN_AT_ONCE]
    return lines(question, shown) + more(question, len(shown), len(contracts))


def _covered(question: Question, contract: Terms) -> str:
    running = "covered-yes" if contract.days_left(question.today) else "covered-today"
    return said(question, form(question, contract, running, "covered-no", "covered-check"), contract)


def my_reseller(question: Question, about: Meant) -> str:
    names = {contract.reseller for contract in about.contracts}
    if len(names) == 1 and len(about.contracts) > 1 and names != {""}:
        return question.phrase(
            "reseller-of-all", WORDS, reseller=names.pop(), count=counted(question, len(about.contracts))
        )
    return _each(reseller)(question, about)


def how_many(question: Question, about: Meant) -> str:
    told = _each(quantity)(question, about)
    if len(about.contracts) == 1:
        return told
    in_all = written_number(sum(contract.quantity for contract in about.contracts), question.language)
    return told + "\n" + question.phrase("quantity-in-all", WORDS, quantity=in_all)


def support(question: Question, contract: Terms) -> str:
    return said(question, form(question, contract, "support-yes", "support-no", "support-check"), contract)


def registered(question: Question, contract: Terms) -> str:
    return said(question, "registered", contract)


def next_to_end(question: Question, contract: Terms) -> str:
    return said(question, "next-to-end" if contract.days_left(question.today) else "next-to-end-today", contract)


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
    "contract-expiry/where-is-number": _each(number),
    "contract-coverage/quantity": how_many,
    "contract-coverage/support": _each(support),
    "contract-list/renewing-by-themselves": renewing,
    NEXT_TO_END: _each(next_to_end),
    "entitlement-levels/my-level": _each(coverage),
    "maintenance-term/own-length": _each(start_date),
    "auto-renewal/is-it-on": renewing,
    "auto-renewal/anything-to-do": anything_to_do,
    "cancel-auto-renewal/deadline": last_day_to_stop,
    "find-partner/my-reseller": my_reseller,
}
# Told from the contracts, these belong to another topic than their text does.
TOPIC_OF_FACTS = {"find-partner/my-reseller": "renewal-owner", "entitlement-levels/my-level": "contract-coverage"}
# The text of these holds for everybody, so that nobody is asked who they are.
FOR_EVERYBODY = {"auto-renewal/anything-to-do", "cancel-auto-renewal/deadline", "contract-expiry/where-is-number"}
# A contract that was told before is not meant by these: they ask which of all.
OF_ALL = {"contract-list/renewing-by-themselves"}


def of_question(question: Question, said: Answer) -> Facts | None:
    """The answer from the person's contracts; None where these are too many, or a representative has named none of
    several.
    """
    if said.question == NEXT_TO_END:
        return _next(question)
    about = meant(question if said.question not in OF_ALL else _without_what_was_told(question))
    unnamed = isinstance(question.subject, SalesRep) and about.named is None and about.total > SHOWN_AT_ONCE
    if unnamed or about.total > len(about.contracts):
        return None
    text = OWN[said.question](question, about) if about.contracts else ""
    return Facts(text, about.contracts[:SHOWN_AT_ONCE], about.total)


def _next(question: Question) -> Facts | None:
    """The contract that ends next, of those that were named or of all; None where the most seats are asked for."""
    if reading_of(question).query.sort not in (None, "end"):
        return None
    named, picked = wanted(question)
    told = None if named else _told_just_now(question)
    since = told.end_on if told else question.today
    found, _ = contracts_of(
        question.session, question.subject, READ if told else 1, replace(picked, ending=Period(since, None))
    )
    if told is None:
        return Facts(next_to_end(question, found[0]), found[:1], 1) if found else None
    later = _after(told, found)
    if not later:
        return Facts(said(question, "next-to-end-none", told), [told], 1)
    one = later[0]
    return Facts(said(question, "next-to-end-after", one, before=told.contract_number), [one], 1)


def _told_just_now(question: Question) -> Terms | None:
    """The contract that the last reply told, where "the next one" is asked for: the one after it is meant."""
    number = question.previous.contract
    if question.context.decided_by not in (REFINEMENT, NEXT_STEP) or question.previous.contract_ago or number is None:
        return None
    found, _ = contracts_of(question.session, question.subject, 1, numbered(number))
    return found[0] if found and not found[0].ended(question.today) else None


def _after(told: Terms, found: list[Terms]) -> list[Terms]:
    """The contracts that come after one, where the earliest end comes first."""
    numbers = [one.contract_number for one in found]
    return found[numbers.index(told.contract_number) + 1 :] if told.contract_number in numbers else found


def _without_what_was_told(question: Question) -> Question:
    return replace(question, context=replace(question.context, previous=replace(question.previous, contract=None)))
