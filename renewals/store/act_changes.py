"""What one wish changes of what is kept of a contract, and how a change is put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.acts.kinds import CLEAR, CONTACTED, FORECAST, NOTE, REMIND, SNOOZE, Wish
from renewals.store.renewing import present_mark
from renewals.store.tables import Contract, ContractMark, ContractNote, Reminder

Value = dict[str, Any] | None


@dataclass(frozen=True)
class Change:
    """What an act did to one contract in the term that ends on `end_on`: `what` (`contacted`, `forecast`, `snooze`,
    `note`, `reminder`), `before` and `after` as plain values (None: nothing is kept). Where both are the same, nothing
    was changed.
    """

    contract_number: str
    end_on: str
    what: str
    before: Value
    after: Value

    @property
    def changed(self) -> bool:
        return self.before != self.after


def _contract(session: Session, number: str) -> tuple[int, date]:
    contract_id, end_on = session.execute(
        sa.select(Contract.id, Contract.end_on).where(Contract.number == number)
    ).one()
    return contract_id, end_on


def carried_out(session: Session, who: str, number: str, wish: Wish, at: datetime) -> Iterator[Change]:
    contract_id, end_on = _contract(session, number)
    if wish.what == NOTE:
        yield Change(number, end_on.isoformat(), "note", None, _add_note(session, contract_id, who, wish.text, at))
        return
    if wish.what == REMIND:
        if wish.day is None:
            raise ValueError("a reminder needs a day")
        yield _reminder_changed(session, who, number, wish.day, _reminder(wish.day, wish.minute))
        return
    if wish.what == CLEAR and wish.value in ("notes", "reminders"):
        yield from _cleared(session, who, number, wish.value, wish.day)
        return
    what = wish.value if wish.what == CLEAR else wish.what
    before = _of_mark(session, number, what)
    after = before
    if wish.what == CLEAR:
        after = None
    elif wish.what == CONTACTED:
        # The first to say so counts.
        after = before or {"by": who, "at": at.isoformat()}
    elif wish.what == SNOOZE and wish.day:
        after = {"until": wish.day.isoformat()}
    elif wish.what == FORECAST and not (before and (before["word"], before["reason"]) == (wish.value, wish.text)):
        after = {"word": wish.value, "reason": wish.text, "by": who, "at": at.isoformat()}
    _set_mark(session, number, what, after)
    yield Change(number, end_on.isoformat(), what, before, after)


def _of_mark(session: Session, number: str, what: str) -> Value:
    """What is marked of a contract in its present term."""
    contract_id, end_on = _contract(session, number)
    mark = session.get(ContractMark, contract_id)
    if mark is None or mark.for_end_on != end_on:
        return None
    if what == CONTACTED:
        return {"by": mark.contacted_by, "at": mark.contacted_at.isoformat()} if mark.contacted_at else None
    if what == SNOOZE:
        return {"until": mark.snoozed_until.isoformat()} if mark.snoozed_until else None
    return (
        {
            "word": mark.forecast,
            "reason": mark.forecast_reason or "",
            "by": mark.forecast_by,
            "at": _iso(mark.forecast_at),
        }
        if mark.forecast
        else None
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _set_mark(session: Session, number: str, what: str, value: Value) -> None:
    if value is None and _of_mark(session, number, what) is None:
        return
    mark, kept = present_mark(session, number), value or {}
    moment = datetime.fromisoformat(kept["at"]) if kept.get("at") else None
    if what == CONTACTED:
        mark.contacted_by, mark.contacted_at = kept.get("by"), moment
    elif what == SNOOZE:
        mark.snoozed_until = date.fromisoformat(kept["until"]) if kept else None
    else:
        mark.forecast, mark.forecast_reason = kept.get("word"), kept.get("reason") or None
        mark.forecast_by, mark.forecast_at = kept.get("by"), moment
    session.flush()


def _note(row: ContractNote) -> Value:
    return {"id": row.id, "author": row.author, "text": row.text, "at": row.written_at.isoformat()}


def _add_note(session: Session, contract_id: int, author: str, text: str, at: datetime) -> Value:
    row = ContractNote(contract_id=contract_id, author=author, text=text, written_at=at)
    session.add(row)
    session.flush()
    return _note(row)


def _wished(who: str, contract_id: int) -> sa.Select[Reminder]:
    """A representative's own reminders of a contract that have not been told."""
    own = (
        Reminder.contract_id == contract_id,
        Reminder.rep_email == who,
        Reminder.days_before == 0,
        Reminder.told_in.is_(None),
    )
    return sa.select(Reminder).where(*own).order_by(Reminder.on)


def _reminder(day: date, minute: int | None) -> Value:
    return {"on": day.isoformat(), "at_minute": minute}


def _reminder_changed(session: Session, who: str, number: str, day: date, after: Value) -> Change:
    """Sets, moves or (`after` None) cancels a reminder of a day."""
    contract_id, end_on = _contract(session, number)
    row = session.scalar(_wished(who, contract_id).where(Reminder.on == day))
    before = _reminder(row.on, row.at_minute) if row is not None else None
    if row is not None and after is None:
        session.delete(row)
    elif row is not None and after is not None:
        row.at_minute = after["at_minute"]
    elif after is not None:
        told = session.scalar(
            sa.select(Reminder).where(
                Reminder.contract_id == contract_id,
                Reminder.rep_email == who,
                Reminder.days_before == 0,
                Reminder.on == day,
            )
        )
        if told is not None:
            # One of this day was told already: it comes once more.
            told.told_in, told.at_minute = None, after["at_minute"]
        else:
            minute = after["at_minute"]
            session.add(
                Reminder(
                    contract_id=contract_id,
                    rep_email=who,
                    for_end_on=end_on,
                    days_before=0,
                    on=day,
                    at_minute=minute,
                    told_in=None,
                )
            )
    session.flush()
    return Change(number, end_on.isoformat(), "reminder", before, after)


def _cleared(session: Session, who: str, number: str, value: str, day: date | None) -> Iterator[Change]:
    """Deletes one's newest note, or one's reminders (of a day, where one is given)."""
    contract_id, end_on = _contract(session, number)
    term = end_on.isoformat()
    if value == "notes":
        own = sa.select(ContractNote).where(ContractNote.contract_id == contract_id, ContractNote.author == who)
        row = session.scalar(own.order_by(ContractNote.id.desc()).limit(1))
        if row is None:
            yield Change(number, term, "note", None, None)
            return
        before = _note(row)
        session.delete(row)
        session.flush()
        yield Change(number, term, "note", before, None)
        return
    days = [row.on for row in session.scalars(_wished(who, contract_id)) if day in (None, row.on)]
    for one in days:
        yield _reminder_changed(session, who, number, one, None)
    if not days:
        yield Change(number, term, "reminder", None, None)


def restored(session: Session, who: str, change: Change) -> bool:
    """Puts back what was kept before a change; False where something else is kept now."""
    found = session.execute(
        sa.select(Contract.id, Contract.end_on).where(Contract.number == change.contract_number)
    ).first()
    if found is None or found.end_on.isoformat() != change.end_on:
        return False
    if change.what == "note":
        return _note_restored(session, found.id, change)
    if change.what == "reminder":
        return _reminder_restored(session, who, found.id, change)
    if _of_mark(session, change.contract_number, change.what) != change.after:
        return False
    _set_mark(session, change.contract_number, change.what, change.before)
    return True


def _note_restored(session: Session, contract_id: int, change: Change) -> bool:
    if change.after is None:
        kept = change.before or {}
        row = ContractNote(
            contract_id=contract_id,
            author=kept["author"],
            text=kept["text"],
            written_at=datetime.fromisoformat(kept["at"]),
        )
        # A number that was free may have been given to another note.
        if session.get(ContractNote, kept["id"]) is None:
            row.id = kept["id"]
        session.add(row)
        session.flush()
        return True
    found = session.get(ContractNote, change.after["id"])
    if found is None or _note(found) != change.after:
        return False
    session.delete(found)
    session.flush()
    return True


def _reminder_restored(session: Session, who: str, contract_id: int, change: Change) -> bool:
    day = date.fromisoformat((change.after or change.before or {})["on"])
    row = session.scalar(_wished(who, contract_id).where(Reminder.on == day))
    if (_reminder(row.on, row.at_minute) if row is not None else None) != change.after:
        return False
    _reminder_changed(session, who, change.contract_number, day, change.before)
    return True
