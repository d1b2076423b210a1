"""Where tests run side by side, those of a file run in one process, and so do all files that share a product."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from bot.settings import ROOT

CONFTEST = """
import time

import pytest

from tests.conftest import pytest_collection_modifyitems


@pytest.fixture(scope="session")
def observed():
    pass


@pytest.fixture(autouse=True)
def not_done_at_once():
    time.sleep(0.02)  # so that the other process is given its share
"""
TESTS = """
import pytest


@pytest.mark.parametrize("number", range(8))
def test_one(number{fixture}):
    pass
"""


def test_a_file_and_all_that_share_a_product_run_in_one_process(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name, fixture in {"shared_1": ", observed", "shared_2": ", observed", "alone_1": "", "alone_2": ""}.items():
        (tmp_path / f"test_{name}.py").write_text(TESTS.format(fixture=fixture))
    run = [sys.executable, "-m", "pytest", "-vv", "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
    ended = subprocess.run(
        [*run, "-c", ROOT / "pyproject.toml", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    processes = defaultdict[str, set[str]](set)
    for process, file in re.findall(r"\[(gw\d)\] .*?PASSED test_(\w+)\.py", ended.stdout):
        processes[file].add(process)
    assert {len(some) for some in processes.values()} == {1}, ended.stdout
    assert processes["shared_1"] == processes["shared_2"] != processes["alone_1"]
