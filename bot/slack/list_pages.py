"""Pages of a list in Slack: what a query asks for, in words and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from sqlalchemy.orm import Session

from bot.slack.blocks import Blocks
from bot.slack.query import OVERDUE_FOR, Query
from bot.slack.text import said
from bot.slack.users import Person
from renewals import answers
from renewals.languages import long_date
from renewals.query import ContractQuery
from renewals.query_told import chips_of
from renewals.store.beside import check_beside

Chips = Sequence[tuple[str, Query]]


class Audience(Enum):
    """Who may see an answer where several people read along."""

    EVERYBODY = "everybody"
    REPRESENTATIVES = "representatives"
    ASKER = "asker"


@dataclass(frozen=True)
class Page:
    """Something that is shown: what it says in words, and how it is drawn.

    `pages`: how many there are of a list; `shared`: by what it is made anew for others (`list`: a packed query,
    `contract`: a number).
    """

    text: str
    blocks: Blocks
    audience: Audience = Audience.REPRESENTATIVES
    pages: int = 1
    shared: Mapping[str, str] | None = None


def heading_of(person: Person, query: ContractQuery, today: date, names: Mapping[str, str]) -> str:
    """What a query asks for, in words: whose, and below it the conditions."""
    language = person.language
    mine = query.values("owner") == (person.email,)
    # What `/renewals` shows, which has a heading of its own.
    usual = mine and query.deadline is not None and query.deadline.start == today - OVERDUE_FOR
    if query.values("account"):
        head = said(
            language, "of-account", account=", ".join(names.get(number, number) for number in query.values("account"))
        )
    elif usual and query.deadline and query.deadline.end:
        head = said(language, "mine", day=long_date(query.deadline.end, language))
    else:
        head = said(language, "own" if mine else "all-in-sight")
    told = query.having("account", ())
    if mine:
        told = told.having("owner", ())
    conditions = [chip.label for chip in chips_of(replace(told, deadline=None) if usual else told, language, names)]
    return head + ("\n" + said(language, "filtered", filters=" · ".join(conditions)) if conditions else "")


def chips_taken_away(person: Person, query: Query, names: Mapping[str, str]) -> list[tuple[str, Query]]:
    """A button for each condition: pressed, it goes."""
    chips = chips_of(query.asked, person.language, names)
    return [
        (answers.phrase(person.language, "query", "without", label=chip.label), query.of(chip.without))
        for chip in chips
    ]


def check_chips(session: Session, person: Person, query: Query, today: date) -> Chips:
    """A button beside a list of what is overdue that shows what should have renewed by itself, where anything did."""
    beside, count = check_beside(session, person.subject, query.asked, today)
    label = answers.phrase(person.language, "contract-list", "show-check", count=count)
    return [(label, replace(query, by=person.user).of(beside))] if count else []
