from __future__ import annotations

from pathlib import Path

import pytest
from acting import ActingDesk

from renewals.store.database import Sessions


@pytest.fixture
def acting(database: Sessions, tmp_path: Path) -> ActingDesk:
    """Léa, who owns contracts of Contoso and Fjord Lines, in a conversation; and Sam, who sees none of them."""
    return ActingDesk(database, tmp_path)
