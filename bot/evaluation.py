"""Scores labelled messages through the running product."""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

OUT_OF_SCOPE = "out-of-scope"
AT_ONCE = 4


@dataclass(frozen=True)
class Labelled:
    """A message with the topic it belongs to; `scope` tells near from far where it is out of scope."""

    text: str
    topic: str
    language: str
    scope: str | None = None


@dataclass(frozen=True)
class Scored:
    """A labelled message, what was understood, how surely, and how long the answer took (milliseconds)."""

    message: Labelled
    understood: str | None
    kind: str
    confidence: float
    milliseconds: float

    @property
    def right(self) -> bool:
        return self.understood == self.message.topic


class CannotEvaluate(Exception):
    """The file or the running product is not fit for it; the message says why."""


def read(files: Iterable[Path]) -> list[Labelled]:
    """The labelled messages of JSON-lines files."""
    messages = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                messages.append(Labelled(row["text"], row["topic"], row["language"], row.get("scope")))
            except (ValueError, KeyError, TypeError) as error:
                raise CannotEvaluate(
                    f"{file}, line {number}: each line must be an object with text, topic and language ({error})"
                ) from None
    return messages


def score(messages: Sequence[Labelled], address: str) -> list[Scored]:
    """Says each message in a conversation of its own."""
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


def report(files: Sequence[Path], address: str, console: Console) -> int:
    """Scores the files and prints what came of it; the exit status."""
    try:
        scored = score(read(files), address)
    except (CannotEvaluate, OSError) as problem:
        console.print(str(problem), markup=False)
        return 2
    table = Table(title="Scores")
    for heading in ("language", "messages", "right topic", "out of scope refused", "near", "far", "good ones refused", "median ms"):
        table.add_column(heading)
    for language in sorted({one.message.language for one in scored}):
        own = [one for one in scored if one.message.language == language]
        table.add_row(language, str(len(own)), *figures(own), f"{statistics.median(one.milliseconds for one in own):.0f}")
    console.print(table)
    wrong = Counter((one.message.language, one.message.topic, str(one.understood)) for one in scored if not one.right)
    confusions = Table(title="Most frequent confusions")
    for heading in ("language", "meant", "understood", "times"):
        confusions.add_column(heading)
    for (language, meant, understood), times in wrong.most_common(25):
        confusions.add_row(language, meant, understood, str(times))
    console.print(confusions)
    return 0


def figures(scored: Sequence[Scored]) -> list[str]:
    """Right topics among the messages in scope; refusals among those out of scope (all, near, far); false refusals."""
    inside = [one for one in scored if one.message.topic != OUT_OF_SCOPE]
    outside = [one for one in scored if one.message.topic == OUT_OF_SCOPE]
    near = [one for one in outside if one.message.scope == "near"]
    far = [one for one in outside if one.message.scope == "far"]
    right = sum(one.right for one in inside)
    return [_share(right, len(inside)), *(_share(sum(one.right for one in group), len(group)) for group in (outside, near, far)),
            _share(sum(one.understood == OUT_OF_SCOPE for one in inside), len(inside))]  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part}/{whole})" if whole else "–"
