from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from renewals.store.database import Sessions
from tests.builders import load
from tests.handoff.office import Office


@pytest.fixture
async def office(database: Sessions, tmp_path: Path) -> AsyncIterator[Office]:
    """A team's office, and a customer with one contract that runs and one that has run out."""
    load(database, {"end_date": "2026-12-15"}, {"contract_number": "C-2", "end_date": "2026-11-01"})
    office = Office(database, tmp_path / "outbox")
    yield office
    await office.worker.close()
