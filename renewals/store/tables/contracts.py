"""Contracts, whose they are, and what imports changed of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from renewals.store.tables.base import Base


class Account(Base):
    """A customer: a firm with its contracts."""

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    name_folded: Mapped[str] = mapped_column(sa.String(400))
    country: Mapped[str] = mapped_column(sa.String(2), index=True)
    segment: Mapped[str] = mapped_column(sa.String(16))


class AccountWord(Base):
    """A word of an account's name, without accents and capitals: by its first letters an account is found among
    hundreds of thousands.
    """

    __tablename__ = "account_words"
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(sa.String(200), primary_key=True, index=True)


class Contact(Base):
    """A person at a customer, known by e-mail address (in lower case)."""

    __tablename__ = "contacts"
    __table_args__ = (sa.UniqueConstraint("account_id", "email"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))


class Contract(Base):
    """One maintenance contract or subscription for one product.

    `notice_on`: the last day to stop its automatic renewal, where that is known.

    `gone_at`: since when the contract file no longer holds it; then nobody is shown it. `country`: its account's, which
    imports keep alike.
    """

    __tablename__ = "contracts"
    __table_args__ = (
        sa.Index(None, "account_id", "end_on"),
        sa.Index(None, "owner_email", "end_on"),
        # All that lists and counts look at, in their order: they read it alone, and of the table the rows of a page.
        sa.Index(
            "ix_contracts_looked_at",
            *(
                "end_on",
                "number",
                "country",
                "account_id",
                "product_type",
                "auto_renew",
                "notice_on",
                "quantity",
                "gone_at",
            ),
        ),
        sa.CheckConstraint("start_on <= end_on", name="term"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(64), unique=True)
    number_folded: Mapped[str] = mapped_column(sa.String(64), index=True)
    number_digits: Mapped[str] = mapped_column(sa.String(64), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    country: Mapped[str] = mapped_column(sa.String(2), server_default="")
    product: Mapped[str] = mapped_column(sa.String(200), index=True)
    product_type: Mapped[str] = mapped_column(sa.String(16))
    offering: Mapped[str] = mapped_column(sa.String(64))
    start_on: Mapped[date]
    end_on: Mapped[date] = mapped_column(index=True)
    auto_renew: Mapped[bool]
    quantity: Mapped[int]
    reseller: Mapped[str] = mapped_column(sa.String(200), index=True)
    owner_email: Mapped[str] = mapped_column(sa.String(254))
    notice_on: Mapped[date | None] = mapped_column(index=True)
    gone_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="raise")
    contact: Mapped[Contact] = relationship(lazy="raise")


class ContractImport(Base):
    """A contract file that was loaded: its name, when it was written and when loaded, and what came of its rows.

    `whole`: what it did not hold has ended.
    """

    __tablename__ = "contract_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    written_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(index=True)
    whole: Mapped[bool]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[int]
    gone: Mapped[int]


class ContractChange(Base):
    """What an import changed of a contract.

    `what`: new, changed, gone, back; `details`: the old and the new value, by column of the contract file.
    """

    __tablename__ = "contract_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("contract_imports.id", ondelete="CASCADE"), index=True)
    contract_number: Mapped[str] = mapped_column(sa.String(64), index=True)
    what: Mapped[str] = mapped_column(sa.String(16))
    details: Mapped[dict[str, Any]]


class Rep(Base):
    """A sales representative of the vendor, or a manager of them."""

    __tablename__ = "reps"
    email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(16))
    regions: Mapped[list[Any]]
    language: Mapped[str] = mapped_column(sa.String(8))
    timezone: Mapped[str] = mapped_column(sa.String(64))


class ContractReading(Base):
    """The audit of contract data: who was shown what, when, through which door."""

    __tablename__ = "contract_readings"
    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(254), index=True)
    door: Mapped[str] = mapped_column(sa.String(16))
    topic: Mapped[str] = mapped_column(sa.String(64))
    contract_numbers: Mapped[list[Any]]
    read_at: Mapped[datetime]


class CalendarFeed(Base):
    """A calendar of a person's contracts that their calendar program reads under a secret address, until they revoke
    it: one a person.

    The secret stands here as it is, so that its person can see the address again; it opens no more than the contracts
    beside it do. `read_at`: when a program last read it.
    """

    __tablename__ = "calendar_feeds"
    identity: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    secret: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    timezone: Mapped[str | None] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
