"""The engine's tracker store on PostgreSQL: its own tests (tests/nlu/engine) once more, on a server of this test."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bot import model
from bot.settings import ROOT
from tests.postgres import postgres

TESTS = "tests/nlu/engine/test_tracker_store.py"


def test_the_tracker_store_does_the_same_on_postgresql(engine_python: Path, tmp_path: Path) -> None:
    with postgres(tmp_path) as url:
        environment = {**os.environ, "RENEWALS_TEST_POSTGRESQL": url.replace("+psycopg", "")}
        options = ["-c", "tests/nlu/pytest.ini", f"--basetemp={tmp_path / 'inner'}", "-k", "postgresql"]
        command: list[str | Path] = [model.PYTHON, "-m", "pytest", *options, TESTS]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
