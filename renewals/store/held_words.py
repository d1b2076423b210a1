"""What a member wrote beneath a card and has to say first whether it goes to the customer. The caller commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.tables import HeldWords


def hold(
    session: Session, reference: str, channel: str, thread: str, user: str, message: dict[str, Any], at: datetime
) -> int:
    """Keeps a message, as Slack delivered it, until its author has decided; its number.

    What was held before is replaced.
    """
    drop_at(session, channel, str(message["ts"]))
    row = HeldWords(
        reference=reference,
        channel=channel,
        thread=thread,
        ts=str(message["ts"]),
        user=user,
        message=message,
        held_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def held(session: Session, number: int) -> HeldWords | None:
    """What is held under a number, unless it was decided."""
    return session.get(HeldWords, number)


def amend(session: Session, channel: str, message: dict[str, Any]) -> bool:
    """Changes what is held of a message; False where nothing of it is held."""
    own = sa.update(HeldWords).where(HeldWords.channel == channel, HeldWords.ts == str(message["ts"]))
    return bool(session.execute(own.values(message=message)).rowcount)  # type: ignore[attr-defined]


def drop(session: Session, number: int) -> None:
    """It was decided."""
    session.execute(sa.delete(HeldWords).where(HeldWords.id == number))


def drop_at(session: Session, channel: str, ts: str) -> bool:
    """A message stays inside; whether anything of it was held."""
    return bool(session.execute(sa.delete(HeldWords).where(HeldWords.channel == channel, HeldWords.ts == ts)).rowcount)  # type: ignore[attr-defined]


def drop_all(session: Session, reference: str) -> None:
    """Nothing more is sent for a request."""
    session.execute(sa.delete(HeldWords).where(HeldWords.reference == reference))
