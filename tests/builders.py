"""Builds rows and values for tests: what a test does not name is ordinary."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from renewals.contract_file import CONTRACT_COLUMNS, read_contracts, read_reps
from renewals.contracts import Terms
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.importing import Report, Source, import_contracts, import_reps
from renewals.store.tables import Base

ORDINARY = {
    "contract_number": "C-1",
    "account_name": "Contoso",
    "account_number": "A-1",
    "country": "FR",
    "segment": "enterprise",
    "contact_name": "Claire Martin",
    "contact_email": "claire@contoso.example",
    "product": "Endpoint Protection",
    "product_type": "software",
    "offering": "essential-support",
    "start_date": "2026-01-01",
    "end_date": "2026-12-31",
    "auto_renew": "false",
    "quantity": "10",
    "reseller": "Distrilog",
    "owner_email": "paul@vendor.example",
}


def contract_file(*rows: dict[str, str], columns: list[str] = CONTRACT_COLUMNS, delimiter: str = ",") -> str:
    """A contract file of ordinary rows with the given differences."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows({**ORDINARY, **row} for row in rows)
    return out.getvalue()


def load(database: Sessions, *rows: dict[str, str]) -> Report:
    """Imports ordinary contracts with the given differences."""
    with database.begin() as session:
        return import_contracts(session, read_contracts(contract_file(*rows).splitlines(keepends=True)))


def fill(database_url: str, reps: str, *contracts: str) -> None:
    """Migrates the database at an address, and imports files of contracts (their text), one after the other, and one of
    representatives. The commands do the same (`renewals import`), and take seconds to start.
    """
    migrate(database_url)
    sessions, now = open_database(database_url), datetime.now(UTC)
    with sessions.begin() as session:
        refused = import_reps(session, read_reps(reps.splitlines(keepends=True))).refusals
        for file in contracts:
            rows, source = read_contracts(file.splitlines(keepends=True)), Source("contracts.csv", now, now)
            refused += import_contracts(session, rows, source=source).refusals
    sessions.kw["bind"].dispose()
    assert refused == []


def empty(database: Sessions) -> None:
    """Deletes every row."""
    with database.begin() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(sa.delete(table))


def terms(**differences: Any) -> Terms:
    """An ordinary contract with the given differences."""
    ordinary: dict[str, Any] = {
        "contract_number": "C-1",
        "account": "Contoso",
        "account_number": "A-1",
        "country": "FR",
        "segment": "enterprise",
        "contact_name": "Claire Martin",
        "product": "Endpoint Protection",
        "product_type": "software",
        "offering": "essential-support",
        "start_on": date(2026, 1, 1),
        "end_on": date(2026, 12, 31),
        "auto_renew": False,
        "quantity": 10,
        "reseller": "Distrilog",
        "owner_email": "paul@vendor.example",
    }
    return Terms(**{**ordinary, **differences})
