"""What `make up` installs is enough: the packages that the programs import are those of requirements/app.lock, not of
the tests beside them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.usefixtures("programs")

# Every module that the programs load when they start, by the packages that they come from.
IMPORTED = """
import json, sys
from importlib.metadata import packages_distributions
import actions.server, bot.app, bot.commands
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps(sorted({package for module, packages in packages_distributions()
  .items() if module in loaded for package in packages})))
"""
OURS = {"renewal-assistant"}
# Authlib takes httpx2 where it is there, and httpx, which is locked, where it is not; OpenTelemetry psutil, or nothing.
EITHER = {"httpx2", "psutil"}


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_the_programs_import_nothing_that_only_the_tests_bring() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = {plain(package) for package in json.loads(done.stdout)}
    locked = {
        plain(name)
        for name in re.findall(
            r"^([\w.-]+)==", (ROOT / "requirements" / "app.lock").read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert "sqlalchemy" in imported
    assert imported - locked - OURS - EITHER == set()
