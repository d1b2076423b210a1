"""A person's own contracts in the answer to a question: what is on file, one function for each need, and for each
question about them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from actions.automatic_renewal import anything_to_do, automatic_renewal, last_day_to_stop, renewing, renewing_briefly
from actions.base import Question
from actions.contracts_named import SHOWN_AT_ONCE
from actions.contracts_shown import counted, ending, more, one_contract
from actions.fact_words import WORDS, form, said, says
from actions.facts_of_several import compared, how_many, quantity, registered, still_covered
from actions.meant_contracts import Meant, meant
from actions.order_of_ends import LAST_TO_END, NEXT_TO_END, Facts, last_facts, next_facts
from actions.said_to_have_ended import nothing_has
from renewals.access import Customer, SalesRep
from renewals.answers import Answer
from renewals.contracts import Terms

# What is told of a contract that is only the nearest to end: other facts say little of those that stand beside it.
TOLD_OF_THE_NEAREST = {"end-date", "automatic-renewal"}


def end_date(question: Question, contract: Terms) -> str:
    return ending(question, contract)


def start_date(question: Question, contract: Terms) -> str:
    return said(question, form(question, contract, "start-date", "start-date-ended", "start-date-check"), contract)


def coverage(question: Question, contract: Terms, ended: str = "coverage-ended") -> str:
    return said(question, form(question, contract, "coverage", ended, "coverage-check"), contract)


def number(question: Question, contract: Terms) -> str:
    return said(question, "number", contract)


def numbers_told(question: Question, about: Meant) -> str:
    """The number of each contract; a representative who names one by it ("show me C-100") is shown all of it."""
    if isinstance(question.subject, SalesRep) and about.one is not None and question.values("contract_number"):
        return one_contract(question, about.one)
    return _each(number)(question, about)


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


def my_reseller(question: Question, about: Meant) -> str:
    names = {contract.reseller for contract in about.contracts}
    if len(names) == 1 and len(about.contracts) > 1 and names != {""}:
        return question.phrase(
            "reseller-of-all", WORDS, reseller=names.pop(), count=counted(question, len(about.contracts))
        )
    return _each(reseller)(question, about)


def support(question: Question, contract: Terms) -> str:
    return said(question, form(question, contract, "support-yes", "support-no", "support-check"), contract)


def _each(fact: Fact) -> Callable[[Question, Meant], str]:
    """The fact of each contract that is meant, a line each."""

    def told(question: Question, about: Meant) -> str:
        shown = about.contracts[:SHOWN_AT_ONCE]
        return "\n".join(fact(question, contract) for contract in shown) + more(question, len(shown), about.total)

    return told


QUANTITY = "contract-coverage/quantity"
# Answered from the contracts alone: the text of these is what somebody hears who has yet to show who they are.
OF_THOSE_MEANT: dict[str, Callable[[Question, Meant], str]] = {
    "contract-expiry/start-date": _each(start_date),
    "contract-expiry/days-left": _each(end_date),
    "contract-expiry/still-covered": still_covered,
    "contract-expiry/renewal-registered": registered,
    "contract-expiry/where-is-number": numbers_told,
    QUANTITY: how_many,
    "contract-coverage/support": _each(support),
    "contract-list/renewing-by-themselves": renewing,
    "contract-list/compared": compared,
    "entitlement-levels/my-level": _each(coverage),
    "maintenance-term/own-length": _each(start_date),
    "auto-renewal/is-it-on": renewing,
    "auto-renewal/anything-to-do": anything_to_do,
    "cancel-auto-renewal/deadline": last_day_to_stop,
    "find-partner/my-reseller": my_reseller,
}
IN_ORDER: dict[str, Callable[[Question], Facts | None]] = {NEXT_TO_END: next_facts, LAST_TO_END: last_facts}
OWN = {*OF_THOSE_MEANT, *IN_ORDER}
# Told from the contracts, these belong to another topic than their text does.
TOPIC_OF_FACTS = {"find-partner/my-reseller": "renewal-owner", "entitlement-levels/my-level": "contract-coverage"}
# The text of these holds for everybody, so that nobody is asked who they are.
FOR_EVERYBODY = {"auto-renewal/anything-to-do", "cancel-auto-renewal/deadline", "contract-expiry/where-is-number"}
# A contract that was told before is not meant by these: they ask which of all.
OF_ALL = {"contract-list/renewing-by-themselves", "contract-list/compared"}


def of_question(question: Question, said: Answer) -> Facts | None:
    """The answer from the person's contracts; None where these are too many, or a representative has named none of
    several.
    """
    if said.question in IN_ORDER:
        return IN_ORDER[said.question](question)
    of_all = said.question in OF_ALL or (said.question == QUANTITY and says(question, "in-all-words"))
    about = meant(_without_what_was_told(question) if of_all else question)
    unnamed = isinstance(question.subject, SalesRep) and about.named is None and about.total > SHOWN_AT_ONCE
    if unnamed or about.total > len(about.contracts):
        return None
    text = OF_THOSE_MEANT[said.question](question, about) if about.contracts else ""
    return Facts(text, about.contracts[:SHOWN_AT_ONCE], about.total)


def _without_what_was_told(question: Question) -> Question:
    return replace(question, context=replace(question.context, previous=replace(question.previous, contract=None)))
