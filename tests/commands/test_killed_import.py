"""An import that is killed in the middle leaves nothing half loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.settings import ROOT
from renewals.store.database import open_database
from renewals.store.tables import Account, Contract
from tests.builders import contract_file


@pytest.fixture(scope="module")
def many_contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose import takes some seconds."""
    file = tmp_path_factory.mktemp("many") / "contracts.csv"
    rows = (
        {"contract_number": f"C-{n}", "account_number": f"A-{n}", "account_name": f"Firm {n}"} for n in range(20_000)
    )
    file.write_text(contract_file(*rows), encoding="utf-8")
    return file


# While it migrates, and while it writes; further moments are tried in `make test-all`.
MOMENTS = [0.1, 0.6, *(pytest.param(after, marks=pytest.mark.long) for after in (0.0, 0.05, 0.2, 1.0))]


@pytest.mark.parametrize("after", MOMENTS)
def test_a_killed_import_loads_nothing_and_can_be_run_again(tmp_path: Path, many_contracts: Path, after: float) -> None:
    environment = {**os.environ, "RENEWALS_VAR": str(tmp_path), "RENEWALS_DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot", "import", str(many_contracts)]
    database = tmp_path / "renewals.db"
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as importing:
        while not database.exists() and importing.poll() is None:
            time.sleep(0.01)
        # From here on it migrates, then reads and writes for some two seconds.
        time.sleep(after)
        importing.send_signal(signal.SIGKILL)
    assert importing.returncode == -signal.SIGKILL
    assert subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    ).stdout.startswith("20000 new")
    sessions = open_database(f"sqlite:///{database}")
    with sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Contract)) == 20_000
        assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 20_000
