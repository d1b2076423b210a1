"""What imports have changed of contracts, for those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Subject, right_to, rights, scope_of
from renewals.store.tables import Account, Contact, Contract, ContractChange, ContractImport


@dataclass(frozen=True)
class Change:
    """What an import changed of a contract.

    `what`: new, changed, gone (the file no longer holds it), back; `details`: the old and the new value, by column
    of the contract file; `at`: when it was imported; `file`: from which file.
    """

    contract_number: str
    account: str
    product: str
    owner_email: str
    what: str
    details: dict[str, list[Any]]
    at: datetime
    file: str


# What a change tells of a contact.
OF_A_CONTACT = frozenset(("contact_name", "contact_email"))


def changes_naming(email: str) -> sa.Select[ContractChange]:
    """The changes that tell something of a contact: that hold the address, or the name of who has it."""
    details = sa.cast(ContractChange.details, sa.String)
    theirs = sa.select(Contract.number).join(Contract.contact).where(Contact.email == email)
    named = sa.and_(details.contains('"contact_name"'), ContractChange.contract_number.in_(theirs))
    return (
        sa.select(ContractChange)
        .where(sa.or_(details.contains(f'"{email}"', autoescape=True), named))
        .order_by(ContractChange.id)
    )


def forget_contact(session: Session, email: str) -> None:
    """Takes out of the changes what they tell of a contact; that something changed stays. The caller commits."""
    for change in session.scalars(changes_naming(email)):
        change.details = {column: values for column, values in change.details.items() if column not in OF_A_CONTACT}


def changes_of(
    session: Session,
    subject: Subject,
    since: datetime,
    until: datetime,
    most: int,
    skip: int = 0,
    owner: str | None = None,
) -> tuple[list[Change], int]:
    """What was changed from an instant on and before another, of contracts that a subject may see, the latest first:
    `most` at most after `skip`, and how many there are in all. `owner`: of whose contracts alone.
    """
    conditions = [ContractImport.at >= since, ContractImport.at < until, right_to(scope_of(subject))]
    if owner is not None:
        conditions.append(Contract.owner_email == owner)
    joined = (
        sa.select(
            ContractChange.contract_number,
            Account.name,
            Contract.product,
            Contract.owner_email,
            ContractChange.what,
            ContractChange.details,
            ContractImport.at,
            ContractImport.name,
        )
        .join(ContractImport, ContractImport.id == ContractChange.import_id)
        .join(Contract, Contract.number == ContractChange.contract_number)
        .join(Account, Account.id == Contract.account_id)
        .where(*conditions)
    )
    total = session.execute(sa.select(sa.func.count()).select_from(joined.subquery()), rights(subject)).scalar_one()
    page = (
        joined.order_by(ContractImport.at.desc(), ContractChange.contract_number, ContractChange.id)
        .offset(skip)
        .limit(most)
    )
    return [Change(*row) for row in session.execute(page, rights(subject))], total
