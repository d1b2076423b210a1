"""The gateway within the tests' own process, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from renewals.store.database import Sessions, migrate, open_database
from tests.postgres import empty_database, postgres


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server."""
    with postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind, of the test's own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'renewals.db'}"
    return empty_database(request.getfixturevalue("server_url"))


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    """That database, migrated and open."""
    migrate(database_url)
    opened = open_database(database_url)
    yield opened
    opened.kw["bind"].dispose()
