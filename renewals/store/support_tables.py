"""Who may see the page of support (local users, and who is signed in), and where the weekly post has been sent."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables import Base


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


class WeeklySent(Base):
    """A week (named by its following Monday) that was told to a place: a channel's id, or the digest of an address."""

    __tablename__ = "weekly_sent"
    monday: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    sent_at: Mapped[datetime]
