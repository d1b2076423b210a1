"""Says labelled messages to the running product, as its clients do."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
from rich.progress import track

from bot.evaluation.dataset import CannotEvaluate, Labelled

AT_ONCE = 4


@dataclass(frozen=True)
class Scored:
    """A labelled message, what was understood, how surely (0 to 1), and how long the answer took (milliseconds).

    `likeliest`: the three likeliest topics, where the product told how it understood.
    """

    message: Labelled
    understood: str | None
    kind: str
    confidence: float
    milliseconds: float
    likeliest: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.understood in (self.message.topic, *self.message.also)

    @property
    def right_among_three(self) -> bool:
        return self.right or not {self.message.topic, *self.message.also}.isdisjoint(self.likeliest)


def score(messages: Sequence[Labelled], address: str, key: str = "") -> list[Scored]:
    """Says each message in a conversation of its own, and takes the topic of the first reply.

    `key`: an API key, with which the product tells how it understood as well.
    """
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        return list(
            track(
                pool.map(lambda message: _said(client, key, message), messages),
                "Asking …",
                total=len(messages),
                transient=True,
            )
        )


def _said(client: httpx.Client, key: str, message: Labelled) -> Scored:
    try:
        started = client.post("/conversations", json={"language": message.language})
        if started.status_code == 429:
            raise CannotEvaluate(
                "The gateway limits requests. Start it with RENEWALS_RATE_LIMITS=off for an evaluation."
            )
        conversation = started.raise_for_status().json()
        before = time.perf_counter()
        answer = client.post(
            f"/conversations/{conversation['conversation_id']}/messages",
            json={"text": message.text},
            headers={"Authorization": f"Bearer {conversation['token']}", **({"X-API-Key": key} if key else {})},
            params={"explain": 1} if key else {},
        )
        told = answer.raise_for_status().json()
    except httpx.HTTPError as error:
        raise CannotEvaluate(
            f"{client.base_url} does not answer as it should ({type(error).__name__}). Is the assistant up?"
        ) from None
    return scored_by(message, told, 1000 * (time.perf_counter() - before))


def scored_by(message: Labelled, answer: dict[str, Any], milliseconds: float = 0.0) -> Scored:
    """A labelled message with the topic of the first reply in an answer (of POST /messages)."""
    reply = answer["replies"][0]
    likeliest = tuple(topic for topic, _ in _first_ranking(answer.get("understood"))[:3])
    return Scored(message, reply["topic"], reply["kind"], reply["confidence"], milliseconds, likeliest)


def _first_ranking(understood: dict[str, Any] | None) -> list[tuple[str, float]]:
    """The first question's topics, likeliest first; empty where nothing was told."""
    stages = understood["trace"][0] if understood and understood["trace"] else []
    ranking: list[tuple[str, float]] = stages[0]["ranking"] if stages else []
    return ranking
