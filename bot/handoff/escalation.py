"""When a request that nobody takes up is reminded of, goes to another region, and to the mailbox: all of it in the
team's business time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from renewals.office_hours import after_minutes
from renewals.regions import Region, region_named
from renewals.store import handoff_steps
from renewals.store.tables import Handoff

REMIND, OVERFLOW, MAIL = "remind", "overflow", "mail"
STEPS = (REMIND, OVERFLOW, MAIL)


@dataclass(frozen=True)
class EscalationSchedule:
    """`minutes`: business minutes for each step, in the place of each region's own; for demonstrations and tests."""

    minutes: float | None = None

    def start(self, session: Session, handoff: Handoff, now: datetime) -> None:
        """A round of waiting begins."""
        region = region_named(handoff.region)
        for times, step in enumerate(STEPS, 1):
            handoff_steps.need(session, handoff.reference, step_of(step, handoff), self._after(region, now, times))

    def stop(self, session: Session, handoff: Handoff) -> None:
        """Nobody need be reminded any more."""
        handoff_steps.drop(session, handoff.reference, [step_of(step, handoff) for step in STEPS])

    def again(self, session: Session, handoff: Handoff, now: datetime) -> None:
        """Another region has the request now, and as long as its own time allows before it goes to the mailbox."""
        handoff_steps.need(
            session, handoff.reference, step_of(MAIL, handoff), self._after(region_named(handoff.region), now, 1)
        )

    def _after(self, region: Region, now: datetime, times: int) -> datetime:
        return after_minutes(region, now, times * (region.claim_minutes if self.minutes is None else self.minutes))


def step_of(step: str, handoff: Handoff) -> str:
    """A step's name in this round: one of an earlier round finds that it is none of this."""
    return f"{step}:{handoff.rounds}"
