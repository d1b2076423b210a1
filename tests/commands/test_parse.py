"""`renewals parse` shows how a text is understood, without anything being up."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import model
from bot.commands import app
from bot.conversation.messages import from_customer
from protocol.turn import Stage, Understanding
from renewals.store.conversations import record_understanding
from renewals.store.database import migrate, open_database
from renewals.store.tables import Conversation

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


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


def test_a_model_of_another_version_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trained_model: Path
) -> None:
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as packed:
        packed.add(__file__, "components/something.py")
    monkeypatch.setattr(model, "MODEL", other)
    status, shown = output("hello")
    assert status == 1
    assert "no model of this version" in shown


def test_a_kept_message_tells_how_it_was_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    monkeypatch.setenv("RENEWALS_DATABASE_URL", url)
    migrate(url)
    stages = (
        Stage("classifier", "why-renew", 0.4, (("why-renew", 0.4), ("late-renewal", 0.3))),
        Stage("phrase", "late-renewal", 0.3),
    )
    understood = Understanding(
        "late-renewal", 0.3, stages[0].ranking, False, False, (), "phrase", (stages,), "late-renewal/if-not"
    )
    with open_database(url).begin() as session:
        session.add(Conversation(id="c-1", token_hash="t", language="en", created_at=NOW, expires_at=NOW))
        session.flush()
        message = from_customer("c-1", "ok and if i dont", None, "en", NOW)
        message.number = 1
        session.add(message)
        session.flush()
        record_understanding(session, message, understood)
        number = message.id
    done = CliRunner().invoke(app, ["explain", number], env={"COLUMNS": "160"})
    assert done.exit_code == 0, done.output
    assert "Decided by phrase: late-renewal, late-renewal/if-not" in " ".join(done.output.split())
    assert "why-renew 0.40, late-renewal 0.30" in done.output
    unknown = CliRunner().invoke(app, ["explain", "m-none"], env={"COLUMNS": "160"})
    assert unknown.exit_code == 1
    assert "Nothing is kept" in unknown.output
