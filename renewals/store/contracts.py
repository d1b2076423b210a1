"""Queries of contracts. Each takes the subject who asks, and sees what that subject may see and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Customer, SalesRep, Stranger, Subject, visible_to
from renewals.contracts import Terms
from renewals.names import folded_number
from renewals.store.tables import Account, Contact, Contract, ContractReading, Conversation, Rep

# In the order of Terms' fields. Columns, not mapped objects: the rows are read and never changed, and this takes a third of the time.
_TERMS = (
    sa.select(
        Contract.number, Account.name, Account.number, Account.country, Account.segment, Contact.name, Contract.product, Contract.product_type, Contract.offering,
        Contract.start_on, Contract.end_on, Contract.auto_renew, Contract.quantity, Contract.reseller, Contract.owner_email,
    )
    .join(Contract.account)
    .join(Contract.contact)
)  # fmt: skip


def asker(session: Session, conversation_id: str) -> tuple[str | None, Subject]:
    """The address that the person of a conversation has proved, and who that is: one statement, for it comes before every look-up."""
    owns = sa.select(sa.literal(1)).where(Contract.owner_email == Conversation.identity).exists()
    query = sa.select(Conversation.identity, Rep.email, Rep.regions, Rep.role, owns).outerjoin(Rep, Rep.email == Conversation.identity)
    row = session.execute(query.where(Conversation.id == conversation_id)).first()
    if row is None or row[0] is None:
        return None, Stranger()
    identity, rep, regions, role, owns_contracts = row
    if rep is not None:
        return identity, SalesRep(identity, tuple(regions), role == "manager")
    return identity, SalesRep(identity) if owns_contracts else Customer(identity)


def contracts_of(
    session: Session, subject: Subject, limit: int, *conditions: sa.ColumnElement[bool], skip: int = 0
) -> tuple[list[Terms], int]:
    """The contracts that a subject may see and that meet the conditions: the earliest ends, at most `limit` after `skip`, and how many there are in all."""
    matching = _TERMS.where(visible_to(subject), *conditions)
    rows = session.execute(matching.order_by(Contract.end_on, Contract.number).offset(skip).limit(limit)).all()
    found = [Terms(*cast("tuple[Any, ...]", row)) for row in rows]
    if len(found) < limit and (found or not skip):
        return found, skip + len(found)
    total = session.scalar(sa.select(sa.func.count()).select_from(matching.subquery()))
    return found, total or 0


def numbered(numbers: Sequence[str]) -> sa.ColumnElement[bool]:
    """Contracts with one of these numbers, as people retype them."""
    return sa.or_(
        Contract.number_folded.in_([folded_number(number) for number in numbers]),
        Contract.number_digits.in_([number.strip() for number in numbers if number.strip().isdigit()]),
    )


def of_products(products: Sequence[str]) -> sa.ColumnElement[bool]:
    """Contracts for one of these products, by their exact names."""
    return Contract.product.in_(products)


def of_account(account_number: str) -> sa.ColumnElement[bool]:
    """Contracts of one account, by its number."""
    return Contract.account_id.in_(sa.select(Account.id).where(Account.number == account_number))


def ending_between(start: date, end: date) -> sa.ColumnElement[bool]:
    """Contracts whose last day lies from `start` to `end`, both included."""
    return Contract.end_on.between(start, end)


def products_of(session: Session, subject: Subject) -> list[str]:
    """The names of products among which to look for the one that somebody means: a customer's own; for others, all that there are."""
    if isinstance(subject, Customer):
        return list(session.scalars(sa.select(Contract.product).where(visible_to(subject)).distinct()))
    # From one name to the next by the index: as many steps as there are products, not contracts.
    step = sa.select(sa.func.min(Contract.product).label("product")).cte("names", recursive=True)
    following = sa.select(sa.func.min(Contract.product)).where(Contract.product > step.c.product).scalar_subquery()
    names = step.union_all(sa.select(following).where(step.c.product.is_not(None)))
    return [name for name in session.scalars(sa.select(names.c.product)) if name is not None]


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
    addresses = session.scalars(
        sa.select(Contact.email).join(Contract, Contract.contact_id == Contact.id).where(numbered([number])).distinct().limit(2)
    ).all()
    return addresses[0] if len(addresses) == 1 else None


def record_reading(session: Session, who: str, door: str, topic: str, contract_numbers: Sequence[str], at: datetime) -> None:
    """Adds to the audit that somebody was shown these contracts."""
    if contract_numbers:
        session.add(ContractReading(who=who, door=door, topic=topic, contract_numbers=list(contract_numbers), read_at=at))
