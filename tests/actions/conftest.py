"""The database that the actions are tried on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions import environment
from renewals.store.database import Sessions
from renewals.store.tables import Conversation, Rep
from tests.builders import load


@pytest.fixture
def shown(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """A database with some contracts, on 23 November 2026, and two conversations: a stranger's and Claire's."""
    monkeypatch.setenv("RENEWALS_DATABASE_URL", database_url)
    monkeypatch.setenv("RENEWALS_TODAY", "2026-11-23")
    environment.sessions.cache_clear()
    database = environment.sessions()
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
    return database


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
