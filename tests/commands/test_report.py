"""`renewals report`."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.commands import app
from bot.insights.figures import collect
from bot.insights.tables import tables
from bot.settings import ROOT
from renewals import answers
from renewals.store import deflections
from renewals.store.database import Sessions
from renewals.store.figures.selection import Selection
from tests.history import Talk

RUN = CliRunner()
ALL = Selection(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def kept(database: Sessions, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """A database with two conversations of ten days ago, one of them in French by Slack."""
    monkeypatch.setenv("RENEWALS_DATABASE_URL", database_url)
    began = datetime.now(UTC) - timedelta(days=10)
    Talk(database, began_at=began).ask(0, topic="late-renewal", question="late-renewal/fee", text="a secret word")
    Talk(database, began_at=began, door="slack").ask(0, language="fr")
    return database


def reported(*arguments: str) -> dict[str, object]:
    done = RUN.invoke(app, ["report", "--json", *arguments])
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def shares(found: dict[str, object]) -> dict[str, tuple[int, int]]:
    return {one["name"]: (one["count"], one["whole"]) for one in found["shares"]}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("kept")
def test_json_holds_each_figure_with_its_whole() -> None:
    found = reported()
    assert shares(found)["resolved"] == (2, 2)
    assert [one["topic"] for one in found["topics"]] == ["auto-renewal", "late-renewal"]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("kept")
def test_figures_of_a_language_a_door_and_days() -> None:
    assert shares(reported("--language", "fr"))["answered"] == (1, 1)
    assert shares(reported("--door", "slack"))["answered"] == (1, 1)
    assert shares(reported("--region", "JP"))["answered"] == (0, 0)
    assert shares(reported("--from", "2020-01-01", "--to", "2020-12-31"))["answered"] == (0, 0)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("language", answers.languages())
def test_the_terminal_and_the_page_tell_the_same_in_each_language(tmp_path: Path, language: str) -> None:
    shown = RUN.invoke(app, ["report", "--in", language], env={"COLUMNS": "200"})
    assert RUN.invoke(app, ["report", "--in", language, "--html", str(tmp_path / "page.html")]).exit_code == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for name in ("resolved", "topics", "conversations"):
        assert answers.phrase(language, "figures", name) in shown.stdout
        assert answers.phrase(language, "figures", name).replace("'", "&#x27;") in page
    assert f'lang="{language}"' in page
    assert "a secret word" not in shown.stdout + page


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "wrong",
    [
        ["--from", "yesterday"],
        ["--from", "2026-02-01", "--to", "2026-01-01"],
        ["--region", "EU"],
        ["--language", "xx"],
        ["--in", "xx"],
    ],
)
def test_a_wrong_choice_is_told_with_what_to_give(wrong: list[str]) -> None:
    done = RUN.invoke(app, ["report", *wrong])
    assert done.exit_code == 2
    assert wrong[-1] in done.output
    assert "Traceback" not in done.output


def test_every_share_is_defined_in_the_documentation_and_named_in_each_language(kept: Sessions) -> None:
    documented = set(
        re.findall(r"^\| `([a-z-]+)`", (ROOT / "docs" / "figures.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    with kept() as session:
        found = collect(session, ALL, datetime.now(UTC))
    told = {name for share in found["shares"] for name in (share["name"], share["of"])}
    assert told == documented
    for language in answers.languages():
        assert all(table.title for table in tables(found, language))


def test_tickets_are_not_told_of_a_region(kept: Sessions) -> None:
    with kept() as session:
        found = collect(session, Selection(ALL.first, ALL.last, region="JP"), datetime.now(UTC))
    assert "deflected" not in {share["name"] for share in found["shares"]}


def test_claimed_confirmed_and_caused_stand_side_by_side(kept: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reported()["proof"] is None
    monkeypatch.setenv("RENEWALS_HOLDOUT", "0.5")
    monkeypatch.setenv("RENEWALS_HOLDOUT_SECRET", "a-secret-for-the-assignment-of-visitors")
    began = datetime.now(UTC) - timedelta(days=10)
    with kept.begin() as session:
        for number in range(400):
            arm, name = ("shown", "held-back")[number % 2], f"visitor-{number}"
            deflections.record(session, name, "en", ["a"], began, "shop", name, arm)
            if arm == "held-back" or number % 4:
                deflections.end(
                    session, name, "solved" if arm == "shown" and number % 8 == 2 else "submitted", None, began
                )
    proof: dict[str, object] = reported()["proof"]  # type: ignore[assignment]
    assert (proof["shown"], proof["held_back"]) == ({"visitors": 200, "sent": 50}, {"visitors": 200, "sent": 200})
    assert proof["claimed"]["rate"] == 0.75  # type: ignore[index]
    assert proof["confirmed"]["rate"] == 0.25  # type: ignore[index]
    assert (proof["caused"]["estimate"], proof["caused"]["verdict"]) == (0.75, "works")  # type: ignore[index]
    shown = RUN.invoke(app, ["report", "--in", "fr"], env={"COLUMNS": "250"})
    # A narrow terminal breaks the line.
    assert set(answers.phrase("fr", "figures", "proof-works").split()) <= set(shown.stdout.split())
