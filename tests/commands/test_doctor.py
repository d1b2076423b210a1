"""`renewals doctor` says in words what is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import doctor, model
from bot.commands import app
from bot.settings import Settings
from bot.supervisor import free_port
from renewals.store import jobs
from renewals.store.database import Sessions, migrate, revisions
from renewals.store.slack import DELIVERY


@pytest.fixture
def chosen(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a product whose model is current, and which is not up."""
    tmp_path.chmod(0o700)
    monkeypatch.setattr(model, "is_current", lambda: True)
    monkeypatch.setattr(model, "PYTHON", Path(__file__))
    monkeypatch.setattr(model, "MODEL", Path(__file__))
    return Settings(var=tmp_path, database_url=database_url, port=free_port())


def wrong(chosen: Settings) -> list[str]:
    return [finding.said for finding in doctor.examine(chosen) if not finding.fine]


def test_where_all_is_well_but_the_gateway_is_not_up_it_says_that_alone(chosen: Settings) -> None:
    (said,) = wrong(chosen)
    assert "No gateway answers" in said
    assert "gateway.log" in said


def test_tables_of_another_revision_are_named(chosen: Settings, tmp_path: Path) -> None:
    old = f"sqlite:///{tmp_path / 'old.db'}"
    migrate(old, revisions()[-2])
    said = wrong(chosen.model_copy(update={"database_url": old}))
    assert any(revisions()[-2] in one and revisions()[-1] in one for one in said)


def test_a_database_that_is_away_is_told_without_its_password(chosen: Settings) -> None:
    said = wrong(chosen.model_copy(update={"database_url": f"postgresql+psycopg://u:hush@127.0.0.1:{free_port()}/x"}))
    assert any("database does not do its work" in one for one in said)
    assert "hush" not in " ".join(said)


def test_what_waits_too_long_an_open_folder_and_a_damaged_list_are_told(
    chosen: Settings, database: Sessions, tmp_path: Path
) -> None:
    with database.begin() as session:
        jobs.add(session, DELIVERY, "k", "k", chosen.now() - timedelta(minutes=30))
    tmp_path.chmod(0o755)
    (tmp_path / "erasures.jsonl").write_text("{}\n")
    said = " ".join(wrong(chosen))
    for word in ("slack-deliveries: 1 wait, the oldest for 30 minutes", "chmod 700", "line 1"):
        assert word in said


def test_a_missing_model_and_settings_that_cannot_work_are_told(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "is_current", lambda: False)
    said = " ".join(wrong(chosen.model_copy(update={"default_region": "MARS", "rate_limits": "off"})))
    for word in ("RENEWALS_DEFAULT_REGION", "RENEWALS_RATE_LIMITS=off", "renewals train"):
        assert word in said


def test_the_command_ends_with_one_where_something_is_wrong(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("RENEWALS_VAR", chosen.var),
        ("RENEWALS_DATABASE_URL", chosen.database_url),
        ("RENEWALS_PORT", chosen.port),
    ):
        monkeypatch.setenv(name, str(value))
    ran = CliRunner().invoke(app, ["doctor"])
    assert ran.exit_code == 1
    assert "✗ No gateway answers" in ran.stdout
    assert "The database takes writes." in ran.stdout
