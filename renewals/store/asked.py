"""What a text asks for, with the names of what the asker may see: the one way by which words become a query, behind
every door.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from renewals import answers
from renewals.access import SalesRep, Subject
from renewals.named import named_in
from renewals.people import Mention, people_meant
from renewals.periods import Fiscal
from renewals.query import ContractQuery, QueryReading, read
from renewals.store.names import Names, Trade, account_names, names_for, people_for, trade_for


@dataclass(frozen=True)
class Known:
    """The names that a text may mean, as far as they have been looked up already."""

    names: Names
    trade: Trade
    people: Sequence[Mention]


def known_to(session: Session, subject: Subject, text: str) -> Known:
    """The names that a text may mean, and the colleagues whom it means."""
    names, trade = names_for(session, subject, text), trade_for(session, subject)
    beside = [*(account.name for account in names.accounts), *names.products, *trade.resellers]
    return Known(names, trade, people_meant(text, trade.people, beside) if trade.people else [])


def asked(
    subject: Subject,
    known: Known | None,
    text: str,
    language: str,
    today: date,
    mentioned: Sequence[str] = (),
    fiscal: Fiscal | None = None,
) -> QueryReading:
    """The query that a text asks for by itself, and the words that were not understood.

    `mentioned`: products already recognised.
    """
    if known is None:
        return read(text, language, today, fiscal=fiscal)
    named = named_in(text, known.names.accounts, known.names.products, mentioned, known.trade.resellers, known.people)
    me = subject.email if isinstance(subject, SalesRep) else ""
    # A manager's are all of them.
    regions = subject.regions if isinstance(subject, SalesRep) and not subject.manager else ()
    reading = read(text, language, today, me, named, fiscal, regions)
    if not reading.unread or (reading.unclear is not None and reading.unclear.reason != "unread"):
        return reading
    # People write a short question in either language.
    others = [
        read(text, other, today, me, named, fiscal, regions) for other in answers.languages() if other != language
    ]
    return min([reading, *others], key=lambda one: (len(one.unread), one.unclear is not None))


def names_of(
    session: Session, subject: Subject, query: ContractQuery, known: Known | None = None, owners: Collection[str] = ()
) -> dict[str, str]:
    """The names of the accounts and representatives that a query names by numbers and addresses; of other
    representatives by `owners`.
    """
    named: dict[str, str] = {account.number: account.name for account in known.names.accounts} if known else {}
    numbers = [number for one in query.where if one.field == "account" for number in one.values if number not in named]
    if numbers:
        named |= account_names(session, subject, numbers)
    wanted = {*owners, *(email for one in query.where if one.field == "owner" for email in one.values)}
    if wanted:
        people = known.trade.people if known else people_for(session, subject)
        named |= {person.email: person.name or person.email for person in people if person.email in wanted}
    return named
