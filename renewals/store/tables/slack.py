"""Slack's posts, threads and channels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base


class SlackPost(Base):
    """A message that is posted to Slack once, under a reference of ours.

    Without `ts` (of a file: its id) it is not known to have arrived; `tried`: an attempt was begun, and may have
    arrived. What it says is dropped once it has.
    """

    __tablename__ = "slack_posts"
    ref: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    team: Mapped[str] = mapped_column(sa.String(32))
    channel: Mapped[str] = mapped_column(sa.String(32))
    message: Mapped[dict[str, Any]]
    tried: Mapped[bool]
    ts: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    begun_at: Mapped[datetime]


class SlackThread(Base):
    """One person's conversation in one thread (or, with no thread, in one direct message)."""

    __tablename__ = "slack_threads"
    __table_args__ = (sa.UniqueConstraint("team", "channel", "thread", "slack_user"),)
    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    team: Mapped[str] = mapped_column(sa.String(32))
    channel: Mapped[str] = mapped_column(sa.String(32))
    thread: Mapped[str] = mapped_column(sa.String(32))
    user: Mapped[str] = mapped_column("slack_user", sa.String(32))


class SlackChannel(Base):
    """To whom answers that tell of contracts go in a channel, where somebody has set it
    (`renewals.store.slack.ChannelAnswers`).
    """

    __tablename__ = "slack_channels"
    team: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    answers: Mapped[str] = mapped_column(sa.String(16))
    set_by: Mapped[str] = mapped_column(sa.String(254))
    set_at: Mapped[datetime]
