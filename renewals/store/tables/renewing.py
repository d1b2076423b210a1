"""How far representatives have come with renewals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from renewals.store.tables.base import Base, UtcDateTime


class ContractMark(Base):
    """How far a representative has come with a contract's renewal.

    Marks count for the term that ends on `for_end_on`: a renewed contract begins anew.

    `forecast`: what a representative thinks of the renewal (`renewals.acts.kinds.FORECASTS`), with their reason in
    `forecast_reason`.
    """

    __tablename__ = "contract_marks"
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id", ondelete="CASCADE"), primary_key=True)
    for_end_on: Mapped[date]
    contacted_by: Mapped[str | None] = mapped_column(sa.String(254))
    contacted_at: Mapped[datetime | None]
    snoozed_until: Mapped[date | None]
    forecast: Mapped[str | None] = mapped_column(sa.String(16))
    forecast_reason: Mapped[str | None] = mapped_column(sa.Text)
    forecast_by: Mapped[str | None] = mapped_column(sa.String(254))
    forecast_at: Mapped[datetime | None]


class ContractNote(Base):
    """What a representative has noted on a contract."""

    __tablename__ = "contract_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id", ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(sa.String(254))
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime]


class Reminder(Base):
    """A representative is to be reminded of a contract: on a day of their own choice (`days_before` 0), or so many days
    before its end.

    `at_minute`: the minute of that day, in their own time; without one it comes at their usual hour.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        sa.UniqueConstraint(
            "contract_id", "rep_email", "for_end_on", "days_before", "remind_on", name="uq_reminders_once"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id", ondelete="CASCADE"))
    rep_email: Mapped[str] = mapped_column(sa.String(254), index=True)
    for_end_on: Mapped[date]
    days_before: Mapped[int]
    on: Mapped[date] = mapped_column("remind_on")
    at_minute: Mapped[int | None]
    told_in: Mapped[str | None] = mapped_column(sa.String(200))


class Act(Base):
    """What a representative did to contracts at once, so that all of it can be taken back: each change with what was
    kept before and after it (`renewals/store/acts.py`). `key` tells the same act that is delivered again; `message_id`:
    the message that said it, where one did.
    """

    __tablename__ = "acts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(255), unique=True)
    message_id: Mapped[str | None] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    who: Mapped[str] = mapped_column(sa.String(254), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    changes: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]


class DigestSetting(Base):
    """When a representative wants their digest: the local hour (0 to 23) and the weekdays (0 is Monday); none of them
    turns it off.

    `since_at`: when this was set, or when the representative was first seen; what would have been due before it is not
    sent.
    """

    __tablename__ = "digest_settings"
    rep_email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    hour: Mapped[int]
    weekdays: Mapped[list[Any]]
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TeamDay(Base):
    """How a representative's renewals stood on a day (`renewals.store.team.Standing`): what a trend is told by.

    Without an address: the day was looked at.
    """

    __tablename__ = "team_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    owner_email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    overdue: Mapped[int]
    within_30: Mapped[int]
    within_60: Mapped[int]
    within_90: Mapped[int]
    untouched: Mapped[int]
