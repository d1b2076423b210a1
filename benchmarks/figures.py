"""How long each figure of support takes over 1,000,000 messages, on SQLite and PostgreSQL, how long the page /support
takes with its charts, and how long the summary tables take to be made and kept.

`make bench-figures` runs it. Seconds are medians of five; each figure is held to one second, the page to two
(docs/benchmarks.md). With `--folder` what was made stays there, so that the next run with the same number of messages
only measures.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.history import NOW, fill
from bot.gaps import grouped
from bot.insights import passwords
from bot.insights.figures import collect
from bot.insights.tables import tables
from renewals.store import support
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.figures import behind, breakdowns, shares, waiting
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from renewals.store.reviews import doubtful
from renewals.store.tables import StaleVisits
from tests.gateway_within import gateway, settings
from tests.postgres import kept_postgres

YEAR = Selection(date(2025, 11, 1), date(2026, 11, 30))
# Seconds: each figure, and what is shown together.
LIMIT, TOGETHER_LIMIT = 1.0, 2.0
ROUNDS = 5
FIGURES: dict[str, Callable[[Session], Any]] = {
    "shares of conversations": lambda session: shares.conversations(session, YEAR, NOW),
    "shares of tickets": lambda session: shares.tickets(session, YEAR),
    "topics": lambda session: breakdowns.topics(session, YEAR),
    "questions": lambda session: breakdowns.questions(session, YEAR),
    "days": lambda session: breakdowns.slices(session, YEAR, "day"),
    "languages": lambda session: breakdowns.slices(session, YEAR, "language"),
    "doors": lambda session: breakdowns.slices(session, YEAR, "door"),
    "regions": lambda session: breakdowns.slices(session, YEAR, "region"),
    "waiting": lambda session: waiting.waited(session, YEAR),
    "open requests": lambda session: waiting.open_now(session, YEAR),
    "conversations of a figure": lambda session: behind.visits(session, behind.Behind("unanswered"), YEAR, NOW),
    "a page of tickets": lambda session: behind.tickets(session, "submitted", YEAR),
    "what is not answered": lambda session: grouped(doubtful(session, 500, NOW)),
    "words that are rare": lambda session: behind.search(session, "no such words", YEAR),
}
ALL_FIGURES: Callable[[Session], Any] = lambda session: tables(collect(session, YEAR, NOW), "en")  # noqa: E731
USER, PASSWORD = "lead@vendor.example", "a long enough password"


def make(url: str, messages: int) -> None:
    """The history and its summary tables, where they are not there yet."""
    migrate(url)
    sessions = open_database(url)
    with sessions() as session:
        said = session.scalar(sa.text("SELECT max(number) FROM messages"))
        read = session.scalar(sa.text("SELECT max(message) FROM figure_marks"))
    if not said:
        begun = time.perf_counter()
        fill(sessions, messages)
        print(f"  history: {time.perf_counter() - begun:.0f} s", flush=True)
    if not read:
        begun = time.perf_counter()
        talks = refresh(sessions)
        taken = time.perf_counter() - begun
        print(f"  summary tables from nothing: {taken:.1f} s for {talks} conversations", flush=True)
        with sessions.begin() as session:
            session.execute(sa.text("ANALYZE"))
    sessions.kw["bind"].dispose()


def measure(url: str, folder: Path) -> bool:
    """Prints a line a figure; whether all keep to the limit."""
    sessions = open_database(url)
    begun = time.perf_counter()
    again = refresh(sessions)
    print(f"  summary tables when nothing has changed: {time.perf_counter() - begun:.2f} s ({again} conversations)")
    with sessions.begin() as session:
        # As if replies in fifty conversations had been rated.
        session.add_all(StaleVisits(conversation_id=f"talk-{number * 100}") for number in range(50))
    begun = time.perf_counter()
    again = refresh(sessions)
    print(f"  summary tables when little has changed: {time.perf_counter() - begun:.2f} s ({again} conversations)")
    kept = [_line(name, *_in_session(sessions, figure), LIMIT) for name, figure in FIGURES.items()]
    kept.append(_line("all figures", *_in_session(sessions, ALL_FIGURES), TOGETHER_LIMIT))
    sessions.kw["bind"].dispose()
    kept.append(_line("the page and its charts", *asyncio.run(_page(url, folder)), TOGETHER_LIMIT))
    return all(kept)


def _line(name: str, seconds: list[float], own: list[float], limit: float) -> bool:
    taken = statistics.median(seconds)
    over = "" if taken <= limit else f"   over {limit:.0f} s"
    print(f"  {name:<26} {taken:.3f} s, of these {statistics.median(own):.3f} s of this process{over}", flush=True)
    return taken <= limit


@contextmanager
def _clocked(seconds: list[float], own: list[float]) -> Iterator[None]:
    begun, worked = time.perf_counter(), time.process_time()
    yield
    seconds.append(time.perf_counter() - begun)
    own.append(time.process_time() - worked)


def _in_session(sessions: Sessions, figure: Callable[[Session], Any]) -> tuple[list[float], list[float]]:
    seconds, own = list[float](), list[float]()
    for _ in range(ROUNDS):
        with _clocked(seconds, own), sessions() as session:
            figure(session)
    return seconds, own


async def _page(url: str, folder: Path) -> tuple[list[float], list[float]]:
    """The page of the whole year as a browser loads it: the page, then its charts side by side."""
    seconds, own = list[float](), list[float]()
    chosen = {"from": YEAR.first.isoformat(), "to": YEAR.last.isoformat()}
    # What is made for once is not to be deleted by age.
    own_settings = settings(folder, url, now_at=NOW, keep_texts_days=4000, keep_figures_days=4000)
    async with gateway(own_settings) as (app, client):
        with app.state.sessions.begin() as session:
            support.set_user(session, USER, [support.MANAGER], passwords.hashed(PASSWORD), NOW)
        form = {"email": USER, "password": PASSWORD}
        signed_in = await client.post("/support/sign-in", data=form, headers={"Origin": "http://gateway"})
        assert signed_in.status_code == 303, signed_in.text
        for _ in range(ROUNDS):
            with _clocked(seconds, own):
                shown = [await client.get("/support", params=chosen)]
                charts = (client.get(f"/support/charts/{name}.svg", params=chosen) for name in ("days", "topics"))
                shown += await asyncio.gather(*charts)
            assert all(answer.status_code == 200 for answer in shown)
    return seconds, own


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the databases stay; by default they are made for this run")
    parser.add_argument("--make", action="store_true", help="only make the databases")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), help="only on this one")
    chosen = parser.parse_args()
    with TemporaryDirectory() as own:
        # PostgreSQL may run as another user.
        Path(own).chmod(0o755)
        folder = (chosen.folder or Path(own)).resolve() / f"{chosen.messages}"
        folder.mkdir(parents=True, exist_ok=True)
        kept = True
        for kind in [chosen.on] if chosen.on else ["sqlite", "postgresql"]:
            print(f"{kind}, {chosen.messages} messages", flush=True)
            with _database(kind, folder) as url:
                make(url, chosen.messages)
                kept = (chosen.make or measure(url, Path(own))) and kept
    return 0 if kept else 1


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'figures.db'}"
    else:
        with kept_postgres(folder / "postgres") as url:
            yield url


if __name__ == "__main__":
    sys.exit(main())
