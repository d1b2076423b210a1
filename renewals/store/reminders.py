"""Of which renewals representatives are to be reminded, and what they were told. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.querying import deadline_on
from renewals.store.tables import Contract, ContractMark, Reminder

# So many days before its deadline (`Terms.deadline`) a representative hears of a contract.
REMINDED_BEFORE = (90, 60, 30, 7)
# What was missed for longer than this is not told any more: newer reminders say the same.
LATE_AT_MOST = timedelta(days=14)


@dataclass(frozen=True)
class DueReminder:
    """A contract of which a representative is to be reminded: so many days before its deadline (0: on a day that they
    chose), the day it was due, and its minute where they chose one.
    """

    contract_number: str
    days_before: int
    on: date
    minute: int | None = None


def due_reminders(
    session: Session, rep_email: str, today: date, minute: int = 24 * 60, usual: bool = True
) -> list[DueReminder]:
    """What an owner is to be reminded of by a minute of today and has not been told: their contracts nearing the
    deadline, unless contacted or snoozed; and their own wishes. `usual`: their usual hour has come, so that what has no
    time of its own is due as well.
    """
    wished = _wishes_due(session, rep_email, today, minute, usual)
    return [*_nearing(session, rep_email, today), *wished] if usual else wished


def timed_reminders(session: Session, until: date) -> set[str]:
    """Representatives who wish to be reminded at a time of day, on a day up to `until`."""
    timed = Reminder.days_before == 0, Reminder.told_in.is_(None), Reminder.at_minute.is_not(None), Reminder.on <= until
    return set(session.scalars(sa.select(Reminder.rep_email).where(*timed).distinct()))


def _nearing(session: Session, rep_email: str, today: date) -> list[DueReminder]:
    told = sa.select(Reminder.contract_id).where(
        Reminder.contract_id == Contract.id,
        Reminder.rep_email == rep_email,
        Reminder.for_end_on == Contract.end_on,
        Reminder.told_in.is_not(None),
    )
    quiet = sa.select(ContractMark.contract_id).where(
        ContractMark.contract_id == Contract.id,
        ContractMark.for_end_on == Contract.end_on,
        sa.or_(ContractMark.contacted_at.is_not(None), ContractMark.snoozed_until > today),
    )
    nearing: dict[str, DueReminder] = {}
    deadline = deadline_on(sa.literal(today, sa.Date))
    for days_before in REMINDED_BEFORE:
        ends = today + timedelta(days=days_before)
        query = sa.select(Contract.number, deadline).where(
            Contract.owner_email == rep_email,
            Contract.gone_at.is_(None),
            deadline.between(max(today, ends - LATE_AT_MOST), ends),
            ~told.where(Reminder.days_before.between(1, days_before)).exists(),
            ~quiet.exists(),
        )
        for number, on in session.execute(query):
            # Where several are due at once, after a pause, the latest of them says it all.
            nearing[number] = DueReminder(number, days_before, on - timedelta(days=days_before))
    return list(nearing.values())


def _wishes_due(session: Session, rep_email: str, today: date, minute: int, usual: bool) -> list[DueReminder]:
    come = sa.or_(Reminder.on < today, Reminder.at_minute <= minute, *([Reminder.at_minute.is_(None)] if usual else []))
    if not usual:
        # What has no time of its own waits for the usual hour, also where its day is over.
        come = sa.and_(come, Reminder.at_minute.is_not(None))
    wished = session.execute(
        sa.select(Contract.number, Reminder.on, Reminder.at_minute)
        .join(Contract, Contract.id == Reminder.contract_id)
        .where(
            Reminder.rep_email == rep_email,
            Reminder.days_before == 0,
            Reminder.told_in.is_(None),
            Reminder.on <= today,
            come,
            Contract.gone_at.is_(None),
        )
        .order_by(Reminder.on)
    )
    return [DueReminder(number, 0, on, minute) for number, on, minute in wished]


def reminders_told(session: Session, rep_email: str, told: Sequence[DueReminder], ref: str) -> None:
    """Keeps that these were told in the message of a reference: never again."""
    for one in told:
        contract_id, end_on = session.execute(
            sa.select(Contract.id, Contract.end_on).where(Contract.number == one.contract_number)
        ).one()
        row = session.execute(reminder_of(contract_id, rep_email, end_on, one.days_before, one.on)).scalar_one_or_none()
        if row is None and one.days_before == 0:
            # Wished for in a term that has been renewed meanwhile.
            query = sa.select(Reminder).where(
                Reminder.contract_id == contract_id,
                Reminder.rep_email == rep_email,
                Reminder.days_before == 0,
                Reminder.on == one.on,
            )
            row = session.scalars(query).first()
        if row is None:
            row = Reminder(
                contract_id=contract_id, rep_email=rep_email, for_end_on=end_on, days_before=one.days_before, on=one.on
            )
            session.add(row)
        row.told_in = ref


def reminder_of(contract_id: int, rep_email: str, end_on: date, days_before: int, on: date) -> sa.Select[Reminder]:
    return sa.select(Reminder).where(
        Reminder.contract_id == contract_id,
        Reminder.rep_email == rep_email,
        Reminder.for_end_on == end_on,
        Reminder.days_before == days_before,
        Reminder.on == on,
    )
