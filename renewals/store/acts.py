"""What a representative does to contracts, kept as one act that can be taken back whole.

The caller has checked the right to each contract, and commits.

A change says what was kept before and after it, so that what is told, what is written and what is taken back are one
and the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.acts.kinds import CONTACTED, FORECAST, NOTE, REMIND, SNOOZE, Wish
from renewals.store.act_changes import Change, carried_out, restored
from renewals.store.tables import Act


@dataclass(frozen=True)
class KeptAct:
    """An act as it was kept: its number, whose it is, its changes, and whether it was taken back."""

    number: int
    who: str
    changes: tuple[Change, ...]
    undone: bool = False


@dataclass(frozen=True)
class Undone:
    """What was taken back; `left`: changes that somebody has changed since, and that stay as they are."""

    changes: tuple[Change, ...]
    left: tuple[Change, ...]


def wishes_of(changes: Sequence[Change]) -> tuple[Wish, ...]:
    """The wishes that have made some changes, so that they can be made to other contracts: what was cleared is none."""
    made: list[Wish] = []
    for change in changes:
        after = change.after or {}
        if change.what == CONTACTED and after:
            made.append(Wish(CONTACTED))
        elif change.what == NOTE and after:
            made.append(Wish(NOTE, text=str(after["text"])))
        elif change.what == SNOOZE and after:
            made.append(Wish(SNOOZE, date.fromisoformat(after["until"])))
        elif change.what == FORECAST and after:
            made.append(Wish(FORECAST, text=str(after["reason"]), value=str(after["word"])))
        elif change.what == "reminder" and after:
            made.append(Wish(REMIND, date.fromisoformat(after["on"]), after.get("at_minute")))
    return tuple(dict.fromkeys(made))


def carry_out(
    session: Session,
    who: str,
    wishes: Sequence[tuple[str, Sequence[Wish]]],
    at: datetime,
    key: str,
    message_id: str | None = None,
) -> KeptAct:
    """Keeps wishes for contracts by their numbers, as one act of `who`.

    What has done so already under the same key does nothing more.
    """
    if (before := act_of(session, key)) is not None:
        return before
    changes = [
        change for number, wanted in wishes for wish in wanted for change in carried_out(session, who, number, wish, at)
    ]
    row = Act(
        key=key[:255],
        message_id=message_id,
        who=who,
        at=at,
        changes=[asdict(change) for change in _in_all(changes)],
        undone_at=None,
    )
    session.add(row)
    session.flush()
    return _kept(row)


def _in_all(changes: Sequence[Change]) -> list[Change]:
    """What changes come to: where one sentence changes the same thing twice, from what was kept before the first to
    what the last left.
    """
    found: dict[tuple[str, ...], Change] = {}
    for change in changes:
        kept = change.after or change.before or {}
        key = (change.contract_number, change.what, str(kept.get("id") or kept.get("on") or ""))
        before = found.get(key)
        found[key] = change if before is None else replace(before, after=change.after)
    return list(found.values())


def act_of(session: Session, key: str) -> KeptAct | None:
    """The act that was done under a key, if one was."""
    row = session.scalar(sa.select(Act).where(Act.key == key[:255]))
    return _kept(row) if row is not None else None


def act_numbered(session: Session, number: int, who: str) -> KeptAct | None:
    """An act by its number, where it is this person's."""
    row = session.get(Act, number) if 0 < number < 2**31 else None
    return _kept(row) if row is not None and row.who == who else None


def undo(session: Session, number: int, who: str, at: datetime) -> Undone | None:
    """Takes all of an act back that nobody has changed since; None where there is no such act of this person, or it was
    taken back already.
    """
    row = session.get(Act, number, with_for_update=True)
    if row is None or row.who != who or row.undone_at is not None:
        return None
    done: list[Change] = []
    left: list[Change] = []
    for change in reversed(_kept(row).changes):
        if change.changed:
            (done if restored(session, who, change) else left).append(change)
    row.undone_at = at
    session.flush()
    return Undone(tuple(reversed(done)), tuple(reversed(left)))


def forget_acts(session: Session, before: datetime) -> int:
    """Deletes acts of before an instant, which then cannot be taken back any more; what they kept stays.

    How many there were.
    """
    return int(session.execute(sa.delete(Act).where(Act.at < before)).rowcount)  # type: ignore[attr-defined]


def _kept(row: Act) -> KeptAct:
    return KeptAct(row.id, row.who, tuple(Change(**change) for change in row.changes), row.undone_at is not None)
