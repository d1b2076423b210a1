"""The record of decisions: for every labelled message, dialogue and ticket the topics answered, and the stage that
decided.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx
from rich.progress import track

from bot.evaluation.dataset import CannotEvaluate
from bot.settings import ROOT
from renewals import answers

SETS = ROOT / "nlu" / "evaluation"
RECORD = SETS / "record" / "decisions.jsonl"
# Sets of single messages and of dialogues; each stands once for each language ("" is the labelled set, named by its
# language alone).
SINGLES, DIALOGUES, SEVERAL, TICKETS = ("", "development.", "blind."), "dialogues.", "several", "tickets."
# The stage that a ticket's suggestions come from (bot/deflection).
SUGGESTIONS = "suggestions"
# Who speaks: a stranger, or a person of the demonstration contracts whom the host site has signed in.
STRANGER, CUSTOMER, REP = "stranger", "customer", "rep"
ADDRESSES = {CUSTOMER: "claire.martin@contoso.example", REP: "paul.durand@vendor.example"}
TODAY = "2026-11-23"
AT_ONCE = 4
# A model that is trained anew on another machine may differ in the last digits.
CONFIDENCE_MARGIN = 0.02


@dataclass(frozen=True)
class Decision:
    """What was decided about one message: where it stands, who said it, the replies' topics, how sure, and the deciding
    stage.
    """

    set: str
    line: int
    speaker: str
    topics: tuple[str | None, ...]
    confidence: float
    decided_by: str

    @property
    def place(self) -> tuple[str, int, str]:
        return self.set, self.line, self.speaker


@dataclass(frozen=True)
class Heard:
    """What was decided about a message, the id of its conversation, and the whole answer (of POST /messages)."""

    decision: Decision
    conversation_id: str
    answer: dict[str, Any]


@dataclass(frozen=True)
class Script:
    """One conversation to be played: (set, line, text) of its messages."""

    language: str
    speaker: str
    messages: tuple[tuple[str, int, str], ...]


def scripts(folder: Path = SETS) -> list[Script]:
    """Every conversation of the evaluation sets; dialogues are played by a stranger,
    a customer and a representative.
    """
    played = [
        Script(row["language"], STRANGER, (one,))
        for name in _by_language(*SINGLES)
        for one, row in rows_of(folder, name)
    ]
    played += [Script(row["language"], CUSTOMER, (one,)) for one, row in rows_of(folder, SEVERAL)]
    for name in _by_language(DIALOGUES):
        for _, turns in groupby(rows_of(folder, name), key=lambda pair: pair[1]["dialogue"]):
            said = list(turns)
            messages = tuple(one for one, _ in said)
            played += [Script(said[0][1]["language"], speaker, messages) for speaker in (STRANGER, CUSTOMER, REP)]
    return played


def play(address: str, key: str, tokens: Mapping[str, str], played: Sequence[Script]) -> list[Decision]:
    """The decisions of a running product; `key`: an API key; `tokens`:
    the identity token of `customer` and of `rep`.
    """
    return [heard.decision for heard in hear(address, key, tokens, played)]


def hear(address: str, key: str, tokens: Mapping[str, str], played: Sequence[Script]) -> list[Heard]:
    """As `play`, with the answers."""
    headers = {"X-API-Key": key}
    with (
        httpx.Client(base_url=f"{address}/api/v1", timeout=60, headers=headers) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        conversations = pool.map(lambda script: _played(client, script, tokens.get(script.speaker)), played)
        shown = track(conversations, "Playing …", total=len(played), transient=True)
        return [heard for conversation in shown for heard in conversation]


def suggested(address: str, key: str, folder: Path = SETS) -> list[Decision]:
    """What a running product suggests for the labelled tickets."""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60, headers=headers) as client:
        return [
            _suggested(client, place, row) for name in _by_language(TICKETS) for place, row in rows_of(folder, name)
        ]


def differences(now: Sequence[Decision], recorded: Sequence[Decision]) -> list[str]:
    """Where the decisions of now are not the recorded ones, in words."""
    kept = {one.place: one for one in recorded}
    told = [f"{one.place}: not recorded" for one in now if one.place not in kept]
    for one in now:
        before = kept.get(one.place)
        if before is None:
            continue
        if one.topics != before.topics or one.decided_by != before.decided_by:
            told.append(
                f"{one.place}: {one.topics} by {one.decided_by}; recorded {before.topics} by {before.decided_by}"
            )
        elif abs(one.confidence - before.confidence) > CONFIDENCE_MARGIN:
            told.append(f"{one.place}: {one.topics} at {one.confidence:.2f}; recorded at {before.confidence:.2f}")
    return told


def save(decisions: Sequence[Decision], file: Path = RECORD) -> None:
    """Writes the record, one line a message."""
    rows = [json.dumps(asdict(one), ensure_ascii=False) for one in sorted(decisions, key=lambda one: one.place)]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")


def load(file: Path = RECORD) -> list[Decision]:
    """The record as it was written."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Decision(**{**row, "topics": tuple(row["topics"])}) for row in rows]


def _by_language(*names: str) -> list[str]:
    return [name + language for name in names for language in answers.languages()]


def rows_of(folder: Path, name: str) -> Iterator[tuple[tuple[str, int, str], dict[str, Any]]]:
    """The rows of a set, each with its place: set, line, and what is said (of a ticket its subject)."""
    for number, line in enumerate((folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        yield (name, number, row.get("text", row.get("subject"))), row


def _suggested(client: httpx.Client, place: tuple[str, int, str], row: Mapping[str, Any]) -> Decision:
    ticket = {"subject": row["subject"], "body": row["body"], "language": row["language"]}
    try:
        found = client.post("/deflections", json=ticket).raise_for_status().json()["suggestions"]
    except httpx.HTTPError as error:
        raise CannotEvaluate(
            f"{client.base_url} suggests nothing ({type(error).__name__}). Is the assistant up?"
        ) from None
    confidence = found[0]["confidence"] if found else 0.0
    return Decision(
        place[0], place[1], STRANGER, tuple(one["topic"] for one in found), round(confidence, 3), SUGGESTIONS
    )


def _played(client: httpx.Client, script: Script, token: str | None) -> list[Heard]:
    body = {"language": script.language} | ({"identity_token": token} if token else {})
    try:
        conversation = client.post("/conversations", json=body).raise_for_status().json()
        messages = f"/conversations/{conversation['conversation_id']}/messages"
        headers = {"Authorization": f"Bearer {conversation['token']}"}
        heard = []
        for place, line, text in script.messages:
            answer = (
                client.post(messages, json={"text": text}, headers=headers, params={"explain": 1})
                .raise_for_status()
                .json()
            )
            decision = _decision(place, line, script.speaker, answer)
            heard.append(Heard(decision, conversation["conversation_id"], answer))
    except httpx.HTTPError as error:
        raise CannotEvaluate(
            f"{client.base_url} does not answer as it should ({type(error).__name__}). Is the assistant up?"
        ) from None
    return heard


def _decision(place: str, line: int, speaker: str, answer: dict[str, Any]) -> Decision:
    understood = answer.get("understood") or {"confidence": 1.0, "decided_by": "gateway"}
    topics = tuple(reply["topic"] for reply in answer["replies"])
    return Decision(place, line, speaker, topics, round(understood["confidence"], 3), understood["decided_by"])
