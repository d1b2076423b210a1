"""Plays the conversations that are kept through a product of its own, and tells which answers would be others now."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import sqlalchemy as sa
from rich.progress import track
from sqlalchemy.orm import Session

from bot.ephemeral_stack import own_stack
from bot.evaluation.dataset import CannotEvaluate
from bot.evaluation.decisions import AT_ONCE, CUSTOMER, REP, STRANGER
from bot.evaluation.replay import signed_in
from renewals.store.conversations import ASSISTANT
from renewals.store.conversations import CUSTOMER as ASKED
from renewals.store.database import Sessions
from renewals.store.tables import Conversation, Message, Rep

# A page's answer is the same for everybody; other texts hold names, dates and contracts of a product of its own.
SAME_FOR_ALL = "answer"
EXAMPLES = 3


@dataclass(frozen=True)
class Reply:
    """What a reply answered: topic and question, how (its kind),
    and its words where they are the same for everybody.
    """

    topic: str | None
    question: str | None
    kind: str
    text: str | None

    @property
    def name(self) -> str:
        return "/".join(filter(None, (self.topic or "–", self.question and self.question.rpartition("/")[2])))


@dataclass(frozen=True)
class KeptConversation:
    """A conversation as it was: its language, who spoke, and each message of theirs that the assistant answered, with
    the replies.
    """

    language: str
    speaker: str
    turns: tuple[tuple[str, tuple[Reply, ...]], ...]


@dataclass(frozen=True)
class Change:
    """Messages whose answers change in one way: what was answered, what would be, how many, and a few of them.

    `reworded`: only the words differ.
    """

    before: str
    now: str
    reworded: bool
    count: int
    examples: tuple[str, ...]


def kept(session: Session, since: datetime, most: int) -> list[KeptConversation]:
    """The newest conversations that were begun since, oldest first; texts that were deleted by age are left out."""
    query = (
        sa.select(Conversation)
        .where(Conversation.created_at >= since)
        .order_by(Conversation.created_at.desc(), Conversation.id)
    )
    found = []
    for talk in session.scalars(query.limit(most)):
        if turns := tuple(_turns(session, talk.id)):
            found.append(
                KeptConversation(
                    turns[0][2], _speaker(session, talk), tuple((text, replies) for text, replies, _ in turns)
                )
            )
    return found[::-1]


def replay(sessions: Sessions, since: datetime, most: int) -> tuple[int, list[Change]]:
    """How many messages were played, and what changes; the model and the texts are those of the working tree.

    Raises CannotEvaluate and DidNotStart.
    """
    with sessions() as session:
        talks = kept(session, since, most)
    if not talks:
        return 0, []
    secret = secrets.token_urlsafe(32)
    with TemporaryDirectory() as folder, own_stack(Path(folder), RENEWALS_IDENTITY_SECRET=secret) as address:
        return play(address, signed_in(secret), talks)


def play(address: str, tokens: Mapping[str, str], talks: Sequence[KeptConversation]) -> tuple[int, list[Change]]:
    """As `replay`, on a product that runs; `tokens`: the identity token of a customer and of a representative."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        played = pool.map(lambda talk: _played(client, talk, tokens.get(talk.speaker)), talks)
        shown = track(played, "Playing …", total=len(talks), transient=True)
        pairs = [pair for pairs in shown for pair in pairs]
    return len(pairs), changes(pairs)


def changes(pairs: Sequence[tuple[str, tuple[Reply, ...], tuple[Reply, ...]]]) -> list[Change]:
    """Which answers differ (message, before, now), alike ones together, the most frequent first."""
    groups = defaultdict[tuple[str, str, bool], list[str]](list)
    for text, before, now in pairs:
        named, renamed = (" + ".join(reply.name for reply in replies) for replies in (before, now))
        if named != renamed:
            groups[named, renamed, False].append(text)
        elif any(
            old.text != new.text for old, new in zip(before, now, strict=True) if old.kind == new.kind == SAME_FOR_ALL
        ):
            groups[named, renamed, True].append(text)
    found = [Change(*way, len(texts), tuple(dict.fromkeys(texts))[:EXAMPLES]) for way, texts in groups.items()]
    return sorted(found, key=lambda one: (one.reworded, -one.count, one.before, one.now))


def _turns(session: Session, conversation_id: str) -> Iterator[tuple[str, tuple[Reply, ...], str]]:
    said = session.scalars(
        sa.select(Message).where(Message.conversation_id == conversation_id).order_by(Message.number)
    ).all()
    replies = defaultdict[str, list[Reply]](list)
    for message in said:
        if message.speaker == ASSISTANT and message.answers:
            replies[message.answers].append(_reply({**(message.reply or {}), "text": message.text}))
    for message in said:
        if message.speaker == ASKED and message.text and replies[message.id]:
            yield message.text, tuple(replies[message.id]), message.language


def _speaker(session: Session, talk: Conversation) -> str:
    if talk.identity is None:
        return STRANGER
    return REP if session.get(Rep, talk.identity) is not None else CUSTOMER


def _reply(told: Mapping[str, Any]) -> Reply:
    kind = str(told.get("kind"))
    return Reply(
        told.get("topic"),
        told.get("question"),
        kind,
        told["text"] if kind == SAME_FOR_ALL and not told.get("data") else None,
    )


def _played(
    client: httpx.Client, talk: KeptConversation, token: str | None
) -> list[tuple[str, tuple[Reply, ...], tuple[Reply, ...]]]:
    body = {"language": talk.language} | ({"identity_token": token} if token else {})
    try:
        begun = client.post("/conversations", json=body).raise_for_status().json()
        headers = {"Authorization": f"Bearer {begun['token']}"}
        pairs = []
        for text, before in talk.turns:
            answer = client.post(
                f"/conversations/{begun['conversation_id']}/messages", json={"text": text}, headers=headers
            )
            pairs.append((text, before, tuple(_reply(reply) for reply in answer.raise_for_status().json()["replies"])))
    except httpx.HTTPError as error:
        raise CannotEvaluate(
            f"{client.base_url} does not answer as it should ({type(error).__name__}). Is the assistant up?"
        ) from None
    return pairs
