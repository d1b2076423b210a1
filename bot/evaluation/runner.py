"""Says labelled messages to the running product, as its clients do."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from rich.progress import track

from bot.evaluation.dataset import CannotEvaluate, Labelled

AT_ONCE = 4


@dataclass(frozen=True)
class Scored:
    """A labelled message, what was understood, how surely (0 to 1), and how long the answer took (milliseconds)."""

    message: Labelled
    understood: str | None
    kind: str
    confidence: float
    milliseconds: float

    @property
    def right(self) -> bool:
        return self.understood == self.message.topic


def score(messages: Sequence[Labelled], address: str) -> list[Scored]:
    """Says each message in a conversation of its own, and takes the topic of the first reply."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        return list(track(pool.map(lambda message: _said(client, message), messages), "Asking …", total=len(messages), transient=True))


def _said(client: httpx.Client, message: Labelled) -> Scored:
    try:
        started = client.post("/conversations", json={"language": message.language})
        if started.status_code == 429:
            raise CannotEvaluate("The gateway limits requests. Start it with RENEWALS_RATE_LIMITS=off for an evaluation.")
        conversation = started.raise_for_status().json()
        before = time.perf_counter()
        answer = client.post(
            f"/conversations/{conversation['conversation_id']}/messages",
            json={"text": message.text},
            headers={"Authorization": f"Bearer {conversation['token']}"},
        )
        reply = answer.raise_for_status().json()["replies"][0]
    except httpx.HTTPError as error:
        raise CannotEvaluate(f"{client.base_url} does not answer as it should ({type(error).__name__}). Is the assistant up?") from None
    return Scored(message, reply["topic"], reply["kind"], reply["confidence"], 1000 * (time.perf_counter() - before))
