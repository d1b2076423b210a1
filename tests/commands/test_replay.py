"""`renewals replay` where nothing is kept; what it plays is tried in tests/evaluation/test_kept.py."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bot.commands import app
from renewals.store.database import Sessions
from tests.history import Talk


@pytest.mark.parametrize("days", ["1", "7"])
def test_where_nothing_is_kept_it_says_so_and_starts_nothing(
    monkeypatch: pytest.MonkeyPatch, database: Sessions, database_url: str, days: str
) -> None:
    monkeypatch.setenv("RENEWALS_DATABASE_URL", database_url)
    monkeypatch.setenv("RENEWALS_NOW", "2026-11-23T09:00:00+00:00")
    # Too long ago for either.
    Talk(database).ask(0)
    monkeypatch.setattr("bot.evaluation.kept.own_stack", None)
    done = CliRunner().invoke(app, ["replay", "--days", days, "--json"])
    assert done.exit_code == 0, done.output
    assert f"within {days} days is kept" in done.stderr
    assert json.loads(done.stdout) == {"messages": 0, "changes": []}
