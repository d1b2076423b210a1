"""Who a person is, as the host site says with a signed token."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta

import jwt

from renewals.addresses import same_address

LONGEST = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(seconds=30)
# Of an e-mail address (RFC 5321), and of the column that keeps it.
LONGEST_ADDRESS = 254


def proved_by(token: str, secret: str, now: datetime) -> str | None:
    """The e-mail address that an identity token proves, in the form in which addresses are compared; nothing where the
    token is not good for any reason.

    `now`: the real instant, also where RENEWALS_NOW sets another: the host site that signs knows of no other.
    """
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
    if not isinstance(expires_at, int | float) or expires_at > (now + LONGEST + CLOCKS_DIFFER).timestamp():
        return None
    written = subject.strip() if isinstance(subject, str) else ""
    # One line of signs that are seen: what ends a line would end a header of a mail, and what is invisible makes two
    # addresses look like one.
    if "@" not in written or not written.isprintable() or len(written) > LONGEST_ADDRESS:
        return None
    address = same_address(written)
    return address if len(address) <= LONGEST_ADDRESS else None
