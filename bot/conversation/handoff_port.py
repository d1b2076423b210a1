"""What a conversation asks of hand-offs, within its own transactions: who speaks,
and whether a person is to be called.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from bot.conversation.messages import Reply
from renewals.store.tables import Message


class HandoffPort(Protocol):
    """Hand-offs, as a conversation sees them (bot/handoff/policy.py)."""

    def takes(self, session: Session, message: Message) -> list[Message] | None:
        """Takes a customer's new message for the person who has the conversation; what is answered at once.

        None: the assistant is to answer.
        """
        ...

    def holds(self, session: Session, conversation_id: str) -> bool:
        """Whether a person has the conversation, so that the assistant keeps silent."""
        ...

    def completed(self, session: Session, message: Message, replies: list[Reply]) -> list[Reply]:
        """The replies with what hand-offs add: the request is made and told where the customer wants it, a person is
        offered, or they are asked.
        """
        ...

    def rated(self, session: Session, conversation_id: str, helpful: bool) -> list[Message]:
        """What is said when a reply was rated."""
        ...

    def erased(self, session: Session, conversation_id: str) -> None:
        """The conversation is about to be erased."""
        ...

    def seen(self, session: Session, conversation_id: str) -> None:
        """The customer is there."""
        ...

    def wake(self) -> None:
        """Something was committed that may have to be done now."""
        ...
