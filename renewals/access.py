"""Who may see which contract. The one place that knows; each query of contracts goes through `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from renewals.regions import all_regions
from renewals.store.tables import Account, Contact, Contract


@dataclass(frozen=True)
class Stranger:
    """Someone who has not proved who they are. Sees nothing."""


@dataclass(frozen=True)
class Customer:
    """A person who has proved an e-mail address. Sees the contracts of the accounts where it is a contact's."""

    email: str


@dataclass(frozen=True)
class SalesRep:
    """A representative. Sees the accounts that they own and those of their regions; a manager sees all."""

    email: str
    regions: tuple[str, ...] = field(default=())
    manager: bool = False


Subject = Stranger | Customer | SalesRep


def visible_to(subject: Subject) -> sa.ColumnElement[bool]:
    """The condition on contracts that holds for exactly those which a subject may see."""
    match subject:
        case SalesRep(manager=True):
            return sa.true()
        case SalesRep():
            owned = sa.select(Contract.account_id).where(Contract.owner_email == subject.email)
            countries = [country for region in all_regions() if region.code in subject.regions for country in region.countries]
            in_territory = sa.select(Account.id).where(Account.country.in_(countries))
            return Contract.account_id.in_(owned.union_all(in_territory) if countries else owned)
        case Customer():
            return Contract.account_id.in_(sa.select(Contact.account_id).where(Contact.email == subject.email))
        case Stranger():
            return sa.false()
