"""Passwords of local users of /support, by argon2id with the library's own parameters."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

SHORTEST = 12
_HASHER = PasswordHasher()
# Compared where there is no such user, so that an answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed; None: there is no such user."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except VerificationError:
        return False
    return password_hash is not None
