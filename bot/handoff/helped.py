"""What follows from the question whether a request that is closed has helped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.conversation.messages import Reply, plain_reply
from bot.handoff import wording
from bot.handoff.asking import asked, question_of, region_known
from bot.handoff.notices import TOPIC, said
from renewals.store import handoffs as store
from renewals.store.tables import Conversation, Message

UNSOLVED = "unsolved"


def answer(session: Session, message: Message, now: datetime) -> Reply | None:
    """Thanks, or the way to a person again, where the customer answers that question; nothing to anything else."""
    helped = (
        wording.has_helped(message.text)
        if any(one["asks"] == store.HELPED for one in asked(session, message))
        else None
    )
    if helped is None:
        return None
    if helped:
        return plain_reply(said(message.language, "helped-thanks"), "smalltalk", TOPIC)
    conversation = session.get_one(Conversation, message.conversation_id)
    conversation.handoff_reason = UNSOLVED
    question = question_of(session, conversation, message.language, region_known(session, conversation.id), now)
    return {**question, "text": f"{said(message.language, 'helped-not')} {question['text']}"}
