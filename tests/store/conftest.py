"""The store's tests run on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from renewals.store.database import Sessions, migrate, open_database
from tests.builders import empty
from tests.postgres import empty_database, postgres


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated database of each kind, shared by the tests, each of which finds it empty."""
    url: str
    url = (
        request.getfixturevalue("postgres_url")
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.db'}"
    )
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    return empty_database(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(migrated_url: str) -> Iterator[Sessions]:
    sessions = open_database(migrated_url)
    empty(sessions)
    yield sessions
    sessions.kw["bind"].dispose()


@pytest.fixture(scope="module")
def shared_database(migrated_url: str) -> Iterator[Sessions]:
    """One database for all examples of a property, which empties it itself."""
    sessions = open_database(migrated_url)
    yield sessions
    sessions.kw["bind"].dispose()
