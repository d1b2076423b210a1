"""Passwords of local users of /support, by argon2id with the library's own parameters."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

SHORTEST = 12
_HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """Compared where there is no such user, so that an answer takes as long."""
    return _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed; None: there is no such user."""
    nobody = _nobody()
    try:
        _HASHER.verify(password_hash or nobody, password)
    except VerificationError:
        return False
    return password_hash is not None
