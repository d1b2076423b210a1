"""Writes rows of a contract file into the database, a batch at a time, and keeps what changed of each contract.

Statements on tables, not mapped objects: a file has hundreds of thousands of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from renewals.contract_file import Row
from renewals.name_words import search_keys
from renewals.names import digits_of, folded, folded_number
from renewals.store.tables import Account, AccountWord, Contact, Contract, ContractChange

# What came of a row; what is kept as a change of a contract.
NEW, CHANGED, UNCHANGED, GONE, BACK = "new", "changed", "unchanged", "gone", "back"
Changes = dict[str, list[Any]]

_ACCOUNTS: Any = Account.__table__
_WORDS: Any = AccountWord.__table__
_CONTACTS: Any = Contact.__table__
_CONTRACTS: Any = Contract.__table__
_CHANGES: Any = ContractChange.__table__
# The columns of a contract's own values, and of the contract file.
_OWN = {
    "product": "product",
    "product_type": "product_type",
    "offering": "offering",
    "start_on": "start_date",
    "end_on": "end_date",
    "auto_renew": "auto_renew",
    "quantity": "quantity",
    "reseller": "reseller",
    "owner_email": "owner_email",
}
_OF_ACCOUNT = {"name": "account_name", "country": "country", "segment": "segment"}
_KNOWN = sa.select(
    Contract.id, Contract.number, Contract.number_folded, Contract.account_id, Contract.contact_id, Contract.notice_on,
    Contract.gone_at,
    Account.number.label("account_number"), Contact.email, *(getattr(Contract, name) for name in _OWN),
).join(Contract.account).join(Contract.contact)  # fmt: skip


class Batches:
    """One import's rows on their way into the database. `seen`: the numbers of its contracts, as they are on file."""

    def __init__(self, connection: sa.Connection, import_id: int) -> None:
        self._connection = connection
        self._import_id = import_id
        self._of_accounts: dict[str, Changes] = {}
        self._countries: dict[str, str] = {}
        self._of_contacts: dict[tuple[int, str], Changes] = {}
        self.seen: set[str] = set()

    def save(self, batch: list[Row]) -> Iterator[str]:
        """Adds or updates the contracts of a batch; what came of each: new, changed, unchanged."""
        accounts = self._save_accounts(batch)
        contacts = self._save_contacts(batch, accounts)
        known = self._known(batch)
        added, updated, kept, outcomes = [], [], [], []
        for row in batch:
            values = {**_values(row, accounts, contacts), "country": self._countries[row["account_number"]]}
            same = _same(known.get(values["number_folded"], ()), values["number"])
            if same is None:
                added.append({"notice_on": None, **values})
                kept.append(self._change(values["number"], NEW, {}))
                outcomes.append(NEW)
                self.seen.add(values["number"])
                continue
            self.seen.add(same.number)
            changes = self._changes(row, values, same)
            if changes or same.gone_at is not None:
                # However a file writes it, the number stays as it is on file.
                updated.append(
                    {"notice_on": same.notice_on, **values, "number": same.number, "row": same.id, "gone_at": None}
                )
                kept.append(self._change(same.number, BACK if same.gone_at is not None else CHANGED, changes))
            outcomes.append(CHANGED if changes or same.gone_at is not None else UNCHANGED)
        self._write(added, updated, kept)
        return iter(outcomes)

    def _write(self, added: list[dict[str, Any]], updated: list[dict[str, Any]], kept: list[dict[str, Any]]) -> None:
        if added:
            self._connection.execute(sa.insert(_CONTRACTS), added)
        if updated:
            self._connection.execute(_update(_CONTRACTS, updated[0]), updated)
        if kept:
            self._connection.execute(sa.insert(_CHANGES), kept)

    def _change(self, number: str, what: str, details: Changes) -> dict[str, Any]:
        return {"import_id": self._import_id, "contract_number": number, "what": what, "details": details}

    def _changes(self, row: Row, values: dict[str, Any], same: Any) -> Changes:
        """What a row changes of the contract on file: by column of the file, the old value and the new.

        Completes the values.
        """
        mapped = same._mapping
        changes: Changes = {
            column: [_plain(mapped[name]), _plain(values[name])]
            for name, column in _OWN.items()
            if mapped[name] != values[name]
        }
        if "notice_on" not in values and "end_date" in changes:
            # It was the last day to stop the renewal at the old end.
            values["notice_on"] = None
        if values.get("notice_on", same.notice_on) != same.notice_on:
            changes["notice_date"] = [_plain(same.notice_on), _plain(values["notice_on"])]
        if values["account_id"] != same.account_id:
            changes["account_number"] = [same.account_number, row["account_number"]]
        if values["contact_id"] != same.contact_id:
            changes["contact_email"] = [same.email, row["contact_email"]]
        return {
            **self._of_accounts.get(row["account_number"], {}),
            **self._of_contacts.get((values["account_id"], row["contact_email"]), {}),
            **changes,
        }

    def _known(self, batch: list[Row]) -> Mapping[str, list[Any]]:
        """The contracts on file under the numbers of a batch, by the number's form in which numbers are compared."""
        wanted = {folded_number(row["contract_number"]) for row in batch}
        known: dict[str, list[Any]] = {}
        for contract in self._connection.execute(
            _KNOWN.where(Contract.number_folded.in_(wanted)).order_by(Contract.id)
        ):
            known.setdefault(contract.number_folded, []).append(contract)
        return known

    def _save_accounts(self, batch: list[Row]) -> dict[str, int]:
        """The accounts of a batch, added or updated; their ids by account number."""
        wanted = {row["account_number"]: {name: row[column] for name, column in _OF_ACCOUNT.items()} for row in batch}
        self._countries |= {number: values["country"] for number, values in wanted.items()}
        query = sa.select(Account.id, Account.number, Account.name, Account.country, Account.segment).where(
            Account.number.in_(wanted)
        )
        ids, renamed, moved, updated = {}, [], [], []
        for known in self._connection.execute(query).all():
            ids[known.number] = known.id
            values, mapped = wanted[known.number], known._mapping
            changes = {
                column: [mapped[name], values[name]]
                for name, column in _OF_ACCOUNT.items()
                if mapped[name] != values[name]
            }
            if changes:
                self._of_accounts.setdefault(known.number, {}).update(changes)
                updated.append({**values, "name_folded": folded(values["name"]), "row": known.id})
            if "country" in changes:
                moved.append({"account": known.id, "country": values["country"]})
            if "account_name" in changes:
                renamed.append((known.id, values["name"]))
        added = [
            {"number": number, **values, "name_folded": folded(values["name"])}
            for number, values in wanted.items()
            if number not in ids
        ]
        if updated:
            self._connection.execute(_update(_ACCOUNTS, updated[0]), updated)
        if moved:
            theirs = sa.update(_CONTRACTS).where(_CONTRACTS.c.account_id == sa.bindparam("account"))
            self._connection.execute(theirs.values(country=sa.bindparam("country")), moved)
        if added:
            new = self._connection.execute(
                sa.insert(_ACCOUNTS).returning(_ACCOUNTS.c.id, _ACCOUNTS.c.number), added
            ).all()
            ids |= {number: account for account, number in new}
        self._save_words(renamed, [(ids[values["number"]], values["name"]) for values in added])
        return ids

    def _save_words(self, renamed: list[tuple[int, str]], added: list[tuple[int, str]]) -> None:
        if renamed:
            self._connection.execute(
                sa.delete(_WORDS).where(_WORDS.c.account_id.in_([account for account, _ in renamed]))
            )
        words = [
            {"account_id": account, "word": word}
            for account, name in (*renamed, *added)
            for word in {key[:200] for key in search_keys(name)}
        ]
        if words:
            self._connection.execute(sa.insert(_WORDS), words)

    def _save_contacts(self, batch: list[Row], accounts: dict[str, int]) -> dict[tuple[int, str], int]:
        """The contacts of a batch, added or updated; their ids by account and e-mail address."""
        wanted = {(accounts[row["account_number"]], row["contact_email"]): row["contact_name"] for row in batch}
        query = sa.select(Contact.id, Contact.account_id, Contact.email, Contact.name)
        ids, updated = {}, []
        for known in self._connection.execute(
            query.where(Contact.account_id.in_({account for account, _ in wanted}))
        ).all():
            key = (known.account_id, known.email)
            ids[key] = known.id
            name = wanted.get(key)
            if name is not None and name != known.name:
                self._of_contacts.setdefault(key, {}).update({"contact_name": [known.name, name]})
                updated.append({"name": name, "row": known.id})
        added = [
            {"account_id": key[0], "email": key[1], "name": name} for key, name in wanted.items() if key not in ids
        ]
        if updated:
            self._connection.execute(_update(_CONTACTS, updated[0]), updated)
        if added:
            columns = _CONTACTS.c.id, _CONTACTS.c.account_id, _CONTACTS.c.email
            for contact, account, email in self._connection.execute(
                sa.insert(_CONTACTS).returning(*columns), added
            ).all():
                ids[account, email] = contact
        return ids


def _update(table: Any, values: dict[str, Any]) -> sa.Update:
    """Sets the given values in the row whose id is `row`."""
    return (
        sa.update(table)
        .where(table.c.id == sa.bindparam("row"))
        .values({name: sa.bindparam(name) for name in values if name != "row"})
    )


def _same(alike: Any, number: str) -> Any:
    """The contract of a number among those whose numbers are one with it: the one that is written so,
    else the first.
    """
    return next((contract for contract in alike if contract.number == number), alike[0] if alike else None)


def _values(row: Row, accounts: dict[str, int], contacts: dict[tuple[int, str], int]) -> dict[str, Any]:
    account_id, number = accounts[row["account_number"]], row["contract_number"]
    values = {name: row[column] for name, column in _OWN.items()}
    values["number"], values["number_folded"], values["number_digits"] = (
        number,
        folded_number(number),
        digits_of(number),
    )
    values["account_id"], values["contact_id"] = account_id, contacts[account_id, row["contact_email"]]
    if "notice_date" in row:
        values["notice_on"] = row["notice_date"]
    return values


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
