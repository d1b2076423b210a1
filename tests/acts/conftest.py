from __future__ import annotations

from pathlib import Path

import pytest

from renewals.store.database import Sessions
from tests.acts.acting import ActingDesk


@pytest.fixture
def acting(database: Sessions, tmp_path: Path) -> ActingDesk:
    """Léa, who owns contracts of Contoso and Fjord Lines, in a conversation; and Sam, who sees none of them."""
    return ActingDesk(database, tmp_path)
