"""When a regional team is there, in words: its office hours, and whether it is at work, in the customer's own time
where that is known.
"""

from __future__ import annotations

from datetime import datetime

from renewals import answers
from renewals.languages import moment, weekday
from renewals.office_hours import is_certain, opens_at
from renewals.regions import Region, region_named

WORDS = "handoff"


def office_hours(region: Region, language: str) -> str:
    """The team's working days and hours, in its own time zone, in a line."""
    names = [weekday(day, language) for day in region.days]
    in_a_row = len(names) > 2 and list(region.days) == list(range(region.days[0], region.days[-1] + 1))
    return answers.phrase(
        language,
        "regional-contact",
        "hours-line",
        region=answers.phrase(language, "regional-contact", region.code),
        days=f"{names[0]}–{names[-1]}" if in_a_row else ", ".join(names),
        hours=", ".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in region.hours),
        zone=region.timezone,
    )


def team_hours(code: str, timezone: str | None, language: str, now: datetime) -> str:
    """A sentence: the team of a region is at work, or when it is back. `timezone`: the customer's (IANA), if known."""
    opens = opens_at(region_named(code), now)
    if opens == now:
        return answers.phrase(language, WORDS, "team-there")
    return answers.phrase(language, WORDS, "team-back", when=opening(code, now, opens, timezone, language))


def opening(code: str, now: datetime, opens: datetime, timezone: str | None, language: str) -> str:
    """When a team is back, as `back_at`; marked where holidays until then are worked out and not announced."""
    told = back_at(code, opens, timezone, language)
    return (
        told
        if is_certain(region_named(code), now, opens)
        else answers.phrase(language, WORDS, "unannounced", when=told)
    )


def back_at(code: str, instant: datetime, timezone: str | None, language: str) -> str:
    """An instant in the customer's time, else in the team's, with the zone named."""
    zone = timezone or region_named(code).timezone
    return moment(instant, zone, language) + ("" if timezone else f" ({zone})")
