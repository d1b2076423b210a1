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


@pytest.mark.parametrize(("name", "value"), [("RENEWALS_TODAY", "tomorrow"), ("RENEWALS_PORT", "eighty"), ("RENEWALS_NOW", "noon")])
def test_a_setting_that_cannot_be_used_is_told_in_a_sentence_without_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["renewals", "export", "none.csv"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"The setting {name} cannot be used" in said.replace("\n", " ")
    assert value not in said


def test_a_setting_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENEWALS_TODAY", "")
    monkeypatch.setenv("RENEWALS_PORT", "")
    assert (Settings().today, Settings().port) == (None, 8000)
