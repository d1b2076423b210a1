"""One sales desk for all journeys, and one with teams for all hand-offs, on each database; whatever the first sends is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from local_slack import BINARY, NPM, TEAMS
from postgres import postgres
from sales_desk import Desk, sales_desk
from stack import IDENTITY_SECRET
from validators import check_all_sent

OFFICE = {
    "SLACK_CHANNEL_EMEA": TEAMS["EMEA"],
    "SLACK_CHANNEL_AMS": TEAMS["AMS"],
    # Tuesday afternoon in Paris, morning in New York.
    "RENEWALS_NOW": "2026-11-17T14:30:00+00:00",
    "RENEWALS_API_KEYS": "the-key",
    "RENEWALS_IDENTITY_SECRET": IDENTITY_SECRET,
}


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The folder of what tools/setup-tests takes from npm: a Slack that others wrote, and schemas of Slack's blocks."""
    assert BINARY.exists(), "These tests need packages from npm. `make test` installs them."
    return NPM


@pytest.fixture(scope="session")
def running_desk(tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path) -> Iterator[Desk]:
    with sales_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(scope="session")
def running_office(tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path) -> Iterator[Desk]:
    """A sales desk with two teams, both of them at work."""
    with sales_desk(tmp_path_factory.mktemp("office"), **OFFICE) as desk:
        yield desk


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def office_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path, postgres_url: str
) -> Iterator[Desk]:
    """The same on PostgreSQL."""
    with sales_desk(tmp_path_factory.mktemp("office"), RENEWALS_DATABASE_URL=postgres_url, **OFFICE) as desk:
        yield desk


@pytest.fixture
def desk(running_desk: Desk) -> Iterator[Desk]:
    """The sales desk with empty channels and nothing going wrong. In the end, every block that left is held against the validators."""
    running_desk.proxy.calm()
    running_desk.slack.forget()
    yield running_desk
    check_all_sent(running_desk.proxy)
