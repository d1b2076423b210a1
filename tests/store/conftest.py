from pathlib import Path

import pytest

from renewals.store.database import Sessions, migrate, open_database


@pytest.fixture(scope="module")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Sessions:
    """One database for all examples of a property, which empties it itself."""
    file: Path = tmp_path_factory.mktemp("shared") / "test.db"
    url = f"sqlite:///{file}"
    migrate(url)
    return open_database(url)
