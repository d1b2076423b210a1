"""All that is on file of one account for a representative: contracts, contacts, what colleagues have done, and the
requests of its customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Subject
from renewals.contracts import Terms
from renewals.query import EVERYTHING
from renewals.store.contracts import contracts_of
from renewals.store.people_to_call import kept_on
from renewals.store.renewing import Progress
from renewals.store.tables import Account, Contact, Contract, ContractNote, Conversation, Handoff, Rep

# Of more contracts than these the page tells how many there are.
MOST_CONTRACTS = 40
MOST_NOTES = 8
MOST_REQUESTS = 5


@dataclass(frozen=True)
class Note:
    """What a representative has noted on a contract."""

    contract_number: str
    author: str
    text: str
    on: date


@dataclass(frozen=True)
class CustomerRequest:
    """A request of a customer's for a person: how it stands, who has it, where its card stands in Slack."""

    reference: str
    asked_at: datetime
    reason: str
    state: str
    outcome: str | None
    owner_name: str | None
    channel: str | None
    thread: str | None


@dataclass(frozen=True)
class AccountPage:
    """An account as a representative sees it.

    `total`: how many contracts it has, of which the first to end stand in `contracts`;
    `owners`: by name where that is on file; `kept`: by contract number; `notes`, `requests`: the newest first.
    """

    number: str
    name: str
    country: str
    contracts: Sequence[Terms]
    total: int
    contacts: Sequence[tuple[str, str]]
    resellers: Sequence[str]
    owners: Sequence[str]
    kept: Mapping[str, Progress]
    notes: Sequence[Note]
    requests: Sequence[CustomerRequest]


def account_page(session: Session, subject: Subject, account_number: str) -> AccountPage | None:
    """The account of a number; None where the subject may see no contract of it.

    Whoever sees one of its contracts sees all of them.
    """
    contracts, total = contracts_of(session, subject, MOST_CONTRACTS, EVERYTHING.having("account", [account_number]))
    if not contracts:
        return None
    emails = list(dict.fromkeys(contract.owner_email for contract in contracts))
    names = dict(session.execute(sa.select(Rep.email, Rep.name).where(Rep.email.in_(emails))).all())
    return AccountPage(
        number=account_number,
        name=contracts[0].account,
        country=contracts[0].country,
        contracts=contracts,
        total=total,
        contacts=_contacts(session, account_number),
        resellers=list(dict.fromkeys(contract.reseller for contract in contracts if contract.reseller)),
        owners=[names.get(email, email) for email in emails],
        kept=kept_on(session, [contract.contract_number for contract in contracts]),
        notes=_notes(session, account_number),
        requests=_requests(session, account_number),
    )


def account_of(session: Session, subject: Subject, contract_numbers: Sequence[str]) -> list[str]:
    """The numbers of the accounts to which contracts belong, of those that a subject may see."""
    if not contract_numbers:
        return []
    found, _ = contracts_of(session, subject, MOST_CONTRACTS, EVERYTHING.having("number", contract_numbers))
    return list(dict.fromkeys(contract.account_number for contract in found))


def _contacts(session: Session, account_number: str) -> list[tuple[str, str]]:
    """The contacts of contracts that are on file: name and address."""
    query = (
        sa.select(Contact.name, Contact.email)
        .join(Account, Account.id == Contact.account_id)
        .where(
            Account.number == account_number,
            sa.exists().where(Contract.contact_id == Contact.id, Contract.gone_at.is_(None)),
        )
    )
    return [(name, email) for name, email in session.execute(query.order_by(Contact.name, Contact.email))]


def _notes(session: Session, account_number: str) -> list[Note]:
    query = (
        sa.select(Contract.number, ContractNote.author, ContractNote.text, ContractNote.written_at)
        .join(Contract, Contract.id == ContractNote.contract_id)
        .join(Account, Account.id == Contract.account_id)
        .where(Account.number == account_number, Contract.gone_at.is_(None))
    )
    found = session.execute(query.order_by(ContractNote.id.desc()).limit(MOST_NOTES))
    return [Note(number, author, text, at.date()) for number, author, text, at in found]


def _requests(session: Session, account_number: str) -> list[CustomerRequest]:
    """The newest requests of those who have proved an address that is a contact's of the account."""
    addresses = (
        sa.select(Contact.email).join(Account, Account.id == Contact.account_id).where(Account.number == account_number)
    )
    query = (
        sa.select(Handoff)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .where(Conversation.identity.in_(addresses))
        .order_by(Handoff.asked_at.desc())
        .limit(MOST_REQUESTS)
    )
    return [
        CustomerRequest(
            one.reference, one.asked_at, one.reason, one.state, one.outcome, one.owner_name, one.channel, one.thread
        )
        for one in session.scalars(query)
    ]
