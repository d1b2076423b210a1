""" "What happens if I renew 40 days late?": a dated timeline of the person's own contracts, each line with its source
(renewals/consequences.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from actions.base import Question, Reply
from actions.contracts_named import SHOWN_AT_ONCE
from actions.contracts_shown import data, numbers
from actions.meant_contracts import Meant, meant
from renewals import answers, sections
from renewals.access import SalesRep
from renewals.answers import Answer
from renewals.consequences import Cover, Event, Plan, timeline
from renewals.contracts import Status, Terms
from renewals.languages import long_date
from renewals.names import folded

WORDS = "consequences"
LONGEST_LATENESS = 3650
# The questions that ask what follows, and what the person means to do.
PLANS = {
    "late-renewal/still-possible": Plan.LATE,
    "late-renewal/backdated": Plan.LATE,
    "late-renewal/how-late-is-too-late": Plan.LATE,
    "late-renewal/not-renewing": Plan.LAPSE,
    "cancel-auto-renewal/afterwards": Plan.STOP,
    "cancel-auto-renewal/access-until-end": Plan.STOP,
    "maintenance-term/common-end-date": Plan.ALIGN,
}


def reply_to(question: Question, said: Answer) -> Reply | None:
    """The answer's lead and the timeline; None where nothing follows for contracts that are known, or a late day is not
    named.
    """
    plan = PLANS.get(said.question)
    if plan is None or question.unknown_person:
        return None
    late = days_named(question.text)
    contracts = _contracts(question, plan, meant(question))
    if not contracts or (plan is Plan.LATE and not late):
        return None
    events = timeline(plan, [_cover(contract) for contract in contracts], question.today, late)
    told = [_line(question, event, contracts) for event in events]
    # What should have renewed by itself is not late: what the page says of lateness is no answer to it.
    lead = [] if all(contract.status(question.today) is Status.CHECK for contract in contracts) else [said.lead]
    return Reply(
        "\n".join([*lead, *told]),
        kind="answer",
        data={**data(question, contracts, len(contracts)), "timeline": [_plain(event) for event in events]},
        sections=tuple(dict.fromkeys([*said.sections, *(event.section for event in events if event.section)])),
        shown=numbers(contracts),
        open=said.open,
    )


def _contracts(question: Question, plan: Plan, about: Meant) -> list[Terms]:
    """The contracts that are planned for: for a common end all of them, to be stopped those that renew by themselves,
    else the one that is meant.
    """
    if about.total > len(about.contracts) or (
        isinstance(question.subject, SalesRep) and about.named is None and not about.sure
    ):
        return []
    if plan is Plan.ALIGN:
        return about.contracts if 1 < len(about.contracts) <= SHOWN_AT_ONCE else []
    renewing = [contract for contract in about.contracts if contract.auto_renew and contract.end_on >= question.today]
    if plan is Plan.STOP and not about.sure and renewing:
        return renewing[:SHOWN_AT_ONCE]
    return [about.one] if about.one else []


def days_named(text: str) -> int:
    """The number of days that a text names first ("40 days", "three weeks", "un mois"; a month is 30), at most ten
    years; 0 where it names none.
    """
    units, words = _table("units"), _table("numbers")
    said = folded(text).split()
    for number, unit in pairwise(said):
        count = int(number) if re.fullmatch("[0-9]{1,4}", number) else words.get(number, 0)
        if count and unit in units:
            return min(count * units[unit], LONGEST_LATENESS)
    return 0


def _table(name: str) -> dict[str, int]:
    """The words of all languages under a name, with their numbers."""
    pairs = [
        pair.split("=") for language in answers.languages() for pair in answers.phrase(language, WORDS, name).split("|")
    ]
    return {word: int(number) for word, number in pairs}


def _cover(contract: Terms) -> Cover:
    return Cover(
        contract.contract_number, contract.product_type, contract.end_on, contract.auto_renew, contract.notice_on
    )


def _line(question: Question, event: Event, contracts: Sequence[Terms]) -> str:
    named = [
        question.phrase("contract", WORDS, product=contract.product, number=contract.contract_number)
        for contract in contracts
        if contract.contract_number in event.numbers
    ]
    line = question.phrase(event.line, WORDS, contracts=", ".join(named))
    section = sections.name(question.language, event.section) if event.section else ""
    source = question.phrase("source-section" if section else "source-contract", WORDS, section=section)
    if event.on is None:
        return question.phrase("open", WORDS, line=line, source=source)
    return question.phrase("dated", WORDS, on=long_date(event.on, question.language), line=line, source=source)


def _plain(event: Event) -> dict[str, object]:
    """A line as plain values, for a front that draws it."""
    return {
        "date": event.on.isoformat() if event.on else None,
        "what": event.line,
        "contracts": list(event.numbers),
        "section": event.section,
        "open": event.open,
    }
