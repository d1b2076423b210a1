from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from renewals.store.database import Sessions, open_database
from tests.acts.acting import CONTRACTS, ActingDesk
from tests.builders import load


@pytest.fixture(scope="session")
def file_with_contracts(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """A SQLite database with the contracts of the representatives, to be copied."""
    file = tmp_path_factory.mktemp("acts") / "acts.db"
    database = open_database(f"sqlite:///{shutil.copy(migrated_file, file)}")
    load(database, *CONTRACTS)
    database.kw["bind"].dispose()
    return file


@pytest.fixture
def database(file_with_contracts: Path, tmp_path: Path) -> Sessions:
    return open_database(f"sqlite:///{shutil.copy(file_with_contracts, tmp_path / 'test.db')}")


@pytest.fixture
def acting(database: Sessions, tmp_path: Path) -> ActingDesk:
    """Léa, who owns contracts of Contoso and Fjord Lines, in a conversation; and Sam, who sees none of them."""
    return ActingDesk(database, tmp_path)
