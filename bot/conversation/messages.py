"""What was said, in the form in which it goes out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from protocol.turn import TurnResponse
from renewals import sections
from renewals.answers import PAGE, topics
from renewals.store.conversations import ASSISTANT, CUSTOMER, HUMAN
from renewals.store.handoffs import CLAIMED
from renewals.store.leases import TakenLease
from renewals.store.tables import Message

Reply = dict[str, Any]
# What `data` holds where somebody cannot show that a contract is theirs: a person is the way on.
STUCK = "stuck"
# What `data` holds where the next thing said may be a code: a front shows a field for one.
AWAITS_CODE = "awaits_code"


@dataclass(frozen=True)
class Stored:
    """A message as it was stored; the replies where the assistant need not answer (it was sent before, or is for the
    person who has the conversation); the verification code that it holds; and the conversation's lease, where its turn
    has come at once.
    """

    message: Message
    replies: list[Message] | None = None
    code: str | None = None
    held: TakenLease | None = None


def from_customer(conversation_id: str, text: str, client_id: str | None, language: str, at: datetime) -> Message:
    """A customer's message, not yet answered."""
    return Message(
        id=new_id(), conversation_id=conversation_id, client_id=client_id, answers=None, speaker=CUSTOMER, text=text,
        language=language, reply=None,
        answered=False, said_at=at,
    )  # fmt: skip


def from_assistant(message: Message, reply: Reply, language: str, at: datetime) -> Message:
    """A reply to a customer's message."""
    return Message(
        id=new_id(), conversation_id=message.conversation_id, client_id=None, answers=message.id, speaker=ASSISTANT,
        text=reply["text"],
        language=language, reply={name: value for name, value in reply.items() if name != "text"}, answered=True,
        said_at=at,
    )  # fmt: skip


def plain_reply(text: str, kind: str, topic: str | None = None) -> Reply:
    """A reply that the gateway makes itself."""
    return {
        "text": text,
        "topic": topic,
        "kind": kind,
        "confidence": 1.0,
        "sources": [],
        "buttons": [],
        "data": None,
        "question": None,
    }


def person(language: str) -> dict[str, str]:
    """The button that asks for a person."""
    topic = topics(language)["handoff"]
    return {"label": topic.title, "say": topic.say}


def engine_replies(answer: TurnResponse, language: str) -> list[Reply]:
    """The engine's replies, each with the topic that was understood, the question within it, its sources, and what it
    names that can be followed.
    """
    return [
        {
            "text": reply.text,
            "topic": reply.topic,
            "kind": reply.kind,
            "confidence": reply.confidence,
            "sources": [source(section, language) for section in reply.sections],
            "buttons": [asdict(button) for button in reply.buttons],
            "data": reply.data,
            "question": reply.question,
            **({"open": True} if reply.open else {}),
            **followed(reply.text, reply.sections, language),
        }
        for reply in answer.replies
    ]


def source(section: str, language: str) -> dict[str, str]:
    """A section of the page: its heading, its name where that is another one in the reader's language, its address
    where one is set.
    """
    name, url = sections.name(language, section), sections.address_of(language, section)
    return {
        "title": PAGE,
        "section": section,
        **({"name": name} if name != section else {}),
        **({"url": url} if url else {}),
    }


def followed(text: str, headings: Sequence[str], language: str) -> dict[str, list[dict[str, str]]]:
    """The links of a reply, where it has any."""
    links = [asdict(link) for link in sections.links(language, text, headings)]
    return {"links": links} if links else {}


def as_reply(message: Message) -> Reply:
    """A stored reply, as the answer to POST /messages shows it."""
    return {"id": message.id, "text": message.text, **(message.reply or {}), **lead_and_more(message)}


def lead_and_more(message: Message) -> dict[str, str]:
    """An answer's first line, which answers, and what follows it, which a front may fold; nothing where it is one line,
    or no answer.
    """
    lead, _, more = message.text.partition("\n")
    return {"lead": lead, "more": more} if more and (message.reply or {}).get("kind") == "answer" else {}


def as_said(message: Message) -> dict[str, Any]:
    """Anything said, as the transcript and live connections show it."""
    return {
        "id": message.id,
        "message_id": message.client_id,
        "speaker": message.speaker,
        "text": message.text,
        "language": message.language,
        "said_at": message.said_at.isoformat(),
        "answers": message.answers,
        "reply": message.reply and {**message.reply, **lead_and_more(message)},
    }


def speaker_from(message: Message) -> dict[str, Any] | None:
    """The event that tells who speaks from a message on; None where it says nothing of that."""
    state = ((message.reply or {}).get("data") or {}).get("state")
    return {"type": "state", "speaker": HUMAN if state == CLAIMED else ASSISTANT} if state else None


def answer_to(replies: Sequence[Message], language: str) -> dict[str, Any]:
    """The answer to POST /messages; without replies a person has the conversation, and answers live.

    A reply that is not kept stands in for the answer, which follows (`pending`).
    """
    return {
        "speaker": ASSISTANT if replies else HUMAN,
        "language": replies[-1].language if replies else language,
        "replies": [as_reply(reply) for reply in replies],
        **({"pending": True} if any(reply.number is None for reply in replies) else {}),
    }


def new_id() -> str:
    return secrets.token_urlsafe(15)
