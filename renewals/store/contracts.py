"""Queries of contracts. Each takes the subject who asks, and sees what that subject may see and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Customer, SalesRep, Sight, Stranger, Subject, condition, rights, sight_of
from renewals.addresses import same_address
from renewals.contracts import Status, Terms, standing
from renewals.names import folded_number
from renewals.store.tables import Account, Contact, Contract, ContractReading, Conversation, Rep

# In the order of Terms' fields. Columns, not mapped objects: the rows are read and never changed, and this takes a third of the time.
_TERMS = (
    sa.select(
        Contract.number, Account.name, Account.number, Account.country, Account.segment, Contact.name, Contract.product, Contract.product_type, Contract.offering,
        Contract.start_on, Contract.end_on, Contract.auto_renew, Contract.quantity, Contract.reseller, Contract.owner_email,
        Contract.notice_on,
    )
    .join(Contract.account)
    .join(Contract.contact)
)  # fmt: skip


@dataclass(frozen=True)
class Asker:
    """Who asks in a conversation: the address that they have proved, what that lets them see, the time zone in which it is today for them, and the door by which they came."""

    identity: str | None
    subject: Subject
    timezone: str | None
    door: str = "chat"


def asker(session: Session, conversation_id: str) -> Asker:
    """Who asks in a conversation: one statement, for it comes before every look-up."""
    owns = sa.select(sa.literal(1)).where(Contract.owner_email == Conversation.identity, Contract.gone_at.is_(None)).exists()
    columns = sa.select(
        Conversation.identity, Conversation.timezone, Conversation.door, Rep.email, Rep.regions, Rep.role, Rep.timezone, owns
    )
    row = session.execute(columns.outerjoin(Rep, Rep.email == Conversation.identity).where(Conversation.id == conversation_id)).first()
    if row is None:
        return Asker(None, Stranger(), None)
    identity, timezone, door, rep, regions, role, rep_timezone, owns_contracts = row
    if identity is None:
        return Asker(None, Stranger(), timezone, door)
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


@dataclass(frozen=True)
class Wanted:
    """Which contracts are asked for; what is not given does not narrow. `products`: exact names, an empty tuple meaning one that nobody has.

    `accounts`: account numbers. `ending`: first and last day, both included. `countries`, `kinds`, `owner`: of the account, of the product, the representative.
    `deadline`: first and last day of the deadline (`Terms.deadline`), both included, and the day from which it is seen; then the nearest deadline comes first.
    """

    numbers: tuple[str, ...] = ()
    products: tuple[str, ...] | None = None
    accounts: tuple[str, ...] = ()
    ending: tuple[date, date] | None = None
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    owner: str | None = None
    auto_renew: bool | None = None
    deadline: tuple[date, date, date] | None = None

    def values(self) -> dict[str, Any]:
        """The values of the parameters in `_NARROWING`, for what is given."""
        given: dict[str, Any] = {}
        if len(self.numbers) == 1:
            given |= _number_value(self.numbers[0])
        elif self.numbers:
            given["numbers"] = [folded_number(number) for number in self.numbers]
            given["numbers_digits"] = [number.strip() for number in self.numbers if number.strip().isdigit()]
        if self.products is not None:
            given["products"] = self.products
        if self.accounts:
            given["accounts"] = self.accounts
        if self.ending is not None:
            given["first"], given["last"] = self.ending
        if self.countries:
            given["countries"] = self.countries
        if self.kinds:
            given["kinds"] = self.kinds
        if self.owner is not None:
            given["owner"] = self.owner
        if self.auto_renew is not None:
            given["auto_renew"] = self.auto_renew
        if self.deadline is not None:
            given["deadline_first"], given["deadline_last"], given["deadline_today"] = self.deadline
        return given


EVERYTHING = Wanted()


def of_status(status: Status, today: date) -> Wanted:
    """The contracts of a status on a day."""
    means = standing(status, today)
    return Wanted(deadline=(*means.deadline, today), auto_renew=means.auto_renew)


def _several(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, expanding=True, required=True)


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=sa.Date, required=True)


def deadline_on(today: sa.ColumnElement[date]) -> sa.ColumnElement[date]:
    """The deadline of a contract as it is seen on a day, for the database: the same rule as `Terms.deadline`."""
    ahead = sa.and_(Contract.auto_renew, Contract.notice_on >= today, Contract.notice_on <= Contract.end_on)
    return sa.case((ahead, Contract.notice_on), else_=Contract.end_on)


_DEADLINE = deadline_on(_day("deadline_today"))

# What a given value narrows to; by the name of (one of) its parameters.
_NARROWING = {
    "number": sa.or_(
        Contract.number_folded == sa.bindparam("number", type_=sa.String, required=True),
        Contract.number_digits == sa.bindparam("number_digits", type_=sa.String, required=True),
    ),
    "numbers": sa.or_(Contract.number_folded.in_(_several("numbers")), Contract.number_digits.in_(_several("numbers_digits"))),
    "products": Contract.product.in_(_several("products")),
    "accounts": Contract.account_id.in_(sa.select(Account.id).where(Account.number.in_(_several("accounts")))),
    "first": Contract.end_on.between(_day("first"), _day("last")),
    # The second condition follows from the first, and has indexes.
    "deadline_first": sa.and_(
        _DEADLINE.between(_day("deadline_first"), _day("deadline_last")),
        sa.or_(
            Contract.end_on.between(_day("deadline_first"), _day("deadline_last")),
            Contract.notice_on.between(_day("deadline_first"), _day("deadline_last")),
        ),
    ),
    "auto_renew": Contract.auto_renew == sa.bindparam("auto_renew", type_=sa.Boolean, required=True),
    "countries": Contract.account_id.in_(sa.select(Account.id).where(Account.country.in_(_several("countries")))),
    "kinds": Contract.product_type.in_(_several("kinds")),
    "owner": Contract.owner_email == sa.bindparam("owner", type_=sa.String, required=True),
}


def _number_value(number: str) -> dict[str, str | None]:
    """A contract number as people retype it: capitals and separators do not count, and digits alone will do."""
    return {"number": folded_number(number), "number_digits": number.strip() if number.strip().isdigit() else None}


@cache
def _statement(sight: Sight, narrowed_by: frozenset[str]) -> sa.Select[Any]:
    """The contracts, earliest ends first, each with their number in all. Built once for each kind of question: building takes longer than running."""
    conditions = [condition(sight), *(_NARROWING[name] for name in sorted(narrowed_by & _NARROWING.keys()))]
    total = sa.select(sa.func.count()).select_from(Contract).where(*conditions).correlate(None).scalar_subquery()
    nearest = (_DEADLINE,) if "deadline_first" in narrowed_by else ()
    some = _TERMS.add_columns(total).where(*conditions).order_by(*nearest, Contract.end_on, Contract.number)
    return some.offset(sa.bindparam("skip", type_=sa.Integer, required=True)).limit(sa.bindparam("most", type_=sa.Integer, required=True))


def contracts_of(session: Session, subject: Subject, most: int, wanted: Wanted = EVERYTHING, skip: int = 0) -> tuple[list[Terms], int]:
    """The contracts that a subject may see and that are wanted: the earliest ends, `most` at most after `skip`, and how many there are in all."""
    values = wanted.values()
    statement = _statement(sight_of(subject), frozenset(values))
    # The connection, not the session: these are rows to read, and the session's part would take longer than the database's.
    rows = session.connection().execute(statement, {**values, **rights(subject), "skip": skip, "most": most}).all()
    return [Terms(*row[:-1]) for row in rows], rows[0][-1] if rows else skip


def country_of(session: Session, subject: Subject) -> str | None:
    """The country of a customer's account; nothing for others, or where their accounts are in several countries."""
    if not isinstance(subject, Customer):
        return None
    countries = session.scalars(sa.select(Account.country).join(Contact).where(Contact.email == subject.email).distinct().limit(2)).all()
    return countries[0] if len(countries) == 1 else None


def address_for(session: Session, number: str) -> str | None:
    """The e-mail address on file for a contract, to which a verification code may go; none where the number fits several people's contracts.

    Shows no fact of the contract to anyone.
    """
    held = sa.select(Contact.email).join(Contract, Contract.contact_id == Contact.id).where(Contract.gone_at.is_(None))
    query = held.where(_NARROWING["number"]).distinct().limit(2)
    addresses = session.scalars(query, _number_value(number)).all()
    return addresses[0] if len(addresses) == 1 else None


def known_address(session: Session, address: str) -> str | None:
    """The address in the form in which it is on file for a contract; none where it is on file for no contract. Shows no fact of a contract to anyone."""
    with_contract = sa.select(Contact.email).join(Contract, Contract.contact_id == Contact.id)
    return session.scalar(with_contract.where(Contact.email == same_address(address), Contract.gone_at.is_(None)).limit(1))


def record_reading(session: Session, who: str, door: str, topic: str, contract_numbers: Sequence[str], at: datetime) -> None:
    """Adds to the audit that somebody was shown these contracts."""
    if contract_numbers:
        session.add(ContractReading(who=who, door=door, topic=topic, contract_numbers=list(contract_numbers), read_at=at))
