"""One sales desk for all journeys; whatever it sends is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from renewals.store.database import Sessions
from tests.slack.handed_off import SETTINGS, close_all
from tests.slack.local_slack import BINARY, NPM, LocalSlack, local_slack
from tests.slack.proxy import Proxy, proxy_before
from tests.slack.sales_desk import TEAM_REPS, Desk, sales_desk
from tests.slack.schedule import Schedule, scheduled
from tests.slack.validators import check_all_sent


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The folder of what tools/setup-tests takes from npm: a Slack that others wrote, and schemas of Slack's blocks."""
    assert BINARY.exists(), "These tests need packages from npm. `make test` installs them."
    return NPM


@pytest.fixture(scope="session")
def running_desk(tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path) -> Iterator[Desk]:
    with sales_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture
def desk(running_desk: Desk) -> Iterator[Desk]:
    """The sales desk with empty channels and nothing going wrong.

    In the end, every block that left is held against the validators.
    """
    running_desk.proxy.calm()
    running_desk.forget_posts()
    running_desk.slack.forget()
    yield running_desk
    check_all_sent(running_desk.proxy)


@pytest.fixture(scope="session")
def running_office(tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path) -> Iterator[Desk]:
    with sales_desk(tmp_path_factory.mktemp("office"), reps=TEAM_REPS, **SETTINGS) as desk:
        yield desk


@pytest.fixture
def office(running_office: Desk) -> Iterator[Desk]:
    """The sales desk with teams in two regions, both at work, and no request open."""
    close_all(running_office)
    running_office.proxy.calm()
    running_office.forget_posts()
    running_office.slack.forget()
    yield running_office
    check_all_sent(running_office.proxy)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, npm_packages: Path) -> Iterator[tuple[LocalSlack, Proxy]]:
    with (
        local_slack(tmp_path_factory.mktemp("slack"), "http://127.0.0.1:9/none") as slack,
        proxy_before(slack.address) as proxy,
    ):
        yield slack, proxy


@pytest.fixture
def schedule(workspace: tuple[LocalSlack, Proxy], database: Sessions) -> Iterator[Schedule]:
    """Digests and reminders, with a clock that the test moves."""
    with scheduled(workspace, database) as running:
        yield running
