"""What the tests share: a database of their own, contracts to put into it, and the whole product running once for all
tests that talk to it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from bot import model
from bot.ephemeral_stack import own_stack
from renewals.store.database import Sessions, migrate, open_database
from tests.api.labelled import PlayedSets
from tests.stack import API_KEY, IDENTITY_SECRET, SHOP, SHOP_KEY, TODAY, Stack

# The same examples at each run, and no time limits: these machines are shared, and a slow test is not a wrong one.
settings.register_profile(
    "project", derandomize=True, deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow]
)
# More of them: make test-all.
settings.register_profile("whole", settings.get_profile("project"), max_examples=60)
settings.load_profile("project")


# Run by the engine's interpreter: tests/nlu/pytest.ini.
collect_ignore = ["nlu"]

# What a test needs, by the fixtures that it asks for; one that needs none of this is fast. No test is marked by hand.
NEEDS = {
    "engine_python": "engine",
    "browser": "browser",
    "firefox": "firefox",
    "postgres_url": "postgres",
    "server_url": "postgres",
    "npm_packages": "npm",
    "turbo": "npm",
    "many_contracts": "bulk",
    "programs": "programs",
    "timed": "timed",
}
# What all tests of a folder need.
FOLDERS = {"gateway": "gateway", "handoff": "gateway"}
# What the cases of a test need that runs on several databases or desks.
CASES = {"postgresql": "postgres", "request-tracker": "request_tracker"}


# Products that several files of tests share. Where tests run side by side, these files run one after the other in one
# process, so that each product is started once; every other file is a group of its own.
SHARED = ("running_desk", "running_office", "played", "observed")
# The groups that take longest begin first: else one that takes minutes would run last, with nothing beside it. Beside
# the shared products, by what its tests need a file is taken to be as long as the first of these.
LONGEST_FIRST = ("npm", "engine", "browser", "firefox", "programs", "postgres", "bulk", "timed")


# Before the hook of pytest-xdist, which reads the groups.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    for item in items:
        needs = {NEEDS[name] for name in item.fixturenames if name in NEEDS}
        needs |= {need for folder, need in FOLDERS.items() if folder == item.path.parent.name}
        if hasattr(item, "callspec"):
            needs |= {need for case, need in CASES.items() if case in item.callspec.params.values()}
        for marker in needs or {"fast"}:
            item.add_marker(marker)
    if hasattr(config, "workerinput"):  # one of the processes of pytest-xdist
        _group(items)


def _group(items: list[pytest.Function]) -> None:
    """Gives each test its group, and orders them by groups (`SHARED`, `LONGEST_FIRST`)."""
    shared, ranks = dict[Path, str](), dict[Path, int]()
    for item in items:
        product = next((name for name in SHARED if name in item.fixturenames), None)
        if product:
            shared[item.path] = product
        named = {marker.name for marker in item.iter_markers()}
        rank = next((number for number, name in enumerate(LONGEST_FIRST) if name in named), len(LONGEST_FIRST))
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(shared.get(item.path, item.nodeid.split("::")[0])))

    def order(item: pytest.Function) -> tuple[int, str]:
        product = shared.get(item.path)
        return (SHARED.index(product) - len(SHARED), product) if product else (ranks[item.path], "")

    items.sort(key=order)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores: each waits a third of its time for starts, mails and clocks."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def engine_python() -> Path:
    """The engine's interpreter; for tests that run a program in it."""
    assert model.PYTHON.exists(), "These tests need the dialogue engine's environment. `make test` sets it up."
    return model.PYTHON


@pytest.fixture(scope="session")
def programs() -> Path:
    """Our own interpreter; for tests that start programs or servers, or wait for what hangs: seconds each."""
    return Path(sys.executable)


@pytest.fixture(scope="session")
def timed() -> None:
    """For tests that measure how long something takes: they run after all others, with nothing beside them."""


@pytest.fixture(scope="session")
def trained_model(engine_python: Path) -> Path:
    """The model, trained when it is missing or stale."""
    model.MODEL.parent.mkdir(exist_ok=True)
    # The tests run in several processes; one of them trains.
    with FileLock(model.MODEL.parent / "training.lock"):
        if not model.is_current():
            model.train(print)
    return model.MODEL


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Stack]:
    """The product as `make up` starts it: real engine, real actions, real gateway, with the demonstration contracts, on
    23 November 2026.
    """
    folder = tmp_path_factory.mktemp("stack")
    own: dict[str, Any] = {
        "RENEWALS_TODAY": TODAY,
        "RENEWALS_IDENTITY_SECRET": IDENTITY_SECRET,
        "RENEWALS_API_KEYS": API_KEY,
        "RENEWALS_SITE_KEYS": f"{SHOP_KEY}={SHOP}",
    }
    with own_stack(folder, **own) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield Stack(address, folder, client)


@pytest.fixture(scope="session")
def played(stack: Stack) -> PlayedSets:
    """The labelled sets, said to the running product."""
    return PlayedSets(stack)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables and no row, to be copied: migrating anew takes longer than many a test."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def database_url(tmp_path: Path, migrated_file: Path) -> str:
    """The address of an empty, migrated SQLite database."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'test.db')}"


@pytest.fixture
def database(database_url: str) -> Sessions:
    """An empty, migrated SQLite database."""
    return open_database(database_url)
