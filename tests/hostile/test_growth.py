"""No text takes longer to read than it grows: every pattern and every matcher of the product, over hostile texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import model
from bot.settings import ROOT

HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.usefixtures("timed")


def measured(interpreter: str | Path, folder: Path, matchers: str, *packages: str) -> dict[str, Any]:
    """What `tests.hostile.measure` finds in some packages."""
    paths = os.pathsep.join(str(path) for path in (folder, ROOT))
    environment = {**os.environ, **model.quiet_environment(), "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    command = [str(interpreter), "-W", "ignore", "-m", "tests.hostile.measure", str(folder), matchers, *packages]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize(
    ("interpreter", "matchers", "packages", "among"),
    [
        (
            sys.executable,
            "tests.hostile.matchers_of_the_gateway",
            ("actions", "renewals", "bot"),
            ("renewals/periods/tokens.py", "actions/firms_named.py"),
        ),
        (
            model.PYTHON,
            "tests.hostile.matchers_of_the_engine",
            ("nlu",),
            ("nlu/dialogue/split.py", "nlu/entities/gazetteer.py"),
        ),
    ],
)
def test_nothing_takes_longer_than_its_text(
    engine_python: Path, interpreter: Path, matchers: str, packages: tuple[str, ...], among: tuple[str, ...]
) -> None:
    told = measured(interpreter, ROOT, matchers, *packages)
    assert told["refused"] == []
    found = {place.split(":")[0] for place in told["places"]}
    assert set(among) <= found


@pytest.fixture(scope="module")
def planted(engine_python: Path) -> list[str]:
    refused: list[str] = measured(sys.executable, HERE / "planted", "matchers_planted", "planted")["refused"]
    return refused


@pytest.mark.parametrize(
    "said",
    [
        "slow.py:9: '\\\\b(?:of|for)",
        "slow.py:10: '\\\\S*\\\\d\\\\S*'",
        "slow.py:11: 'due\\\\s+(.+)e'",
        "slow.py:6: import re as a whole",
        "slow.py:7: import re as a whole",
        "slow.py:16: '[\\\\w.+]*\\\\w'",
        "slow.py:20: this pattern was never made",
        "words: ",
        "pairs: ",
    ],
)
def test_a_planted_pattern_or_matcher_that_takes_longer_is_found(planted: list[str], said: str) -> None:
    assert [refusal for refusal in planted if said in refusal], planted


def test_what_takes_no_longer_is_not_refused(planted: list[str]) -> None:
    assert not [refusal for refusal in planted if refusal.startswith("upper")]
