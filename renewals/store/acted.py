"""What is said before an act: what it may be about, and what waits for an answer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.conversations import ASSISTANT
from renewals.store.tables import Act, Message

# So many replies back "it" may mean what they showed.
LOOKED_BACK = 4


def shown_before(session: Session, message: Message) -> list[dict[str, Any]]:
    """The facts of the last replies before a message, the newest first."""
    own = (
        Message.conversation_id == message.conversation_id,
        Message.speaker == ASSISTANT,
        Message.number < message.number,
    )
    rows = session.scalars(sa.select(Message.reply).where(*own).order_by(Message.number.desc()).limit(LOOKED_BACK))
    return [(reply or {}).get("data") or {} for reply in rows]


def last_shown(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The facts of the last replies of a conversation, the newest first."""
    own = Message.conversation_id == conversation_id, Message.speaker == ASSISTANT
    rows = session.scalars(sa.select(Message.reply).where(*own).order_by(Message.number.desc()).limit(LOOKED_BACK))
    return [(reply or {}).get("data") or {} for reply in rows]


def last_act(session: Session, conversation_id: str, who: str) -> int | None:
    """The number of somebody's last act in a conversation that was not taken back."""
    own = sa.select(Act.id).join(Message, Message.id == Act.message_id)
    mine = own.where(Message.conversation_id == conversation_id, Act.who == who, Act.undone_at.is_(None))
    return session.scalar(mine.order_by(Act.id.desc()).limit(1))
