"""The database that the actions are tried on."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions import environment
from renewals.store.database import Sessions, open_database
from renewals.store.tables import Conversation, Rep
from tests.builders import load


@pytest.fixture(scope="session")
def shown_file(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """A SQLite database with some contracts and two conversations, a stranger's and Claire's, to be copied."""
    file = tmp_path_factory.mktemp("shown") / "shown.db"
    database = open_database(f"sqlite:///{shutil.copy(migrated_file, file)}")
    load(
        database,
        {"contract_number": "C-1", "end_date": "2026-12-31"},
        {
            "contract_number": "C-2",
            "product": "ProxySG",
            "product_type": "hardware",
            "offering": "hardware-support",
            "end_date": "2027-02-01",
        },
        {
            "contract_number": "C-3",
            "product": "CloudSOC",
            "product_type": "online-service",
            "offering": "cloud-support",
            "end_date": "2026-11-01",
        },
        {
            "contract_number": "X-1",
            "account_number": "A-2",
            "account_name": "Northwind",
            "contact_email": "ann@northwind.example",
            "country": "US",
        },
    )
    with database.begin() as session:
        for name, identity in (("stranger", None), ("claire", "claire@contoso.example")):
            session.add(
                Conversation(
                    id=name,
                    token_hash=name,
                    language="en",
                    identity=identity,
                    created_at=datetime.now(UTC),
                    expires_at=datetime.now(UTC),
                )
            )
    database.kw["bind"].dispose()
    return file


@pytest.fixture
def shown(shown_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """That database, the test's own, on 23 November 2026."""
    monkeypatch.setenv("RENEWALS_DATABASE_URL", f"sqlite:///{shutil.copy(shown_file, tmp_path / 'test.db')}")
    monkeypatch.setenv("RENEWALS_TODAY", "2026-11-23")
    environment.sessions.cache_clear()
    return environment.sessions()


@pytest.fixture
def territory(shown: Sessions) -> Sessions:
    """Two more firms with like names, a third, and Mona, a manager who asks."""
    load(
        shown,
        {"contract_number": "T-1", "account_number": "A-3", "account_name": "Globex Marine", "end_date": "2026-12-15"},
        {"contract_number": "T-2", "account_number": "A-4", "account_name": "Globex Air", "end_date": "2026-10-15"},
        {
            "contract_number": "T-3",
            "account_number": "A-4",
            "account_name": "Globex Air",
            "end_date": "2026-12-24",
            "product": "ProxySG",
        },
    )
    with shown.begin() as session:
        session.add(
            Rep(
                email="mona@vendor.example",
                name="Mona",
                role="manager",
                regions=[],
                language="en",
                timezone="Europe/Paris",
            )
        )
        session.add(
            Conversation(
                id="mona",
                token_hash="mona",
                language="en",
                identity="mona@vendor.example",
                created_at=datetime.now(UTC),
                expires_at=datetime.now(UTC),
            )
        )
    return shown
