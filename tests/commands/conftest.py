"""Messages to be reviewed, and the files that examples are written to."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from bot.review import review
from bot.training_data import EXAMPLES
from renewals.store.database import Sessions
from tests.commands.reviewed import NOW


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the examples, to be written to."""
    return Path(shutil.copytree(EXAMPLES, tmp_path / "nlu"))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch, database: Sessions, root: Path) -> Callable[..., str]:
    """A person who types these lines at the review; gives what they saw."""

    def typed(*lines: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        seen = io.StringIO()
        review(database, Console(file=seen, width=200), root, lambda: NOW)
        return seen.getvalue()

    return typed
