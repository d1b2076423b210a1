"""The commands of the pages for operators do what the pages say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import app
from bot.settings import ROOT
from bot.supervisor import free_port

PAGES = ("operations.md", "runbook.md", "security.md")


def run(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, list(words))
    return ran.exit_code, ran.output


def test_every_command_that_a_page_names_is_one() -> None:
    command = typer.main.get_command(app)
    known = set(command.commands)  # type: ignore[attr-defined]
    named = {
        word
        for page in PAGES
        for word in re.findall(r"\brenewals ([a-z-]+)\b(?=[ `]|$)", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    }
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    made = {
        word
        for page in PAGES
        for word in re.findall(r"`make ([a-z-]+)", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    }
    assert named
    assert named - known == set()
    assert made - targets == set()


def test_the_page_s_backup_restore_and_look_are_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("VAR", tmp_path / "var"),
        ("DATABASE_URL", ""),
        ("ENGINE_DATABASE_URL", ""),
        ("PORT", free_port()),
    ):
        monkeypatch.setenv(f"RENEWALS_{name}", str(value))
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert "renewals backup /backups" in text
    assert run("migrate")[0] == 0
    status, said = run("backup", str(tmp_path / "backups"))
    assert status == 0, said
    (made,) = (tmp_path / "backups").iterdir()
    assert "renewals restore /backups/renewals-" in text
    status, said = run("restore", str(made), "--yes")
    assert status == 0, said
    assert (tmp_path / "var" / "before-restore").is_dir()
    assert "The database takes writes." in run("doctor")[1]


def test_a_folder_that_is_no_backup_is_told_and_nothing_changes(tmp_path: Path) -> None:
    status, said = run("restore", str(tmp_path), "--yes")
    assert status == 1
    assert "no whole backup" in said
