"""When a team is there, in the customer's own time where it is known."""

from __future__ import annotations

from datetime import datetime

from bot.handoff.notices import said
from renewals.languages import moment
from renewals.office_hours import is_certain, opens_at
from renewals.regions import region_named


def team_hours(code: str, timezone: str | None, language: str, now: datetime) -> str:
    """A sentence: the team of a region is at work, or when it is back. `timezone`: the customer's (IANA), if known."""
    opens = opens_at(region_named(code), now)
    if opens == now:
        return said(language, "team-there")
    return said(language, "team-back", when=opening(code, now, opens, timezone, language))


def opening(code: str, now: datetime, opens: datetime, timezone: str | None, language: str) -> str:
    """When a team is back, as `back_at`; marked where holidays until then are worked out and not announced."""
    told = back_at(code, opens, timezone, language)
    return told if is_certain(region_named(code), now, opens) else said(language, "unannounced", when=told)


def back_at(code: str, instant: datetime, timezone: str | None, language: str) -> str:
    """An instant in the customer's time, else in the team's, with the zone named."""
    zone = timezone or region_named(code).timezone
    return moment(instant, zone, language) + ("" if timezone else f" ({zone})")
