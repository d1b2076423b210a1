"""Who may see which contract.

The one place that knows: each query of contracts carries `condition(scope_of(subject))` and runs with
`rights(subject)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa

from renewals.regions import all_regions
from renewals.store.tables import Contact, Contract
from renewals.store.value_lists import among, listed


@dataclass(frozen=True)
class Visitor:
    """Someone who has not proved who they are. Sees nothing."""


@dataclass(frozen=True)
class Customer:
    """A person who has proved an e-mail address.

    Sees the contracts of the accounts where it is the contact's of a contract on file.
    """

    email: str


@dataclass(frozen=True)
class SalesRep:
    """A representative. Sees the accounts that they own and those of their regions; a manager sees all."""

    email: str
    regions: tuple[str, ...] = field(default=())
    manager: bool = False


Subject = Visitor | Customer | SalesRep


class Scope(StrEnum):
    """How a subject's right to contracts is found; the subject's own values (`rights`) complete it."""

    NOTHING = "nothing"
    OWN_ACCOUNTS = "own accounts"
    OWNED = "owned"
    OWNED_AND_TERRITORY = "owned and territory"
    EVERYTHING = "everything"


def scope_of(subject: Subject) -> Scope:
    match subject:
        case SalesRep(manager=True):
            return Scope.EVERYTHING
        case SalesRep():
            return Scope.OWNED_AND_TERRITORY if subject.regions else Scope.OWNED
        case Customer():
            return Scope.OWN_ACCOUNTS
        case Visitor():
            return Scope.NOTHING


def rights(subject: Subject) -> dict[str, Any]:
    """The values that belong to the condition of a subject's scope. Without them a statement does not run at all."""
    match subject:
        case SalesRep(manager=True) | Visitor():
            return {}
        case SalesRep():
            countries = [
                country for region in all_regions() if region.code in subject.regions for country in region.countries
            ]
            return {"asker": subject.email, **({"asker_countries": listed(countries)} if subject.regions else {})}
        case Customer():
            return {"asker": subject.email}


@cache
def condition(scope: Scope) -> sa.ColumnElement[bool]:
    """The condition on contracts that a scope stands for, with `rights` as its parameters: one object each, so that
    statements can be kept ready.

    Nobody sees a contract that the contract file no longer holds.
    """
    return sa.and_(Contract.gone_at.is_(None), right_to(scope))


@cache
def right_to(scope: Scope) -> sa.ColumnElement[bool]:
    """As `condition`, for contracts that the file no longer holds as well: for what is told of their end."""
    asker = sa.bindparam("asker", type_=sa.String, required=True)
    theirs = sa.alias(Contract.__table__, "owned")
    # Who owned nothing but what is gone has no right to the rest of an account.
    owned = sa.select(theirs.c.account_id).where(theirs.c.owner_email == asker, theirs.c.gone_at.is_(None))
    match scope:
        case Scope.EVERYTHING:
            return sa.true()
        case Scope.OWNED:
            return Contract.account_id.in_(owned)
        case Scope.OWNED_AND_TERRITORY:
            return sa.or_(among(Contract.country, "asker_countries"), Contract.account_id.in_(owned))
        case Scope.OWN_ACCOUNTS:
            return Contract.account_id.in_(accounts_of_contact(asker))
        case Scope.NOTHING:
            return sa.false()


def accounts_of_contact(email: Any) -> sa.Select[int]:
    """The accounts (ids) that an address is a contact's of: of a contract that is on file.

    Who was replaced in a later file is a contact no more.
    """
    held = sa.alias(Contract.__table__, "held")
    return (
        sa.select(held.c.account_id)
        .join(Contact, Contact.id == held.c.contact_id)
        .where(Contact.email == email, held.c.gone_at.is_(None))
    )
