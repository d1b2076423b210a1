"""`renewals import --full`: what a file no longer holds ends, once that is agreed to; a much smaller file is hard to
load by accident.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import typer.testing

from bot import contract_import
from bot.commands import app
from renewals.access import SalesRep
from renewals.store.contracts import contracts_of
from renewals.store.database import open_database
from tests.builders import contract_file


class Site:
    """A database, and files that are loaded into it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, f"sqlite:///{folder}/renewals.db"

    def load(self, count: int, *options: str, said: str | None = None) -> typer.testing.Result:
        file = self.folder / "crm.csv"
        file.write_text(
            contract_file(*({"contract_number": f"C-{number}"} for number in range(count))), encoding="utf-8"
        )
        environment = {"RENEWALS_DATABASE_URL": self.url, "RENEWALS_VAR": str(self.folder)}
        return typer.testing.CliRunner().invoke(app, ["import", str(file), *options], input=said, env=environment)

    def count(self) -> int:
        with open_database(self.url)() as session:
            return contracts_of(session, SalesRep("x@vendor.example", manager=True), 1)[1]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    assert site.load(10).exit_code == 0
    return site


@pytest.mark.parametrize(
    ("held", "options", "ends"),
    [
        (9, ("--full", "--yes"), True),
        (9, ("--full", "--ending", "1"), True),
        (9, ("--full", "--ending", "2"), False),
        (9, ("--full",), False),
        (5, ("--full", "--yes"), False),
        (5, ("--full", "--yes", "--ending", "5"), True),
        (5, ("--full", "--ending", "4"), False),
        (0, ("--full", "--yes", "--ending", "10"), False),
        (9, (), False),
        (9, ("--yes",), False),
    ],
)
def test_without_a_terminal_contracts_end_only_where_that_was_said(
    site: Site, held: int, options: tuple[str, ...], ends: bool
) -> None:
    done = site.load(held, *options)
    assert site.count() == (held if ends else 10)
    assert (done.exit_code == 0) == (ends or not options)


@pytest.mark.parametrize(
    ("held", "said", "ends"),
    [(9, "y\n", True), (9, "n\n", False), (9, "\n", False), (5, "y\n", False), (5, "5\n", True)],
)
def test_at_a_terminal_it_is_shown_and_asked_and_many_only_by_their_number(
    site: Site, monkeypatch: pytest.MonkeyPatch, held: int, said: str, ends: bool
) -> None:
    monkeypatch.setattr(contract_import, "at_a_terminal", lambda: True)
    done = site.load(held, "--full", said=said)
    assert f"No longer on file after it: {10 - held}." in done.stdout
    assert "C-9 · Contoso · Endpoint Protection · 2026-12-31" in done.stdout
    assert site.count() == (held if ends else 10)


def test_a_dry_run_shows_what_would_end_and_ends_nothing(site: Site) -> None:
    done = site.load(4, "--full", "--dry-run")
    assert "No longer on file after it: 6." in done.stdout
    assert done.exit_code == 0
    assert site.count() == 10
