"""Six-digit codes by which a person proves an e-mail address. The caller commits."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.contracts import address_for, known_address
from renewals.store.tables import VerificationCode

VALID_FOR = timedelta(minutes=10)
ATTEMPTS = 5
CODES_AN_HOUR = 3


class Check(Enum):
    """What came of typing a code that is not right."""

    WRONG = "code-wrong"
    USED_UP = "code-used-up"


@dataclass(frozen=True)
class CodeToSend:
    """A new code, and the address on file that it goes to: none where the contract is unknown or the address has had
    enough codes.
    """

    code: str
    email: str | None


def new_code(
    session: Session, conversation_id: str, given: str, now: datetime, may_mail: Callable[[str], bool]
) -> CodeToSend | None:
    """Makes a code for the address on file of a contract, or for one that is itself on file.

    None: this conversation has asked too often within the hour.

    `given`: the contract's number, or the address, as the person gave it; `may_mail`: whether one more code may go to
    an address (to what was given, where none is on file). The same work is done and the same rows are written whether
    it is on file or not.
    """
    hour_ago = now - timedelta(hours=1)
    asked_here = _count(session, VerificationCode.conversation_id == conversation_id, hour_ago)
    if asked_here >= CODES_AN_HOUR:
        return None
    by_address = "@" in given
    email = known_address(session, given) if by_address else address_for(session, given)
    allowed = email if may_mail(email or given) else None
    code = f"{secrets.randbelow(1_000_000):06d}"
    salt = secrets.token_hex(16)
    session.execute(
        sa.update(VerificationCode).where(VerificationCode.conversation_id == conversation_id).values(ended=True)
    )
    row = VerificationCode(
        conversation_id=conversation_id, email=allowed, salt=salt, code_hash=_hashed(code, salt), attempts=0,
        ended=False, asked_at=now,
        contract_number=None if by_address else given[:64], address_given=given[:254] if by_address else None,
    )  # fmt: skip
    session.add(row)
    return CodeToSend(code, allowed)


def awaits_code(session: Session, conversation_id: str, now: datetime) -> bool:
    """Whether a code was asked for in this conversation within the hour: six digits are then a code, and nobody else's
    business.
    """
    return _count(session, VerificationCode.conversation_id == conversation_id, now - timedelta(hours=1)) > 0


def given_last(session: Session, conversation_id: str, since: datetime) -> str | None:
    """The contract's number or the address for which a code was asked for last in this conversation since an instant,
    as it was given.
    """
    given = sa.func.coalesce(VerificationCode.address_given, VerificationCode.contract_number)
    query = sa.select(given).where(
        VerificationCode.conversation_id == conversation_id, VerificationCode.asked_at >= since
    )
    return session.scalar(query.order_by(VerificationCode.id.desc()).limit(1))


def numbers_given(session: Session, conversation_id: str, since: datetime | None = None) -> list[str]:
    """The contracts for which codes were asked for in this conversation, as they were given, each once, the newest
    first; since an instant, or at any time.
    """
    query = sa.select(VerificationCode.contract_number).where(VerificationCode.conversation_id == conversation_id)
    if since is not None:
        query = query.where(VerificationCode.asked_at >= since)
    return list(
        dict.fromkeys(number for number in session.scalars(query.order_by(VerificationCode.id.desc())) if number)
    )


def check_code(session: Session, conversation_id: str, code: str, now: datetime) -> str | Check:
    """The address that a right code proves.

    A code works once, for ten minutes and five attempts, in the conversation that asked for it.
    """
    open_ones = VerificationCode.conversation_id == conversation_id, VerificationCode.ended.is_(False)
    newest = sa.select(sa.func.max(VerificationCode.id)).where(*open_ones).scalar_subquery()
    # Counted by the database: attempts in several processes at once are several, and one of them has the row until its
    # end.
    counted = sa.update(VerificationCode).where(VerificationCode.id == newest, VerificationCode.ended.is_(False))
    tried = (
        counted.values(attempts=VerificationCode.attempts + 1)
        .returning(VerificationCode)
        .execution_options(populate_existing=True)
    )
    row = session.scalars(tried).first()
    if row is None:
        return Check.WRONG
    # Compared in any case, so that the time it takes tells nothing of the address.
    right = hmac.compare_digest(_hashed(code, row.salt), row.code_hash)
    if right and row.email is not None and now < row.asked_at + VALID_FOR:
        row.ended = True
        return row.email
    if row.attempts >= ATTEMPTS:
        row.ended = True
        return Check.USED_UP
    return Check.WRONG


def _count(session: Session, condition: sa.ColumnElement[bool], since: datetime) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(VerificationCode)
            .where(condition, VerificationCode.asked_at >= since)
        )
        or 0
    )


def _hashed(code: str, salt: str) -> str:
    # Slow on purpose: a million codes are soon tried on a stolen table otherwise.
    return hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), n=2**13, r=8, p=1).hex()[:64]
