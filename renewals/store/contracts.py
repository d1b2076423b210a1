"""Queries of contracts. Each takes the subject who asks, and sees what that subject may see and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Customer, SalesRep, Scope, Subject, Visitor, accounts_of_contact, scope_of
from renewals.addresses import same_address
from renewals.contracts import Terms
from renewals.names import folded_number
from renewals.periods import Period
from renewals.query import EVERYTHING, ContractQuery
from renewals.query.kinds import NEXT
from renewals.store.querying import (
    Shape,
    conditions_of,
    is_by_deadline,
    ordered,
    shape_of,
    values_of,
)
from renewals.store.tables import Account, Contact, Contract, ContractReading, Conversation, Rep

# In the order of Terms' fields. Columns, not mapped objects: the rows are read and never changed, and this takes a
# third of the time.
_TERMS = (
    sa.select(
        Contract.number, Account.name, Account.number, Account.country, Account.segment, Contact.name,
        Contract.product, Contract.product_type, Contract.offering,
        Contract.start_on, Contract.end_on, Contract.auto_renew, Contract.quantity, Contract.reseller,
        Contract.owner_email,
        Contract.notice_on, Contact.email,
    )
    .join(Contract.account)
    .join(Contract.contact)
)  # fmt: skip


@dataclass(frozen=True)
class Asker:
    """Who asks in a conversation: the address that they have proved, what that lets them see, the time zone in which it
    is today for them, and the door by which they came.
    """

    identity: str | None
    subject: Subject
    timezone: str | None
    door: str = "chat"


def asker(session: Session, conversation_id: str) -> Asker:
    """Who asks in a conversation: one statement, for it comes before every look-up."""
    owns = (
        sa.select(sa.literal(1))
        .where(Contract.owner_email == Conversation.identity, Contract.gone_at.is_(None))
        .exists()
    )
    columns = sa.select(
        Conversation.identity,
        Conversation.timezone,
        Conversation.door,
        Rep.email,
        Rep.regions,
        Rep.role,
        Rep.timezone,
        owns,
    )
    row = session.execute(
        columns.outerjoin(Rep, Rep.email == Conversation.identity).where(Conversation.id == conversation_id)
    ).first()
    if row is None:
        return Asker(None, Visitor(), None)
    identity, timezone, door, rep, regions, role, rep_timezone, owns_contracts = row
    if identity is None:
        return Asker(None, Visitor(), timezone, door)
    if rep is not None:
        return Asker(identity, SalesRep(identity, tuple(regions), role == "manager"), timezone or rep_timezone, door)
    return Asker(identity, SalesRep(identity) if owns_contracts else Customer(identity), timezone, door)


@dataclass(frozen=True)
class Representative:
    """A representative: what they see, their language and time zone where these are on file."""

    subject: SalesRep
    language: str | None = None
    timezone: str | None = None


def representative(session: Session, email: str) -> Representative | None:
    """The representative with an e-mail address: one on file, or an owner of contracts; nothing for anybody else."""
    rep = session.get(Rep, email)
    if rep is not None:
        return Representative(SalesRep(email, tuple(rep.regions), rep.role == "manager"), rep.language, rep.timezone)
    owns = session.scalar(sa.select(sa.exists().where(Contract.owner_email == email, Contract.gone_at.is_(None))))
    return Representative(SalesRep(email)) if owns else None


def numbered(*numbers: str) -> ContractQuery:
    """The contracts with these numbers, as people retype them: capitals and separators do not count, and digits alone
    will do.
    """
    return EVERYTHING.having("number", numbers)


def contracts_by_number(session: Session, subject: Subject, numbers: Collection[str]) -> dict[str, Terms]:
    """Those of some contracts that a subject may see, by their numbers."""
    found, _ = contracts_of(session, subject, len(numbers), numbered(*numbers)) if numbers else ([], 0)
    return {contract.contract_number: contract for contract in found}


_BY_NUMBER = sa.or_(
    Contract.number_folded == sa.bindparam("number", type_=sa.String, required=True),
    Contract.number_digits == sa.bindparam("number_digits", type_=sa.String, required=True),
)


def _number_value(number: str) -> dict[str, str | None]:
    """A contract number as people retype it: capitals and separators do not count, and digits alone will do."""
    return {"number": folded_number(number), "number_digits": number.strip() if number.strip().isdigit() else None}


@cache
def _statement(scope: Scope, shape: Shape, by: str, descending: bool, by_deadline: bool) -> sa.Select[Any]:
    """The contracts in their order, each with their number in all.

    Built once for each kind of question: building takes longer than running.
    """
    conditions = conditions_of(scope, shape)
    total = sa.select(sa.func.count()).select_from(Contract).where(*conditions).correlate(None).scalar_subquery()
    order = ordered(by, descending, by_deadline)
    # The page first, of what the index holds; then all that is told of its few contracts.
    page = sa.select(Contract.id).where(*conditions).order_by(*order)
    if by == "account":
        page = page.join(Contract.account)
    page = page.offset(sa.bindparam("skip", type_=sa.Integer, required=True)).limit(
        sa.bindparam("most", type_=sa.Integer, required=True)
    )
    return _TERMS.add_columns(total).where(Contract.id.in_(page.correlate(None))).order_by(*order)


def contracts_of(
    session: Session,
    subject: Subject,
    most: int,
    wanted: ContractQuery = EVERYTHING,
    skip: int = 0,
    today: date | None = None,
) -> tuple[list[Terms], int]:
    """The contracts that a subject may see and that are asked for: `most` at most after `skip`, in the query's order,
    and how many there are in all.

    `today`: the asker's day; needed where the query asks for a status or what is snoozed. The query's own `skip` is not
    looked at.
    """
    if wanted.most is not None:
        most = max(0, min(most, wanted.most - skip))
    if wanted.sort == NEXT and not wanted.ending:
        found, total = _next_first(session, subject, most, replace(wanted, sort=None, most=None), skip, today)
        return found, total if wanted.most is None else min(total, wanted.most)
    values = {**values_of(wanted, subject, today), "skip": skip, "most": most}
    statement = _statement(scope_of(subject), shape_of(wanted), *wanted.order, is_by_deadline(wanted))
    # The connection, not the session: these are rows to read, and the session's part would take longer than the
    # database's.
    rows = session.connection().execute(statement, values).all()
    total = rows[0][-1] if rows else skip
    return [Terms(*row[:-1]) for row in rows], total if wanted.most is None else min(total, wanted.most)


def _next_first(
    session: Session, subject: Subject, most: int, wanted: ContractQuery, skip: int, today: date | None
) -> tuple[list[Terms], int]:
    """What has not ended, the next to end first; then what has, the longest past its end first.

    Two statements, each of which the index of ends answers; one order of both would sort all contracts.
    """
    if today is None:
        raise ValueError("what ends next is asked for without a day")
    halves = (Period(today, None), Period(None, today - timedelta(days=1)))
    found: list[Terms] = []
    total = 0
    for half in (replace(wanted, ending=period) for period in halves):
        passed_over = max(0, skip - total)
        # One at least: the number in all comes with the contracts.
        some, count = contracts_of(session, subject, max(1, most - len(found)), half, passed_over, today)
        if not some and passed_over:
            _, count = contracts_of(session, subject, 1, half, 0, today)
        found += some[: most - len(found)]
        total += count
    return found, total


def country_of(session: Session, subject: Subject) -> str | None:
    """The country of a customer's account; nothing for others, or where their accounts are in several countries."""
    if not isinstance(subject, Customer):
        return None
    theirs = sa.select(Account.country).where(Account.id.in_(accounts_of_contact(subject.email)))
    countries = session.scalars(theirs.distinct().limit(2)).all()
    return countries[0] if len(countries) == 1 else None


def address_for(session: Session, number: str) -> str | None:
    """The e-mail address on file for a contract, to which a verification code may go; none where the number fits
    several people's contracts.

    Shows no fact of the contract to anyone.
    """
    held = sa.select(Contact.email).join(Contract, Contract.contact_id == Contact.id).where(Contract.gone_at.is_(None))
    query = held.where(_BY_NUMBER).distinct().limit(2)
    addresses = session.scalars(query, _number_value(number)).all()
    return addresses[0] if len(addresses) == 1 else None


def known_address(session: Session, address: str) -> str | None:
    """The address in the form in which it is on file for a contract; none where it is on file for no contract.

    Shows no fact of a contract to anyone.
    """
    with_contract = sa.select(Contact.email).join(Contract, Contract.contact_id == Contact.id)
    return session.scalar(
        with_contract.where(Contact.email == same_address(address), Contract.gone_at.is_(None)).limit(1)
    )


def record_reading(
    session: Session, who: str, door: str, topic: str, contract_numbers: Sequence[str], at: datetime
) -> None:
    """Adds to the audit that somebody was shown these contracts."""
    if contract_numbers:
        session.add(
            ContractReading(who=who, door=door, topic=topic, contract_numbers=list(contract_numbers), read_at=at)
        )
