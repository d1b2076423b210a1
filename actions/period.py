"""Which period a question means, and what is asked back where that is not sure.

Shared by the actions on lists of contracts.
"""

from __future__ import annotations

import re
from dataclasses import asdict, replace

from rasa_sdk.events import SlotSet

from actions.base import Event, Question, Reply
from actions.contracts_named import accounts_meant, products_meant
from renewals import answers
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.period_in_words import told
from renewals.periods import COMMON_FISCAL_YEARS, Fiscal, Period, PeriodReading, Unclear, period_in, read
from renewals.regions import Region, region_named, region_of
from renewals.store.contracts import country_of

LONGEST_BUTTON = 75
LISTS = ("contract-list", "expiring-contracts")
FEW_WORDS = 5
# The slot that holds when the person's fiscal year begins, or the question by which that was asked for.
FISCAL = "fiscal"


def reading_of(question: Question) -> PeriodReading:
    """What the question says of time; the names of firms and products in it are none."""
    names: list[str] = []
    if not question.unknown_person:
        names = [
            *(account.name for account in accounts_meant(question)),
            *products_meant(question),
            *question.values("product"),
        ]
    read_so_far = read(question.text, question.language, question.today, None, names)
    # The region's setting is looked up only for a question that depends on it.
    if (
        isinstance(read_so_far.meant, Unclear)
        and read_so_far.meant.reason == "which-fiscal"
        and (fiscal := fiscal_year(question))
    ):
        return read(question.text, question.language, question.today, fiscal, names)
    return read_so_far


def fiscal_year(question: Question) -> Fiscal | None:
    """When the fiscal year begins: as the person has said, else as their region's setting says."""
    kept = question.slots.get(FISCAL) or {}
    if kept.get("begins"):
        return Fiscal(**kept)
    region = _region(question)
    return Fiscal(region.fiscal_year) if region and region.fiscal_year else None


def _region(question: Question) -> Region | None:
    if isinstance(question.subject, SalesRep):
        return region_named(question.subject.regions[0]) if len(question.subject.regions) == 1 else None
    country = country_of(question.session, question.subject)
    return region_of(country) if country else None


def ask_back(question: Question, unclear: Unclear, goes_on: bool = False) -> Reply:
    """Asks which of some periods is meant, or for another one; `goes_on`: a press goes on with what else was asked."""
    ask = answers.topics(question.language)["expiring-contracts"].phrases["and-period" if goes_on else "ask-period"]
    options = [told(period, question.language) for period in unclear.options]
    buttons = [Button(option[:1].upper() + option[1:LONGEST_BUTTON], ask.format(period=option)) for option in options]
    asked: list[Event] = [SlotSet(FISCAL, {"asked": question.text})] if unclear.reason == "which-fiscal" else []
    return Reply(
        question.phrase(unclear.reason, "periods", said=unclear.said), kind="clarify", buttons=buttons, events=asked
    )


def remembering(question: Question, period: Period | None, reply: Reply) -> Reply:
    """The reply; where the period answers the question for the fiscal year, also what is remembered of that."""
    asked: str | None = (question.slots.get(FISCAL) or {}).get("asked")
    if asked is None or period is None:
        return reply
    for begins in COMMON_FISCAL_YEARS:
        if read(asked, question.language, question.today, begins).meant == period:
            return replace(reply, events=[*reply.events, SlotSet(FISCAL, asdict(begins))])
    return reply


def another_number(question: Question) -> Period | None:
    """What "and in the next 30?" asks for: the period before, with that number in the place of its own."""
    said = re.findall(r"\d+", question.text)
    if (
        question.previous.topic not in LISTS
        or len(said) != 1
        or len(question.text.split()) > FEW_WORDS
        or question.entities
    ):
        return None
    meant = period_in(re.sub(r"\d+", said[0], question.previous.text, count=1), question.language, question.today)
    return meant if isinstance(meant, Period) else None
