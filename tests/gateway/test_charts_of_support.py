"""The charts of support's page: drawn from the figures of the page, and up to date when they are opened alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.insights import charts, report
from bot.insights.figures import charted, collect
from bot.insights.tables import FigureWords
from renewals.store.figures.summary import refresh
from tests.gateway.support_page import door, sign_in
from tests.history import Talk


def talked(app: Any) -> None:
    """A stranger asked something two days ago."""
    talk = Talk(app.state.sessions, began_at=datetime.now(UTC) - timedelta(days=2))
    talk.ask(0, "answer", "how-to-renew")


async def test_a_chart_has_the_figures_of_its_page(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, _):
        talked(app)
        refresh(app.state.sessions)
        now = datetime.now(UTC)
        chosen = report.selection("", "", "", "", "", now.date())
        with app.state.sessions() as session:
            whole = collect(session, chosen, now)
            for name in charts.CHARTS:
                assert whole[name]
                assert charted(session, chosen, name) == {name: whole[name]}


async def test_a_chart_that_is_opened_alone_holds_what_was_said(tmp_path: Path, database_url: str) -> None:
    async with door(tmp_path, database_url) as (app, client):
        talked(app)
        await sign_in(client, "manager")
        drawn = (await client.get("/support/charts/topics.svg", params={"in": "en"})).text
        assert FigureWords("en").topic("how-to-renew") in drawn
