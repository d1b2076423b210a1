"""`renewals parse` shows how a text is understood, without anything being up."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import model
from bot.commands import app


def output(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["parse", *arguments], env={"COLUMNS": "160"})
    return done.exit_code, " ".join(done.output.split())


def test_the_stages_and_the_decision_are_shown(trained_model: Path) -> None:
    status, shown = output("how do I cancel automatic renewal?")
    assert status == 0
    assert "cancel-auto-renewal" in shown
    assert "Decided by" in shown


def test_a_text_is_understood_by_what_was_said_before_it(trained_model: Path) -> None:
    status, shown = output("et pour le matériel ?", "--after", "que comprend Essential Support ?")
    assert status == 0
    assert "Decided by carry_over: hardware-support" in shown
    assert "product_kind: hardware" in shown


def test_without_a_model_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(model, "MODEL", tmp_path / "none.tar.gz")
    assert output("hello") == (1, "There is no model yet. Train it: renewals train")


def test_a_model_of_another_version_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trained_model: Path) -> None:
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as packed:
        packed.add(__file__, "components/something.py")
    monkeypatch.setattr(model, "MODEL", other)
    status, shown = output("hello")
    assert status == 1
    assert "no model of this version" in shown
