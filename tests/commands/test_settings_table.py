"""Settings are told of: every one stands in the README's table and in .env.sample, with its default."""

from __future__ import annotations

import runpy
import sys
from types import SimpleNamespace

import pytest

from bot.commands import main
from bot.settings import ROOT, Settings

TOOL = SimpleNamespace(**runpy.run_path(str(ROOT / "tools" / "write-env-sample")))


def test_the_table_names_every_setting_once_and_nothing_else() -> None:
    named = [name for row in TOOL.table() for name in row.names]
    assert sorted(named) == sorted(TOOL.settings())


@pytest.mark.parametrize("name", TOOL.settings())
def test_the_table_gives_each_settings_default(name: str) -> None:
    row = next(row for row in TOOL.table() if name in row.names)
    default = TOOL.settings()[name]
    assert row.meaning
    if default:
        assert default in [told.strip("` ") for told in row.default.split(",")]
    else:
        assert row.default


def test_the_sample_is_what_the_settings_and_the_table_give() -> None:
    assert TOOL.SAMPLE.read_text(encoding="utf-8") == TOOL.sample(), "Run .venv/bin/python tools/write-env-sample"


def test_a_copied_sample_changes_no_setting() -> None:
    lines = TOOL.sample().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("RENEWALS_TODAY", "tomorrow", "a day, as in 2026-12-31"),
        ("RENEWALS_TODAY", "31/12/2026", "a day, as in 2026-12-31"),
        ("RENEWALS_PORT", "eighty", "a whole number"),
        ("RENEWALS_PORT", "99999", "less than or equal to 65535"),
        ("RENEWALS_NOW", "noon", "an instant with its distance from UTC"),
        ("RENEWALS_NOW", "2026-11-23T10:00", "an instant with its distance from UTC"),
        ("RENEWALS_IN_FLIGHT", "-7", "greater than or equal to 1"),
        ("RENEWALS_DATABASE_URL", "my-database", "a database's address"),
        (
            "RENEWALS_DATABASE_URL",
            "postgresql://user:pass@host/name",
            ("as in sqlite:////srv/renewals.db or postgresql+psycopg://"),
        ),
        ("RENEWALS_ENGINE_DATABASE_URL", "postgresql+psycopg://user:pass@host/name", "or postgresql://user"),
        ("RENEWALS_ENGINE_DATABASE_URL", "mysql://user:pass@host/name", "a database's address"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_form_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, form: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["renewals", "export", "none.csv"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = " ".join(capsys.readouterr().err.split())
    assert ended.value.code == 2
    assert f"The setting {name} cannot be used" in said
    assert form in said
    assert value not in said


@pytest.mark.parametrize(
    "origins", ["example.com", "https://shop.example/chat", "*", ("https://shop.example ftp://shop.example")]
)
def test_a_site_that_no_browser_names_so_is_refused_with_what_to_write(origins: str) -> None:
    assert "RENEWALS_ORIGINS" in (Settings(origins=origins).wrong or "")


def test_sites_are_compared_as_browsers_write_them() -> None:
    settings = Settings(origins="https://Shop.Example/ http://127.0.0.1:8080")
    assert settings.wrong is None
    assert settings.allowed_origins == ["https://shop.example", "http://127.0.0.1:8080"]


def test_a_secret_that_can_be_guessed_is_refused_and_not_shown() -> None:
    refused = Settings(identity_secret="abcde").wrong or ""
    assert "RENEWALS_IDENTITY_SECRET" in refused
    assert "abcde" not in refused
    assert Settings(identity_secret="s" * 32).wrong is None


def test_a_setting_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENEWALS_TODAY", "")
    monkeypatch.setenv("RENEWALS_PORT", "")
    assert (Settings().today, Settings().port) == (None, 8000)
