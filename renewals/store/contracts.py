"""Queries of contracts. Each takes the subject who asks, and sees what that subject may see and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from renewals.access import Customer, SalesRep, Stranger, Subject, visible_to
from renewals.contracts import Terms
from renewals.names import folded_number
from renewals.store.tables import Account, Contact, Contract, ContractReading, Rep


def subject_of(session: Session, identity: str | None) -> Subject:
    """Who a proved e-mail address is. One that owns contracts or stands in the reps file is a sales representative; any other, a customer."""
    if identity is None:
        return Stranger()
    rep = session.get(Rep, identity)
    if rep is not None:
        return SalesRep(identity, tuple(rep.regions), rep.role == "manager")
    owns = session.scalar(sa.select(sa.exists().where(Contract.owner_email == identity)))
    return SalesRep(identity) if owns else Customer(identity)


def contracts_of(session: Session, subject: Subject, limit: int, *conditions: sa.ColumnElement[bool]) -> tuple[list[Terms], int]:
    """The contracts that a subject may see and that meet the conditions: the earliest ends, at most `limit`, and how many there are in all."""
    seen = sa.select(Contract).join(Contract.account).join(Contract.contact).where(visible_to(subject), *conditions)
    rows = session.scalars(
        seen.options(contains_eager(Contract.account), contains_eager(Contract.contact))
        .order_by(Contract.end_on, Contract.number)
        .limit(limit)
    ).all()
    if len(rows) < limit:
        return [_terms(row) for row in rows], len(rows)
    total = session.scalar(sa.select(sa.func.count()).select_from(seen.subquery()))
    return [_terms(row) for row in rows], total or 0


def numbered(numbers: Sequence[str]) -> sa.ColumnElement[bool]:
    """Contracts with one of these numbers, as people retype them."""
    return Contract.number_folded.in_([folded_number(number) for number in numbers])


def of_products(products: Sequence[str]) -> sa.ColumnElement[bool]:
    """Contracts for one of these products, by their exact names."""
    return Contract.product.in_(products)


def of_account(account_number: str) -> sa.ColumnElement[bool]:
    """Contracts of one account, by its number."""
    return Contract.account_id.in_(sa.select(Account.id).where(Account.number == account_number))


def ending_between(start: date, end: date) -> sa.ColumnElement[bool]:
    """Contracts whose last day lies from `start` to `end`, both included."""
    return Contract.end_on.between(start, end)


def products_of(session: Session, subject: Subject, limit: int = 500) -> list[str]:
    """The names of the products among the contracts that a subject may see."""
    return list(session.scalars(sa.select(Contract.product).where(visible_to(subject)).distinct().limit(limit)))


def country_of(session: Session, subject: Subject) -> str | None:
    """The country of a customer's account; nothing for others, or where their accounts are in several countries."""
    if not isinstance(subject, Customer):
        return None
    countries = session.scalars(sa.select(Account.country).join(Contact).where(Contact.email == subject.email).distinct().limit(2)).all()
    return countries[0] if len(countries) == 1 else None


def address_for(session: Session, number: str) -> str | None:
    """The e-mail address on file for a contract, to which a verification code may go. Shows no fact of the contract to anyone."""
    return session.scalar(
        sa.select(Contact.email)
        .join(Contract, Contract.contact_id == Contact.id)
        .where(Contract.number_folded == folded_number(number))
        .limit(1)
    )


def record_reading(session: Session, who: str, door: str, topic: str, contract_numbers: Sequence[str], at: datetime) -> None:
    """Adds to the audit that somebody was shown these contracts."""
    if contract_numbers:
        session.add(ContractReading(who=who, door=door, topic=topic, contract_numbers=list(contract_numbers), read_at=at))


def _terms(row: Contract) -> Terms:
    return Terms(
        contract_number=row.number,
        account=row.account.name,
        account_number=row.account.number,
        country=row.account.country,
        segment=row.account.segment,
        contact_name=row.contact.name,
        product=row.product,
        product_type=row.product_type,
        offering=row.offering,
        start_on=row.start_on,
        end_on=row.end_on,
        auto_renew=row.auto_renew,
        quantity=row.quantity,
        reseller=row.reseller,
        owner_email=row.owner_email,
    )
