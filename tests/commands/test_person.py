"""`renewals person`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import erasures
from bot.commands import app as commands
from renewals.store.database import Sessions
from renewals.store.tables import OperatorEntry
from tests.history import Talk

UNKNOWN = "nobody@contoso.example"
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


@pytest.mark.parametrize("what", [["export", UNKNOWN], ["erase", UNKNOWN, "--yes"], ["erase", UNKNOWN]])
def test_of_somebody_unknown_it_says_so_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Sessions, database_url: str, what: list[str]
) -> None:
    monkeypatch.setenv("RENEWALS_DATABASE_URL", database_url)
    monkeypatch.setenv("RENEWALS_VAR", str(tmp_path))
    Talk(database, identity=CLAIRE).ask(0)
    file = [*(["--file", str(tmp_path / "nobody.json")] if what[0] == "export" else [])]
    done = CliRunner().invoke(commands, ["person", *what, *file])
    assert done.exit_code == 1
    assert f"kept under {UNKNOWN}. Nothing was written." in done.output
    assert list(tmp_path.glob("*.json*")) == []
    with database() as session:
        assert session.query(OperatorEntry).all() == []


@pytest.mark.parametrize("what", ["export", "erase"])
@pytest.mark.parametrize("wrong", ["claire", "claire@", "a b@contoso.example"])
def test_what_is_no_address_is_refused_with_a_sentence(what: str, wrong: str) -> None:
    done = CliRunner().invoke(commands, ["person", what, wrong])
    assert done.exit_code == 2
    assert "is no e-mail address" in done.output
