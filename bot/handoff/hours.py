"""When a team is there, in the customer's own time where it is known."""

from __future__ import annotations

from datetime import datetime

from bot.handoff.notices import said
from renewals.languages import moment
from renewals.office_hours import opens_at
from renewals.regions import region_named


def team_hours(code: str, timezone: str | None, language: str, now: datetime) -> str:
    """A sentence: the team of a region is at work, or when it is back. `timezone`: the customer's (IANA), if known."""
    opens = opens_at(region_named(code), now)
    if opens == now:
        return said(language, "team-there")
    return said(language, "team-back", when=back_at(code, opens, timezone, language))


def back_at(code: str, opens: datetime, timezone: str | None, language: str) -> str:
    """An instant in the customer's time, else in the team's, with the zone named."""
    zone = timezone or region_named(code).timezone
    return moment(opens, zone, language) + ("" if timezone else f" ({zone})")
