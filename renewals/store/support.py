"""Queries of the page of support: its users and their sessions, and the audit of contracts. The caller commits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.tables import ContractReading, SupportSession, SupportUser

SUPPORT, MANAGER, AUDITOR = "support", "manager", "auditor"
ROLES = (SUPPORT, MANAGER, AUDITOR)
# A session ends so long after its beginning, and so long after it was last used.
LASTS, UNUSED = timedelta(hours=12), timedelta(hours=2)


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    who: str
    roles: frozenset[str]


def set_user(session: Session, email: str, roles: Sequence[str], password_hash: str, at: datetime) -> None:
    """A user with a password, new or changed; whoever is signed in as them has to sign in again."""
    session.merge(SupportUser(email=email, roles=" ".join(roles), password_hash=password_hash, changed_at=at))
    session.execute(sa.delete(SupportSession).where(SupportSession.who == email))


def remove_user(session: Session, email: str) -> bool:
    """Takes a user away, and signs them out; says False where there is none."""
    session.execute(sa.delete(SupportSession).where(SupportSession.who == email))
    return bool(session.execute(sa.delete(SupportUser).where(SupportUser.email == email)).rowcount)  # type: ignore[attr-defined]


def user(session: Session, email: str) -> SupportUser | None:
    return session.get(SupportUser, email)


def sign_in(session: Session, token: str, person: Person, at: datetime) -> None:
    """Begins a session, and forgets those that are over."""
    session.execute(
        sa.delete(SupportSession).where(
            sa.or_(SupportSession.begun_at < at - LASTS, SupportSession.seen_at < at - UNUSED)
        )
    )
    roles = " ".join(sorted(person.roles))
    session.add(SupportSession(token_hash=_hash(token), who=person.who, roles=roles, begun_at=at, seen_at=at))


def signed_in(session: Session, token: str, at: datetime) -> Person | None:
    """Who has this cookie, and uses it now; None where it is unknown or over."""
    found = session.get(SupportSession, _hash(token))
    if found is None or found.begun_at < at - LASTS or found.seen_at < at - UNUSED:
        return None
    # Not at each of the page's pictures.
    if at - found.seen_at > timedelta(minutes=1):
        found.seen_at = at
    return Person(found.who, frozenset(found.roles.split()))


def sign_out(session: Session, token: str) -> None:
    session.execute(sa.delete(SupportSession).where(SupportSession.token_hash == _hash(token)))


def readings(
    session: Session, first: date, last: date, who: str = "", most: int | None = None
) -> list[ContractReading]:
    """Who was shown which contracts on these days (UTC), newest first."""
    since, until = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    query = sa.select(ContractReading).where(ContractReading.read_at >= since, ContractReading.read_at < until)
    if who:
        query = query.where(ContractReading.who == who.lower())
    return list(session.scalars(query.order_by(ContractReading.id.desc()).limit(most)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
