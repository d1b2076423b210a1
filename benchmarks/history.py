"""A made-up history for benchmarks of the figures of support: the same at each run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from renewals.answers import catalogue
from renewals.store.database import Sessions
from renewals.store.tables import Conversation, Deflection, Feedback, Handoff, HandoffTransition, Message, Understanding

BEGAN = datetime(2025, 11, 1, tzinfo=UTC)
NOW = BEGAN + timedelta(days=390)
QUESTIONS_A_TALK, HELD = 4, 40
KINDS = ["answer"] * 12 + ["contract"] * 3 + ["smalltalk"] * 2 + ["fallback"] * 2 + ["clarify"]


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
