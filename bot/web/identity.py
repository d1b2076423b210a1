"""Who a person is, as the host site says with a signed token."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta

import jwt

LONGEST = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(seconds=30)


def proved_by(token: str, secret: str, now: datetime) -> str | None:
    """The e-mail address that an identity token proves, in lower case; nothing where the token is not good for any reason."""
    if not secret:
        return None
    try:
        with warnings.catch_warnings():
            # A short secret is told once, when the gateway starts.
            warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)
            claims = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience="renewals",
                leeway=CLOCKS_DIFFER,
                options={"require": ["sub", "exp", "aud"], "strict_aud": False},
            )
    except (jwt.InvalidTokenError, ValueError):
        return None
    expires_at, subject = claims["exp"], claims["sub"]
    if expires_at > (now + LONGEST + CLOCKS_DIFFER).timestamp() or not isinstance(subject, str) or "@" not in subject:
        return None
    return subject.strip().lower()
