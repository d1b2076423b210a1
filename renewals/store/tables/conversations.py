"""Conversations, what was understood of them, and what people thought of the answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base


class Conversation(Base):
    """A conversation of one person.

    `identity`: the e-mail address they have proved to be theirs; `timezone`: where it is today for them (IANA); `door`:
    by which they came (chat, slack); `handoff_reason`: why a person is wanted, while the country is still asked.
    """

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    identity: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    timezone: Mapped[str | None] = mapped_column(sa.String(64))
    door: Mapped[str] = mapped_column(sa.String(16), default="chat", server_default="chat")
    waiting_question: Mapped[str | None] = mapped_column(sa.Text)
    handoff_reason: Mapped[str | None] = mapped_column(sa.String(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Message(Base):
    """One thing said in a conversation, by either side.

    `number` orders them; `answers` is the customer's message that a reply answers.
    """

    __tablename__ = "messages"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "client_id"),
        sa.Index(
            "ix_messages_unanswered",
            "said_at",
            sqlite_where=sa.text("answered = 0"),
            postgresql_where=sa.text("NOT answered"),
        ),
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[str | None] = mapped_column(sa.String(128))
    answers: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    speaker: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))
    reply: Mapped[dict[str, Any] | None]
    answered: Mapped[bool]
    said_at: Mapped[datetime]


class Looker(Base):
    """That somebody looks at a conversation in an open chat, through a gateway: until an instant of the database's
    clock (seconds since 1970), and longer where it is kept.
    """

    __tablename__ = "lookers"
    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    gateway: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    until: Mapped[float] = mapped_column(sa.Double)


class Understanding(Base):
    """What the engine understood of a customer's message, for the figures and for what is not yet answered.

    `close_call`: two topics were too close, and the person was asked which; `refused`: the person then said that the
    answer was not what they meant. `trace`: the stages of the decision, a list for each question of the message;
    `decided_by`: the stage that decided the first one. `question`: what is asked within the topic (`topic/question`),
    where it is not the topic in general.
    """

    __tablename__ = "understandings"
    message_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(64))
    confidence: Mapped[float]
    ranking: Mapped[list[Any]]
    close_call: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    refused: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    decided_by: Mapped[str] = mapped_column(sa.String(32), default="", server_default="")
    trace: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    question: Mapped[str | None] = mapped_column(sa.String(128))


class Review(Base):
    """What a person decided on a message that was not understood well: its topic, or that nothing is to be learned from
    it. Holds no text.
    """

    __tablename__ = "reviews"
    message_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    decision: Mapped[str] = mapped_column(sa.String(64))
    decided_at: Mapped[datetime]


class Feedback(Base):
    """Whether a reply helped; the last word counts."""

    __tablename__ = "feedback"
    reply_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    helpful: Mapped[bool]
    comment: Mapped[str | None] = mapped_column(sa.Text)
    given_at: Mapped[datetime]


class VerificationCode(Base):
    """A six-digit code that was asked for in a conversation, hashed with its own salt.

    Without `email` no mail went out: what was given is not on file.

    `contract_number` or `address_given`: as the person gave it.
    """

    __tablename__ = "verification_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    attempts: Mapped[int]
    ended: Mapped[bool]
    asked_at: Mapped[datetime]
    contract_number: Mapped[str | None] = mapped_column(sa.String(64))
    address_given: Mapped[str | None] = mapped_column(sa.String(254))


class Deflection(Base):
    """A ticket's text for which answers were suggested before it was submitted, and what came of it.

    `site`: the site key of the form it was typed into; none where a server asked with an API key. `visitor`: a keyed
    digest of whose browser it was, and `arm`: whether answers were shown to them (`shown`) or held back for comparison
    (`held-back`), where the form told; `experiment`: the name of that comparison. `submitted_at`: when the ticket was
    first told to have been sent.
    """

    __tablename__ = "deflections"
    __table_args__ = (sa.Index(None, "visitor", "asked_at"),)
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    topics: Mapped[list[Any]]
    outcome: Mapped[str | None] = mapped_column(sa.String(16))
    outcome_topic: Mapped[str | None] = mapped_column(sa.String(64))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    site: Mapped[str | None] = mapped_column(sa.String(64))
    visitor: Mapped[str | None] = mapped_column(sa.String(64))
    arm: Mapped[str | None] = mapped_column(sa.String(16))
    experiment: Mapped[str | None] = mapped_column(sa.String(64))
    submitted_at: Mapped[datetime | None]
