"""What a representative is told in the morning: whom to call first, and what changed since last week.

The caller commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import SalesRep
from renewals.calls import MOST, Call, first_calls
from renewals.contracts import DUE_WITHIN_DAYS, Terms
from renewals.periods import Period
from renewals.query import EVERYTHING, ContractQuery
from renewals.store.changes import Change, changes_of
from renewals.store.contracts import contracts_of, numbered
from renewals.store.tables import Contract, ContractChange, ContractImport, Reminder

PAST_FOR = timedelta(days=30)
# So many of each kind are looked at: of more the nearest are the first to call about all the same.
LOOKED_AT = 20
# Of more changes in a week they are counted only as far.
MOST_CHANGES = 2000
NAMED = 3
# What a week brought, in the order in which it is told.
KINDS = ("new", "renewed", "lapsed", "taken", "handed", "changed", "gone")


def calls(session: Session, subject: SalesRep, today: date, most: int = MOST) -> list[Call]:
    """Whom to call first about one's own contracts: nobody has contacted them, and they are neither put off nor to be
    reminded of on a later day.
    """
    wished = _wished(session, subject.email, Reminder.on <= today)
    later = _wished(session, subject.email, Reminder.on > today)
    mine = EVERYTHING.having("owner", [subject.email]).having("contacted", ["no"]).having("snoozed", ["no"])
    ahead, past = (
        Period(today, today + timedelta(days=DUE_WITHIN_DAYS)),
        Period(today - PAST_FOR, today - timedelta(days=1)),
    )
    queries = [
        _with(mine, deadline=ahead).having("auto_renew", ["no"]),
        _with(mine, notice=ahead),
        _with(mine, ending=past, newest=True),
        *([numbered(*sorted(wished)[:LOOKED_AT])] if wished else []),
    ]
    found = [
        contract for query in queries for contract in contracts_of(session, subject, LOOKED_AT, query, today=today)[0]
    ]
    return first_calls((one for one in found if one.contract_number not in later - wished), wished, today, most)


def still_to_call(session: Session, subject: SalesRep, numbers: Sequence[str], today: date) -> set[str]:
    """Those of some contracts whose customers nobody has contacted and that are not put off."""
    if not numbers:
        return set()
    open_ones = numbered(*numbers).having("contacted", ["no"]).having("snoozed", ["no"])
    found, _ = contracts_of(session, subject, len(numbers), open_ones, today=today)
    return {contract.contract_number for contract in found} - _wished(session, subject.email, Reminder.on > today)


def _with(
    query: ContractQuery,
    deadline: Period | None = None,
    notice: Period | None = None,
    ending: Period | None = None,
    newest: bool = False,
) -> ContractQuery:
    return ContractQuery(
        query.where, deadline=deadline, notice=notice, ending=ending, sort="end" if newest else None, descending=newest
    )


def _wished(session: Session, email: str, when: sa.ColumnElement[bool]) -> set[str]:
    """The numbers of contracts of which a representative asked to be reminded, and has not been."""
    query = sa.select(Contract.number).join(Reminder, Reminder.contract_id == Contract.id)
    return set(
        session.scalars(
            query.where(Reminder.rep_email == email, Reminder.days_before == 0, Reminder.told_in.is_(None), when)
        )
    )


def was_told_before(session: Session, email: str) -> bool:
    """Whether a representative has ever been reminded of anything."""
    return bool(
        session.scalar(sa.select(sa.exists().where(Reminder.rep_email == email, Reminder.told_in.is_not(None))))
    )


@dataclass(frozen=True)
class Brought:
    """What a week brought of one kind: how many contracts, and the first of them in words (number and account)."""

    count: int
    first: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Week:
    """What changed within a week, by kind: new, renewed, lapsed (ended, does not renew by itself), taken (over from a
    colleague), handed (to a colleague), changed otherwise, gone (no longer on file). `more`: there were more changes
    than are counted here.
    """

    kinds: dict[str, Brought] = field(default_factory=dict)
    more: bool = False


def week(session: Session, subject: SalesRep, owner: str | None, since: datetime, until: datetime, today: date) -> Week:
    """What changed of the contracts of an owner, or of all that a subject may see, between two instants.

    Each contract counts once for its imports.
    """
    found, total = changes_of(session, subject, since, until, MOST_CHANGES, owner=owner)
    of_contracts: dict[str, list[Change]] = {}
    for change in reversed(found):
        of_contracts.setdefault(change.contract_number, []).append(change)
    named: dict[str, list[tuple[str, str]]] = {}
    for number, changes in of_contracts.items():
        named.setdefault(kind_of(changes, owner), []).append((number, changes[-1].account))
    kinds = {kind: Brought(len(some), some[:NAMED]) for kind, some in named.items()}
    lapsed, count = _lapsed(session, subject, owner, since.date(), today)
    if count:
        kinds["lapsed"] = Brought(count, [(contract.contract_number, contract.account) for contract in lapsed])
    if owner is not None and (away := _handed_away(session, owner, since, until)):
        # They may be none of theirs to see any more.
        kinds["handed"] = Brought(away)
    return Week({kind: kinds[kind] for kind in KINDS if kind in kinds}, total > MOST_CHANGES)


def kind_of(changes: Sequence[Change], owner: str | None) -> str:
    """What the changes of one contract come to, in their order: the one that matters most to whoever looks after it."""
    whats = [change.what for change in changes]
    if whats[-1] == "gone":
        return "gone"
    if "new" in whats:
        return "new"
    ends = [change.details["end_date"] for change in changes if "end_date" in change.details]
    if ends and str(ends[-1][1]) > str(ends[0][0]):
        return "renewed"
    if any("owner_email" in change.details for change in changes):
        return "taken" if owner is not None else "handed"
    return "changed"


def _lapsed(
    session: Session, subject: SalesRep, owner: str | None, since: date, today: date
) -> tuple[list[Terms], int]:
    query = ContractQuery(ending=Period(since, today - timedelta(days=1)), sort="end", descending=True).having(
        "auto_renew", ["no"]
    )
    return contracts_of(session, subject, NAMED, query.having("owner", [owner]) if owner else query, today=today)


def _handed_away(session: Session, owner: str, since: datetime, until: datetime) -> int:
    """How many contracts that were an owner's are another's now."""
    details = sa.cast(ContractChange.details, sa.String)
    query = (
        sa.select(ContractChange.contract_number, ContractChange.details)
        .join(ContractImport, ContractImport.id == ContractChange.import_id)
        .join(Contract, Contract.number == ContractChange.contract_number)
        .where(ContractImport.at >= since, ContractImport.at < until, Contract.owner_email != owner)
        .where(details.contains('"owner_email"'), details.contains(f'"{owner}"', autoescape=True))
        .limit(MOST_CHANGES)
    )
    return len({number for number, changed in session.execute(query) if _was(changed, owner)})


def _was(changed: dict[str, list[str]], owner: str) -> bool:
    return changed.get("owner_email", [None])[0] == owner


def numbers_of(calls: Iterable[Call]) -> list[str]:
    return [call.contract.contract_number for call in calls]
