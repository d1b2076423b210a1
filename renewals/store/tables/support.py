"""Who may see the page of support (local users, and who is signed in), the weekly post, and tickets of help desks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base


class SupportUser(Base):
    """Somebody who signs in with a password of this machine. `roles`: separated by spaces."""

    __tablename__ = "support_users"
    email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    roles: Mapped[str] = mapped_column(sa.String(64))
    password_hash: Mapped[str] = mapped_column(sa.String(255))
    changed_at: Mapped[datetime]


class SupportSession(Base):
    """Somebody who is signed in: the digest of their cookie, who they are, their roles, and until when."""

    __tablename__ = "support_sessions"
    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(254), index=True)
    roles: Mapped[str] = mapped_column(sa.String(64))
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class OperatorEntry(Base):
    """Something that an operator did (`renewals/store/audit.py`), and whom or what it was about."""

    __tablename__ = "operator_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(sa.String(254))
    what: Mapped[str] = mapped_column(sa.String(32))
    about: Mapped[str] = mapped_column(sa.String(254))


class WeeklySent(Base):
    """A week (named by its following Monday) that was told to a place: a channel's id, or the digest of an address."""

    __tablename__ = "weekly_sent"
    monday: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    sent_at: Mapped[datetime]


class QuestionDraft(Base):
    """A new question within a topic (`topic/question`) that somebody of support has written: what it asks and its
    answer, by language. It holds nobody's words but theirs.
    """

    __tablename__ = "question_drafts"
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    open: Mapped[bool]
    asks: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    written_by: Mapped[str] = mapped_column(sa.String(254))
    written_at: Mapped[datetime]


class Outgoing(Base):
    """Where 0.1.0 kept what waits for other systems. No code uses it any more; the release after next drops it."""

    __tablename__ = "outgoing"
    __table_args__ = (sa.Index(None, "done", "due_at"),)
    event: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    target: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[dict[str, Any]]
    happened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    done: Mapped[bool]


class DeskTicket(Base):
    """A ticket in a help desk that belongs to a hand-off (`reference`) or to an offer of answers (`deflection_id`)."""

    __tablename__ = "desk_tickets"
    ticket_id: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    reference: Mapped[str | None] = mapped_column(sa.ForeignKey("handoffs.reference", ondelete="CASCADE"), index=True)
    deflection_id: Mapped[str | None] = mapped_column(sa.ForeignKey("deflections.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
