"""How long each figure of support takes over 1,000,000 messages, on SQLite and PostgreSQL, and how long the summary
tables take to be made and kept.

`make bench-figures` runs it. Seconds are medians of five; each figure is held to one second, the page to two
(docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.insights.figures import collect
from bot.insights.tables import tables
from renewals.answers import catalogue
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.figures import breakdowns, shares, waiting
from renewals.store.figures.selection import Selection
from renewals.store.figures.summary import refresh
from renewals.store.tables import Conversation, Deflection, Feedback, Handoff, HandoffTransition, Message, Understanding
from tests.postgres import postgres

YEAR = Selection(date(2025, 11, 1), date(2026, 11, 30))
BEGAN = datetime(2025, 11, 1, tzinfo=UTC)
NOW = BEGAN + timedelta(days=390)
QUESTIONS_A_TALK, HELD = 4, 40
# Seconds: each figure, and the whole page with all its tables.
LIMIT, PAGE, PAGE_LIMIT = 1.0, "the page", 2.0
KINDS = ["answer"] * 12 + ["contract"] * 3 + ["smalltalk"] * 2 + ["fallback"] * 2 + ["clarify"]
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
    PAGE: lambda session: tables(collect(session, YEAR, NOW), "en"),
}


def fill(sessions: Sessions, messages: int) -> None:
    """So many messages in conversations of eight, over 390 days; a rating in ten answers, a request for a person in
    forty conversations, a ticket in four.
    """
    draw = random.Random(22)  # noqa: S311 - a made-up history
    asked = list(catalogue())
    talks = messages // (2 * QUESTIONS_A_TALK)
    for first in range(0, talks, 5000):
        rows = dict[Any, list[dict[str, Any]]]()
        for talk in range(first, min(first + 5000, talks)):
            for table, row in _talk(draw, asked, talk):
                rows.setdefault(table, []).append(row)
        with sessions.begin() as session:
            for table in (Conversation, Message, Understanding, Feedback, Handoff, HandoffTransition, Deflection):
                if rows.get(table):
                    session.execute(sa.insert(table), rows[table])
    with sessions.begin() as session:
        session.execute(sa.text("ANALYZE"))


def _talk(draw: random.Random, asked: list[str], talk: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    at, name, language = (
        BEGAN + timedelta(seconds=draw.randrange(390 * 86400)),
        f"talk-{talk}",
        draw.choice(["en", "fr"]),
    )
    identity = f"contact{draw.randrange(2000)}@firm.example" if draw.random() < 0.2 else None
    yield Conversation, {
        "id": name, "token_hash": name, "language": language, "identity": identity, "door": draw.choice(["chat",
        "chat", "slack"]), "created_at": at,
        "expires_at": at,
    }  # fmt: skip
    for turn in range(QUESTIONS_A_TALK):
        at += timedelta(minutes=draw.choice([1, 1, 2, 3000]))
        said = {"conversation_id": name, "language": language, "answered": True, "said_at": at}
        yield from _turn(draw, asked, said, 2 * (talk * QUESTIONS_A_TALK + turn) + 1)
    if talk % HELD == 0:
        yield from _request(draw, name, language, at, 2 * talk * QUESTIONS_A_TALK + 1)
    if talk % 4 == 0:
        outcome = draw.choice(["solved", "submitted", None])
        yield (
            Deflection,
            {"id": name, "language": language, "topics": draw.choice([[], ["a"]]), "outcome": outcome, "asked_at": at},
        )


def _turn(
    draw: random.Random, asked: list[str], said: dict[str, Any], number: int
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A question and its answer, the first of which has a number; how it was understood, and now and then a vote."""
    kind, question = draw.choice(KINDS), draw.choice(asked)
    asking = {"number": number, "id": f"{number}", "answers": None, "speaker": "customer", "text": "how? " * 8}
    yield Message, {**said, **asking, "reply": None}
    reply = {"kind": kind, "topic": question.partition("/")[0], "sources": [], "buttons": []}
    answering = {"number": number + 1, "id": f"{number + 1}", "answers": f"{number}", "speaker": "assistant"}
    yield Message, {**said, **answering, "text": "so. " * 60, "reply": reply}
    yield Understanding, {
        "message_id": f"{number}", "topic": reply["topic"], "question": question, "confidence": 0.9, "ranking": [],
        "refused": draw.random() < 0.05,
    }  # fmt: skip
    if draw.random() < 0.1:
        yield Feedback, {"reply_id": f"{number + 1}", "helpful": draw.random() < 0.8, "given_at": said["said_at"]}


def _request(
    draw: random.Random, talk: str, language: str, at: datetime, number: int
) -> Iterator[tuple[Any, dict[str, Any]]]:
    taken = at + timedelta(minutes=draw.randrange(3000))
    yield Handoff, {
        "reference": f"H-{number}", "conversation_id": talk, "region": draw.choice(["EMEA", "AMS", "JP", "CN", "SG"]),
        "reason": "asked", "language": language,
        "state": "resolved", "asked_number": number, "relayed": 0, "answered": 0, "moves": 0, "rounds": 1,
        "asked_at": at, "waiting_since": at,
        "claimed_at": taken, "ended_at": taken, "seen_at": at,
    }  # fmt: skip
    yield (
        HandoffTransition,
        {
            "reference": f"H-{number}",
            "at": taken,
            "actor": "paul",
            "what": "claimed",
            "from_state": "waiting",
            "to_state": "claimed",
        },
    )


def measure(sessions: Sessions, messages: int) -> bool:
    """Prints a line a figure; whether all keep to the limit."""
    fill(sessions, messages)
    begun = time.perf_counter()
    talks = refresh(sessions)
    print(f"  summary tables from nothing: {time.perf_counter() - begun:.1f} s for {talks} conversations")
    begun = time.perf_counter()
    again = refresh(sessions)
    print(
        f"  summary tables when little has changed: {time.perf_counter() - begun:.2f} s ({again} "
        f"conversations read again)"
    )
    with sessions.begin() as session:
        session.execute(sa.text("ANALYZE"))
    kept = True
    for name, figure in FIGURES.items():
        seconds, own = list[float](), list[float]()
        for _ in range(5):
            with sessions() as session:
                begun, worked = time.perf_counter(), time.process_time()
                figure(session)
                seconds.append(time.perf_counter() - begun)
                own.append(time.process_time() - worked)
        kept = kept and statistics.median(seconds) <= (PAGE_LIMIT if name == PAGE else LIMIT)
        print(
            (
                f"  {name:<24} {statistics.median(seconds):.3f} s, of these {statistics.median(own):.3f} s of "
                f"this process"
            ),
            flush=True,
        )
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    chosen = parser.parse_args()
    kept = True
    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.db"
        with postgres(Path(folder) / "postgres") as server:
            for kind, url in (("SQLite", f"sqlite:///{file}"), ("PostgreSQL", server)):
                print(f"{kind}, {chosen.messages} messages")
                migrate(url)
                sessions = open_database(url)
                kept = measure(sessions, chosen.messages) and kept
                sessions.kw["bind"].dispose()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
