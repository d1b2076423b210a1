"""Which of somebody's contracts ends next, which after that, and which last."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.base import Question
from actions.contracts_named import wanted
from actions.fact_words import said
from actions.meant_contracts import READ
from actions.query import reading_of
from protocol.turn import NEXT_STEP, REFINEMENT
from renewals.contracts import Terms
from renewals.periods import Period
from renewals.store.contracts import contracts_of, numbered

NEXT_TO_END, LAST_TO_END = "expiring-contracts/next-to-end", "expiring-contracts/last-to-end"


@dataclass(frozen=True)
class Facts:
    """What was found on file: the text, and the contracts that it tells of."""

    text: str
    contracts: list[Terms]
    total: int


def next_to_end(question: Question, contract: Terms) -> str:
    return said(question, "next-to-end" if contract.days_left(question.today) else "next-to-end-today", contract)


def next_facts(question: Question) -> Facts | None:
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


def last_facts(question: Question) -> Facts | None:
    """The contract that ends last, of those that were named or of all, and those that end on the same day; None where
    they are too many to be read.
    """
    found, total = contracts_of(question.session, question.subject, READ, wanted(question)[1])
    if not found or total > len(found):
        return None
    last = [one for one in found if one.end_on == max(contract.end_on for contract in found)]
    one = last[0]
    if len(last) > 1:
        names = ", ".join(f"{contract.product} ({contract.contract_number})" for contract in last)
        over = "last-to-end-several-ended" if one.ended(question.today) else "last-to-end-several"
        return Facts(said(question, over, one, contracts=names), last, len(last))
    over = "last-to-end-today" if not one.days_left(question.today) else "last-to-end"
    return Facts(said(question, "last-to-end-ended" if one.ended(question.today) else over, one), last, 1)


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
