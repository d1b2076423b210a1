"""Marks, notes and reminders of contracts as tests want them, without an act that can be taken back."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.reminders import reminder_of
from renewals.store.renewing import present_mark
from renewals.store.tables import Contract, ContractNote, Reminder


def mark_contacted(session: Session, contract_number: str, who: str, at: datetime) -> None:
    """The customer has been contacted about this term's end: reminders of it stop. The first to say so counts."""
    mark = present_mark(session, contract_number)
    if mark.contacted_at is None:
        mark.contacted_by, mark.contacted_at = who, at


def snooze(session: Session, contract_number: str, until: date) -> None:
    """No reminders of this contract before a day."""
    present_mark(session, contract_number).snoozed_until = until


def add_note(session: Session, contract_number: str, author: str, text: str, at: datetime) -> None:
    contract_id = session.execute(sa.select(Contract.id).where(Contract.number == contract_number)).scalar_one()
    session.add(ContractNote(contract_id=contract_id, author=author, text=text, written_at=at))


def remind(session: Session, contract_number: str, who: str, on: date) -> None:
    """Reminds a representative of a contract on a day; asking twice reminds once."""
    contract_id, end_on = session.execute(
        sa.select(Contract.id, Contract.end_on).where(Contract.number == contract_number)
    ).one()
    if session.execute(reminder_of(contract_id, who, end_on, 0, on)).scalar_one_or_none() is None:
        session.add(
            Reminder(contract_id=contract_id, rep_email=who, for_end_on=end_on, days_before=0, on=on, told_in=None)
        )
