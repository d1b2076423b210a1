"""What operators did: whom they made a user, whose data they gave out or erased, what they put back. The caller
commits.

What people read of it stands under `did-…` in domain/<language>/support.yml.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import secrets
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.tables import OperatorEntry

USER_SET, USER_REMOVED = "user-set", "user-removed"
PERSON_EXPORTED, PERSON_ERASED = "person-exported", "person-erased"
CONTRACTS_EXPORTED, BACKED_UP, RESTORED = "contracts-exported", "backed-up", "restored"
LIMITS_OFF, CHANNEL_SET = "limits-off", "channel-set"
DID = (
    USER_SET, USER_REMOVED, PERSON_EXPORTED, PERSON_ERASED, CONTRACTS_EXPORTED, BACKED_UP, RESTORED, LIMITS_OFF,
    CHANNEL_SET,
)  # fmt: skip
_SALT_BYTES, _DIGITS = 8, 32


def record(session: Session, what: str, about: str = "", who: str | None = None) -> None:
    """Keeps that somebody did something now; without `who` the user of this machine who runs the command."""
    at = datetime.now(UTC)
    session.add(OperatorEntry(at=at, who=who or this_user(), what=what, about=about[:254]))


def this_user() -> str:
    """Who runs this program; behind sudo who called it."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        # A container's user may have no name.
        return f"uid {os.getuid()}"


def person(email: str) -> str:
    """A person whose data was given out or erased: a salt and a digest, by which who knows the address finds it."""
    salt = secrets.token_hex(_SALT_BYTES)
    return f"{salt}:{_digest(salt, email)}"


def entries(session: Session, first: date, last: date, who: str = "", most: int | None = None) -> list[OperatorEntry]:
    """What was done on these days (UTC), newest first; `who`: by them, or about them."""
    since, until = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    query = sa.select(OperatorEntry).where(OperatorEntry.at >= since, OperatorEntry.at < until)
    found = session.scalars(query.order_by(OperatorEntry.id.desc()))
    return [one for one in found if not who or _concerns(one, who)][:most]


def _concerns(entry: OperatorEntry, who: str) -> bool:
    salt, _, digest = entry.about.partition(":")
    return who.lower() in (entry.who.lower(), entry.about.lower()) or (bool(digest) and digest == _digest(salt, who))


def _digest(salt: str, email: str) -> str:
    return hashlib.sha256(f"{salt}\0{email.strip().lower()}".encode()).hexdigest()[:_DIGITS]
