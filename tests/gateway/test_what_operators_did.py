"""What operators do is kept, and auditors see it: by a command, in Slack, and at the start of the gateway."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.commands import app as commands
from renewals import answers
from renewals.store import audit
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.slack import ChannelAnswers, set_channel_answers
from renewals.store.tables import OperatorEntry
from tests.gateway.support_page import PASSWORD, door, sign_in
from tests.history import Talk

CLAIRE = "claire@contoso.example"


def did(sessions: Sessions) -> list[tuple[str, str, str]]:
    with sessions() as session:
        return [(one.who, one.what, one.about) for one in session.scalars(sa.select(OperatorEntry).order_by("id"))]


def run(*words: str, said: str = "") -> int:
    done = CliRunner().invoke(commands, list(words), input=said)
    assert "Traceback" not in done.output
    return done.exit_code


def test_what_is_done_by_command_is_kept_with_who_did_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'renewals.db'}"
    monkeypatch.setenv("RENEWALS_DATABASE_URL", url)
    monkeypatch.setenv("RENEWALS_VAR", str(tmp_path))
    monkeypatch.setenv("SUDO_USER", "ann")
    migrate(url)
    before = open_database(url)
    Talk(before, identity=CLAIRE).ask(0)
    before.kw["bind"].dispose()
    twice = f"{PASSWORD}\n{PASSWORD}\n"
    assert run("support-user", "bob@vendor.example", "--role", "auditor", said=twice) == 0
    assert run("support-user", "bob@vendor.example", "--role", "boss", said=twice) == 2
    assert run("support-user", "bob@vendor.example", "--remove") == 0
    assert run("support-user", "bob@vendor.example", "--remove") == 1
    assert run("person", "export", CLAIRE, "--file", str(tmp_path / "claire.json")) == 0
    assert run("person", "erase", CLAIRE, said="n\n") == 1
    assert run("person", "erase", CLAIRE, "--yes") == 0
    assert run("export", str(tmp_path / "contracts.csv")) == 0
    assert run("backup", str(tmp_path / "kept")) == 0
    (made,) = (tmp_path / "kept").iterdir()
    assert run("restore", str(made), "--yes") == 0
    sessions = open_database(url)
    found = did(sessions)
    # What came after the backup is taken back with all else; the restore itself stands behind it.
    assert [what for _, what, _ in found] == [
        audit.USER_SET, audit.USER_REMOVED, audit.PERSON_EXPORTED, audit.PERSON_ERASED, audit.CONTRACTS_EXPORTED,
        audit.RESTORED,
    ]  # fmt: skip
    assert {who for who, _, _ in found} == {"ann"}
    assert found[0][2] == "bob@vendor.example auditor"
    assert found[-1][2] == made.name
    # Nobody's address stands there who was erased; who knows it finds what was done.
    assert CLAIRE not in str(found)
    today = datetime.now(UTC).date()
    with sessions() as session:
        about = [one.what for one in audit.entries(session, today, today, "Claire@Contoso.example")]
        assert about == [audit.PERSON_ERASED, audit.PERSON_EXPORTED]
        assert [one.what for one in audit.entries(session, today, today, "ken@contoso.example")] == []
        assert len(audit.entries(session, today, today, "ann", most=2)) == 2
    sessions.kw["bind"].dispose()


async def test_auditors_alone_see_what_operators_did(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        with app.state.sessions.begin() as session:
            set_channel_answers(
                session, "T1", "C77", ChannelAnswers.EVERYBODY, "grace@vendor.example", datetime.now(UTC)
            )
            for what in audit.DID:
                audit.record(session, what, "=something", "ann")
        await sign_in(client, "support")
        assert (await client.get("/support/operators.csv")).status_code == 403
        await sign_in(client, "auditor")
        page = (await client.get("/support/audit")).text
        file = (await client.get("/support/operators.csv", params={"who": "grace@vendor.example"})).text
        whole = (await client.get("/support/operators.csv")).text
    for language in answers.languages():
        assert {f"did-{what}" for what in audit.DID} <= set(answers.topics(language)["support"].phrases)
    assert all(answers.phrase("en", "support", f"did-{what}").replace("'", "&#39;") in page for what in audit.DID)
    assert "grace@vendor.example,channel-set,C77 everybody" in file
    assert "something" not in file
    # What a spreadsheet would take for a formula is text.
    assert ",'=something" in whole


async def test_a_gateway_that_starts_without_limits_is_told(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url, rate_limits="off") as (app, _):
        assert [what for _, what, _ in did(app.state.sessions)] == [audit.LIMITS_OFF]


async def test_a_gateway_with_limits_is_no_news(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url, rate_limits="on") as (app, _):
        assert did(app.state.sessions) == []
