"""`renewals person`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import erasures
from bot.commands import app as commands
from renewals.store.database import Sessions
from tests.history import Talk

CANARY = "xylophone-canary"
CLAIRE = "claire@contoso.example"


def test_a_person_gets_all_that_is_kept_of_them_and_nothing_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Sessions, database_url: str
) -> None:
    monkeypatch.setenv("RENEWALS_DATABASE_URL", database_url)
    monkeypatch.setenv("RENEWALS_VAR", str(tmp_path))
    hers = Talk(database, identity=CLAIRE)
    hers.rate(hers.ask(0, text=CANARY), True)
    Talk(database, identity="ken@contoso.example").ask(0, text="another one's words")
    run, file = CliRunner(), tmp_path / "claire.json"
    assert run.invoke(commands, ["person", "export", "Claire@Contoso.example", "--file", str(file)]).exit_code == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert [message["text"] for message in found["conversations"][0]["messages"]] == [CANARY, "so."]
    assert "another one's words" not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    assert run.invoke(commands, ["person", "erase", CLAIRE], input="n\n").exit_code == 1
    assert erasures.asked(tmp_path) == []
    assert run.invoke(commands, ["person", "erase", "claire"]).exit_code == 2
    assert run.invoke(commands, ["person", "erase", CLAIRE, "--yes"]).exit_code == 0
    assert [one.is_of(CLAIRE) for one in erasures.asked(tmp_path)] == [True]
