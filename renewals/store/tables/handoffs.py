"""Requests for a person, and what belongs to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base


class Handoff(Base):
    """A person is wanted in a conversation: of which region, why, and how far that has come.

    `asked_number`, `relayed`, `answered`: numbers of messages: the one that asked, the last of the customer's that
    reached the team's thread, the last of the team's that reached a customer in Slack. `channel`, `thread`: where the
    card stands. `moves`: how often the card went to another channel; `rounds`: how often the request began to wait.
    `seen_at`: when the customer was there last. `reply_to`: the e-mail address or telephone number that a customer who
    is not verified gave to be answered at. Without `conversation_id` the customer has erased what was said.
    """

    __tablename__ = "handoffs"
    reference: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    region: Mapped[str] = mapped_column(sa.String(8))
    reason: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(16), index=True)
    owner: Mapped[str | None] = mapped_column(sa.String(254))
    owner_name: Mapped[str | None] = mapped_column(sa.String(200))
    outcome: Mapped[str | None] = mapped_column(sa.String(32))
    channel: Mapped[str | None] = mapped_column(sa.String(32))
    thread: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    asked_number: Mapped[int]
    relayed: Mapped[int]
    answered: Mapped[int]
    moves: Mapped[int]
    rounds: Mapped[int]
    asked_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    reply_to: Mapped[str | None] = mapped_column(sa.String(254))


class HandoffTransition(Base):
    """Something that happened to a hand-off: who did it (an address, `customer` or `clock`), and from which state to
    which.
    """

    __tablename__ = "handoff_transitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.ForeignKey("handoffs.reference", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(sa.String(254))
    what: Mapped[str] = mapped_column(sa.String(32))
    from_state: Mapped[str | None] = mapped_column(sa.String(16))
    to_state: Mapped[str] = mapped_column(sa.String(16))
    detail: Mapped[str | None] = mapped_column(sa.String(200))


class HeldWords(Base):
    """A message beneath a card, as Slack delivered it, that goes to the customer once its author (`user`, a Slack id)
    says so.
    """

    __tablename__ = "held_words"
    __table_args__ = (sa.UniqueConstraint("channel", "ts"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.ForeignKey("handoffs.reference", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    thread: Mapped[str] = mapped_column(sa.String(32))
    ts: Mapped[str] = mapped_column(sa.String(32))
    user: Mapped[str] = mapped_column("slack_user", sa.String(32))
    message: Mapped[dict[str, Any]]
    held_at: Mapped[datetime]


class HandoffFile(Base):
    """A file that was sent in a conversation that a person has, by the team or by the customer."""

    __tablename__ = "handoff_files"
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    kind: Mapped[str] = mapped_column(sa.String(100))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
