"""What the actions take from their surroundings, read when first needed: the database, the day."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from functools import cache

from renewals.store.database import Sessions, open_database


@cache
def sessions() -> Sessions:
    """Sessions on the business database (RENEWALS_DATABASE_URL)."""
    return open_database(os.environ["RENEWALS_DATABASE_URL"])


def today() -> date:
    """Today, or the day that RENEWALS_TODAY puts in its place."""
    given = os.environ.get("RENEWALS_TODAY")
    return date.fromisoformat(given) if given else datetime.now(UTC).date()
