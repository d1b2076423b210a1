"""How far representatives have come with renewals: marks, notes, forecasts, digest settings.

The caller has checked the right to the contract, and commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.tables import Contract, ContractMark, ContractNote, DigestSetting, Reminder, Rep

USUAL_HOUR, USUAL_WEEKDAYS = 8, (0,)


@dataclass(frozen=True)
class Forecast:
    """What a representative thinks of a renewal: the word (one of `renewals.acts.kinds.FORECASTS`), why,
    who and when.
    """

    word: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True)
class Progress:
    """What representatives have done about one contract in its present term.

    `notes`: the newest five of them: author, text, day. `reminders`: the reader's own that are still to come: the day,
    and the minute of it where there is one. `forecast`: what is thought of its renewal
    (`renewals.acts.kinds.FORECASTS`), why, by whom and when.
    """

    contacted_by: str | None = None
    contacted_on: date | None = None
    snoozed_until: date | None = None
    notes: tuple[tuple[str, str, date], ...] = ()
    reminders: tuple[tuple[date, int | None], ...] = ()
    forecast: Forecast | None = None


@dataclass(frozen=True)
class Digest:
    """When somebody wants their digest: the hour, the weekdays (0 is Monday), and since when, where that is known."""

    hour: int = USUAL_HOUR
    weekdays: tuple[int, ...] = USUAL_WEEKDAYS
    since_at: datetime | None = None


def progress_of(session: Session, contract_number: str, reader: str | None = None) -> Progress:
    """What is kept of a contract in its present term; with `reader`, a representative's address, their own reminders of
    it as well.
    """
    mark = session.execute(_mark_of(contract_number)).scalar_one_or_none()
    notes = session.execute(
        sa.select(ContractNote.author, ContractNote.text, ContractNote.written_at)
        .join(Contract, Contract.id == ContractNote.contract_id)
        .where(Contract.number == contract_number)
        .order_by(ContractNote.id.desc())
        .limit(5)
    ).all()
    told = tuple((author, text, at.date()) for author, text, at in notes)
    wished = (
        sa.select(Reminder.on, Reminder.at_minute)
        .join(Contract, Contract.id == Reminder.contract_id)
        .where(
            Contract.number == contract_number,
            Reminder.rep_email == reader,
            Reminder.days_before == 0,
            Reminder.told_in.is_(None),
        )
        .order_by(Reminder.on)
    )
    reminders = tuple((row.on, row.at_minute) for row in session.execute(wished)) if reader else ()
    if mark is None:
        return Progress(notes=told, reminders=reminders)
    contacted_on = mark.contacted_at.date() if mark.contacted_at else None
    return Progress(mark.contacted_by, contacted_on, mark.snoozed_until, told, reminders, forecast_of(mark))


def forecast_of(mark: Any) -> Forecast | None:
    """The word of a mark, of its row or its columns; None where there is none."""
    if mark.forecast is None or mark.forecast_at is None:
        return None
    return Forecast(mark.forecast, mark.forecast_reason or "", mark.forecast_by or "", mark.forecast_at.date())


def contacted_among(session: Session, contract_numbers: Iterable[str]) -> set[str]:
    """Those of some contracts whose customers have been contacted in the present term."""
    query = (
        sa.select(Contract.number)
        .join(ContractMark, ContractMark.contract_id == Contract.id)
        .where(
            Contract.number.in_(list(contract_numbers)),
            ContractMark.for_end_on == Contract.end_on,
            ContractMark.contacted_at.is_not(None),
        )
    )
    return set(session.scalars(query))


def forecasts_among(session: Session, contract_numbers: Iterable[str]) -> dict[str, Forecast]:
    """What is thought of the renewals of some contracts in their present term, by their numbers."""
    marked = (
        sa.select(Contract.number, ContractMark)
        .join(ContractMark, ContractMark.contract_id == Contract.id)
        .where(
            Contract.number.in_(list(contract_numbers)),
            ContractMark.for_end_on == Contract.end_on,
            ContractMark.forecast.is_not(None),
        )
    )
    return {number: forecast for number, mark in session.execute(marked) if (forecast := forecast_of(mark))}


def digest_of(session: Session, rep_email: str) -> Digest:
    """When somebody wants their digest: as they have set it, else Monday at eight."""
    row = session.get(DigestSetting, rep_email)
    return Digest(row.hour, tuple(row.weekdays), row.since_at) if row else Digest()


def set_digest(session: Session, rep_email: str, digest: Digest, at: datetime) -> Digest:
    """Keeps when somebody wants their digest, from an instant on."""
    session.merge(DigestSetting(rep_email=rep_email, hour=digest.hour, weekdays=list(digest.weekdays), since_at=at))
    return Digest(digest.hour, digest.weekdays, at)


def digest_begun(session: Session, rep_email: str, at: datetime) -> Digest:
    """As `digest_of`; who is seen for the first time gets theirs from this instant on, so that none is late on the
    first day.
    """
    digest = digest_of(session, rep_email)
    return digest if digest.since_at else set_digest(session, rep_email, digest, at)


def everyone_with_renewals(session: Session) -> dict[str, str | None]:
    """All representatives, those on file and the owners of contracts, with their time zones where they are on file."""
    owners: dict[str, str | None] = dict.fromkeys(
        session.scalars(sa.select(Contract.owner_email).where(Contract.gone_at.is_(None)).distinct())
    )
    on_file = session.execute(sa.select(Rep.email, Rep.timezone))
    return owners | {row.email: row.timezone for row in on_file}


def _mark_of(contract_number: str) -> sa.Select[ContractMark]:
    query = sa.select(ContractMark).join(Contract, Contract.id == ContractMark.contract_id)
    return query.where(Contract.number == contract_number, ContractMark.for_end_on == Contract.end_on)


def present_mark(session: Session, contract_number: str) -> ContractMark:
    """The mark of the present term; one of an earlier term is begun anew."""
    contract_id, end_on = session.execute(
        sa.select(Contract.id, Contract.end_on).where(Contract.number == contract_number)
    ).one()
    mark = session.get(ContractMark, contract_id)
    if mark is None:
        mark = ContractMark(contract_id=contract_id)
        session.add(mark)
        mark.for_end_on = end_on
    if mark.for_end_on != end_on:
        mark.for_end_on, mark.contacted_by, mark.contacted_at, mark.snoozed_until = end_on, None, None, None
        mark.forecast, mark.forecast_reason, mark.forecast_by, mark.forecast_at = None, None, None, None
    return mark
