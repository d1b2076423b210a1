"""The gateway within the tests' own process, on each database."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def migrated_database(server_url: str) -> str:
    """The address of a database on it with all tables and no row, to be copied."""
    url = empty_database(server_url)
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """The address of a migrated, empty database of each kind, of the test's own."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'renewals.db')}"
    template: str = request.getfixturevalue("migrated_database")
    return empty_database(request.getfixturevalue("server_url"), template)


@pytest.fixture(params=["sqlite", "postgresql"])
def unmigrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'renewals.db'}"
    return empty_database(request.getfixturevalue("server_url"))


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    """That database, open."""
    opened = open_database(database_url)
    yield opened
    opened.kw["bind"].dispose()
