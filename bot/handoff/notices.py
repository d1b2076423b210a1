"""What a customer is told of their request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.messages import new_id, plain_reply
from renewals import answers
from renewals.regions import Region, region_named
from renewals.store import handoff_steps
from renewals.store import handoffs as store
from renewals.store.conversations import ASSISTANT
from renewals.store.tables import Handoff, Message

TOPIC = "handoff"


def said(language: str, name: str, /, **values: object) -> str:
    """A phrase of hand-offs."""
    return answers.phrase(language, TOPIC, name, **values)


def region_name(region: str, language: str) -> str:
    return answers.phrase(language, "regional-contact", region)


def data(handoff: Handoff) -> dict[str, Any]:
    """The request in plain values, for a front that draws it."""
    region: Region = region_named(handoff.region)
    return {
        "region": region.code,
        "state": handoff.state,
        "mailbox": region.mailbox,
        "reference": handoff.reference,
        "name": handoff.owner_name if handoff.state == store.CLAIMED else None,
    }


def tell(session: Session, handoff: Handoff, name: str, at: datetime, /, **values: object) -> list[Message]:
    """Tells the customer something on the request's account, in the conversation's language; nothing where they have
    erased the conversation.
    """
    conversation = store.conversation_of(session, handoff)
    if conversation is None:
        return []
    language = conversation.language
    session.refresh(handoff)
    known = {
        "reference": handoff.reference,
        "region": region_name(handoff.region, language),
        "mailbox": region_named(handoff.region).mailbox,
        "name": handoff.owner_name or "",
    }
    reply = plain_reply(said(language, name, **{**known, **values}), "handoff", TOPIC)
    reply["data"] = data(handoff)
    if name == "resolved":
        reply["data"]["asks"] = store.HELPED
        reply["buttons"] = [
            {"label": said(language, f"helped-{one}-label"), "say": said(language, f"helped-{one}-say")}
            for one in ("yes", "no")
        ]
    if handoff.state == store.CLAIMED:
        reply["buttons"] = [{"label": said(language, "back-label"), "say": said(language, "back-say")}]
    message = unasked(conversation.id, ASSISTANT, reply.pop("text"), language, at, reply)
    session.add(message)
    session.flush()
    if conversation.door == "slack":
        handoff_steps.need(session, handoff.reference, "answer", at)
    return [message]


def unasked(
    conversation_id: str,
    speaker: str,
    text: str,
    language: str,
    at: datetime,
    reply: dict[str, Any],
    client_id: str | None = None,
) -> Message:
    """Something said that answers no message."""
    return Message(
        id=new_id(), conversation_id=conversation_id, client_id=client_id, answers=None, speaker=speaker, text=text,
        language=language, reply=reply,
        answered=True, said_at=at,
    )  # fmt: skip
