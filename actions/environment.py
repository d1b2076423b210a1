"""What the actions take from their surroundings, read when first needed: the database, the day."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from renewals.regions import Region, region_named
from renewals.store.database import Sessions, open_database


@cache
def sessions() -> Sessions:
    """Sessions on the business database (RENEWALS_DATABASE_URL)."""
    return open_database(os.environ["RENEWALS_DATABASE_URL"])


def default_region() -> Region:
    """The team for people who cannot tell in which country they are (RENEWALS_DEFAULT_REGION)."""
    return region_named(os.environ.get("RENEWALS_DEFAULT_REGION") or "EMEA")


def now() -> datetime:
    """This instant (UTC); where RENEWALS_NOW is set, time began there with the process, as it did in the gateway."""
    return datetime.now(UTC) + _ahead()


def today(timezone: str | None) -> date:
    """Today for a person in a time zone (IANA; UTC where none is known), or the day that RENEWALS_TODAY puts in its
    place.
    """
    given = os.environ.get("RENEWALS_TODAY")
    return date.fromisoformat(given) if given else now().astimezone(ZoneInfo(timezone) if timezone else UTC).date()


@cache
def _ahead() -> timedelta:
    """How far RENEWALS_NOW is ahead of the real instant."""
    now = os.environ.get("RENEWALS_NOW")
    return datetime.fromisoformat(now) - datetime.now(UTC) if now else timedelta()


# Counted from the start of the process, not from the first question.
_ahead()
