"""Loads contracts and reps into the database, and writes contracts out again. One transaction: all good rows, or after a crash none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.contract_file import Refusal, Row
from renewals.name_words import search_keys
from renewals.names import digits_of, folded, folded_number
from renewals.store.tables import Account, AccountWord, Contact, Contract, Rep

BATCH = 1000


@dataclass
class Report:
    """What an import did: counts of rows, and the refusals."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


def import_contracts(session: Session, rows: Iterable[Row | Refusal], progress: Callable[[int], None] = lambda done: None) -> Report:
    """Adds or updates contracts by their number; rows that are refused are told in the report and change nothing. The caller commits.

    `progress` is called with the number of rows done, once a batch.
    """
    report = Report()
    alike = {folded_number(numbers[0]): numbers for numbers in numbers_alike(session)}
    done = 0
    for batch in _batches(_only_good(rows, report, alike)):
        accounts = _save_accounts(session, batch)
        contacts = _save_contacts(session, batch, accounts)
        _save_contracts(session, batch, accounts, contacts, report)
        done += len(batch)
        progress(done)
    return report


def import_reps(session: Session, rows: Iterable[Row | Refusal]) -> Report:
    """Adds or updates sales representatives by their e-mail address. The caller commits."""
    report = Report()
    for row in rows:
        if isinstance(row, Refusal):
            report.refusals.append(row)
            continue
        values = {name: value for name, value in row.items() if name != "line"}
        rep = session.get(Rep, row["email"])
        if rep is None:
            session.add(Rep(**values))
            report.count("new")
        else:
            report.count(_update(rep, values))
    session.flush()
    return report


def export_contracts(session: Session) -> Iterator[Row]:
    """Every contract, in the form of a contract file, ordered by number."""
    query = sa.select(Contract, Account, Contact).join(Contract.account).join(Contract.contact).order_by(Contract.number)
    for contract, account, contact in session.execute(query.execution_options(yield_per=BATCH)):
        yield {
            "contract_number": contract.number,
            "account_name": account.name,
            "account_number": account.number,
            "country": account.country,
            "segment": account.segment,
            "contact_name": contact.name,
            "contact_email": contact.email,
            "product": contract.product,
            "product_type": contract.product_type,
            "offering": contract.offering,
            "start_date": contract.start_on.isoformat(),
            "end_date": contract.end_on.isoformat(),
            "auto_renew": "true" if contract.auto_renew else "false",
            "quantity": contract.quantity,
            "reseller": contract.reseller,
            "owner_email": contract.owner_email,
            "notice_date": contract.notice_on.isoformat() if contract.notice_on else "",
        }


def numbers_alike(session: Session) -> list[list[str]]:
    """Numbers on file that are one in the form in which numbers are compared, of files that were imported before they were: each such set, in order."""
    twice = sa.select(Contract.number_folded).group_by(Contract.number_folded).having(sa.func.count() > 1)
    sets: dict[str, list[str]] = {}
    query = sa.select(Contract.number_folded, Contract.number).where(Contract.number_folded.in_(twice)).order_by(Contract.number)
    for one, number in session.execute(query):
        sets.setdefault(one, []).append(number)
    return list(sets.values())


def _only_good(rows: Iterable[Row | Refusal], report: Report, alike: Mapping[str, list[str]]) -> Iterator[Row]:
    """The rows that are taken. `alike`: sets of numbers on file of which one is not to be told from another."""
    seen: dict[str, tuple[str, int]] = {}
    for row in rows:
        if isinstance(row, Refusal):
            report.refusals.append(row)
            continue
        number, line = row["contract_number"], row["line"]
        one = folded_number(number)
        if number not in alike.get(one, [number]):
            on_file = ", ".join(f"'{other}'" for other in alike[one][:5])
            report.refusals.append(Refusal(line, "contract_number", f"'{number}' may be any of these that are on file: {on_file}"))
            continue
        before, its_line = seen.setdefault(number if one in alike else one, (number, line))
        if its_line == line:
            yield row
            continue
        as_written = "" if before == number else f", as '{before}': capitals and separators do not count"
        report.refusals.append(Refusal(line, "contract_number", f"'{number}' stands in this file already, at line {its_line}{as_written}"))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _save_accounts(session: Session, batch: list[Row]) -> dict[str, int]:
    """The accounts of a batch, added or updated; their ids by account number."""
    wanted = {
        row["account_number"]: {
            "number": row["account_number"],
            "name": row["account_name"],
            "name_folded": folded(row["account_name"]),
            "country": row["country"],
            "segment": row["segment"],
        }
        for row in batch
    }
    known = session.scalars(sa.select(Account).where(Account.number.in_(wanted))).all()
    renamed = [account for account in known if account.name_folded != wanted[account.number]["name_folded"]]
    for account in known:
        _update(account, wanted[account.number])
    added = [Account(**wanted[number]) for number in wanted.keys() - {account.number for account in known}]
    session.add_all(added)
    session.flush()
    _save_words(session, renamed, added)
    ids = {account.number: account.id for account in (*known, *added)}
    session.expunge_all()
    return ids


def _save_words(session: Session, renamed: list[Account], added: list[Account]) -> None:
    if renamed:
        session.execute(sa.delete(AccountWord).where(AccountWord.account_id.in_([account.id for account in renamed])))
    words = [
        {"account_id": account.id, "word": word}
        for account in (*renamed, *added)
        for word in {key[:200] for key in search_keys(account.name)}
    ]
    if words:
        session.execute(sa.insert(AccountWord), words)


def _save_contacts(session: Session, batch: list[Row], accounts: dict[str, int]) -> dict[tuple[int, str], int]:
    """The contacts of a batch, added or updated; their ids by account and e-mail address."""
    wanted = {(accounts[row["account_number"]], row["contact_email"]): row["contact_name"] for row in batch}
    known = session.scalars(sa.select(Contact).where(Contact.account_id.in_({account for account, _ in wanted}))).all()
    ids = {(contact.account_id, contact.email): contact.id for contact in known}
    for contact in known:
        if (name := wanted.get((contact.account_id, contact.email))) is not None:
            _update(contact, {"name": name})
    added = [Contact(account_id=key[0], email=key[1], name=name) for key, name in wanted.items() if key not in ids]
    session.add_all(added)
    session.flush()
    ids |= {(contact.account_id, contact.email): contact.id for contact in added}
    session.expunge_all()
    return ids


def _save_contracts(
    session: Session, batch: list[Row], accounts: dict[str, int], contacts: dict[tuple[int, str], int], report: Report
) -> None:
    known = _known_contracts(session, batch)
    added: list[dict[str, Any]] = []
    for row in batch:
        number = row["contract_number"]
        alike = known.get(folded_number(number), [])
        same = next((contract for contract in alike if contract.number == number), alike[0] if alike else None)
        values = _contract_values(row, accounts, contacts)
        if same is None:
            added.append({**values, "notice_on": values.get("notice_on")})
            report.count("new")
        else:
            if "notice_on" not in values and values["end_on"] != same.end_on:
                # It was the last day to stop the renewal at the old end.
                values["notice_on"] = None
            # However a file writes it, the number stays as it is on file.
            report.count(_update(same, {**values, "number": same.number}))
    if added:
        session.execute(sa.insert(Contract), added)
    session.flush()
    session.expunge_all()


def _known_contracts(session: Session, batch: list[Row]) -> dict[str, list[Contract]]:
    """The contracts on file under the numbers of a batch, by the number's form in which numbers are compared."""
    wanted = {folded_number(row["contract_number"]) for row in batch}
    known: dict[str, list[Contract]] = {}
    for contract in session.scalars(sa.select(Contract).where(Contract.number_folded.in_(wanted)).order_by(Contract.id)):
        known.setdefault(contract.number_folded, []).append(contract)
    return known


def _contract_values(row: Row, accounts: dict[str, int], contacts: dict[tuple[int, str], int]) -> dict[str, Any]:
    account_id = accounts[row["account_number"]]
    return {
        "number": row["contract_number"],
        "number_folded": folded_number(row["contract_number"]),
        "number_digits": digits_of(row["contract_number"]),
        "account_id": account_id,
        "contact_id": contacts[account_id, row["contact_email"]],
        "product": row["product"],
        "product_type": row["product_type"],
        "offering": row["offering"],
        "start_on": row["start_date"],
        "end_on": row["end_date"],
        "auto_renew": row["auto_renew"],
        "quantity": row["quantity"],
        "reseller": row["reseller"],
        "owner_email": row["owner_email"],
        **({"notice_on": row["notice_date"]} if "notice_date" in row else {}),
    }


def _update(row: Any, values: dict[str, Any]) -> str:
    """Sets what differs; says whether anything did."""
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changes.items():
        setattr(row, name, value)
    return "changed" if changes else "unchanged"
