"""What became of visitors to whom answers were shown before their ticket,
and of those from whom they were held back.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.experiments import DEFAULT, Arm
from renewals.store.deflections import HELD_BACK, SHOWN
from renewals.store.figures.dialects import epoch_seconds, utc_day
from renewals.store.figures.selection import Selection
from renewals.store.figures.shares import RETURN
from renewals.store.tables import Deflection, DeskTicket


@dataclass(frozen=True)
class Arms:
    """Visitors who began their first ticket 72 hours ago or earlier.

    `solved`: those shown answers who said "solved" and sent no ticket within these 72 hours.
    """

    shown: Arm
    held_back: Arm
    solved: int


@dataclass(frozen=True)
class Sent:
    """The tickets that the visitors of an arm have sent: how many, how many of them the desk has told to be reopened,
    and the median of the minutes from their first word until they were sent.
    """

    sent: int
    reopened: int
    minutes: float | None

    @property
    def reopened_share(self) -> float | None:
        return self.reopened / self.sent if self.sent else None


def sent(session: Session, chosen: Selection, experiment: str = DEFAULT) -> tuple[Sent, Sent]:
    """The tickets sent of those begun on the chosen days: of those to whom answers were shown, and of those from whom
    they were held back.
    """
    one = Deflection
    reopened = sa.exists().where(DeskTicket.deflection_id == one.id, DeskTicket.reopened_at.is_not(None))
    taken = epoch_seconds(one.submitted_at) - epoch_seconds(one.asked_at)
    query = sa.select(one.arm, taken, reopened).where(
        one.experiment == experiment,
        one.submitted_at.is_not(None),
        utc_day(one.asked_at).between(chosen.first, chosen.last),
    )
    found: dict[str | None, list[tuple[int, bool]]] = {SHOWN: [], HELD_BACK: []}
    for arm, seconds, again in session.execute(query):
        found.setdefault(arm, []).append((seconds, again))
    return _sent(found[SHOWN]), _sent(found[HELD_BACK])


def _sent(rows: Sequence[tuple[int, bool]]) -> Sent:
    minutes = statistics.median(seconds / 60 for seconds, _ in rows) if rows else None
    return Sent(len(rows), sum(again for _, again in rows), minutes)


def arms(session: Session, now: datetime, experiment: str = DEFAULT) -> Arms:
    """Everybody who was assigned to an arm counts in it, whatever they saw or did (intention to treat), once, from the
    first ticket that they began in this experiment.
    """
    one = Deflection
    solved = sa.func.max(sa.case((one.outcome == "solved", 1), else_=0)).label("solved")
    of_visitor = [
        sa.func.min(one.arm).label("arm"),
        sa.func.min(one.asked_at).label("first"),
        sa.func.min(one.submitted_at).label("sent"),
        solved,
    ]
    own = (one.visitor.is_not(None), one.experiment == experiment)
    unit = sa.select(one.visitor, *of_visitor).where(*own).group_by(one.visitor).subquery()
    within = epoch_seconds(unit.c.sent) - epoch_seconds(unit.c.first) <= RETURN.total_seconds()
    sent = sa.case((sa.and_(unit.c.sent.is_not(None), within), 1), else_=0)
    query = (
        sa.select(unit.c.arm, sa.func.count(), sa.func.sum(sent), sa.func.sum(unit.c.solved * (1 - sent)))
        .where(unit.c.first <= now - RETURN)
        .group_by(unit.c.arm)
    )
    found = {arm: (int(visitors), int(sent), int(solved)) for arm, visitors, sent, solved in session.execute(query)}
    shown, held = found.get(SHOWN, (0, 0, 0)), found.get(HELD_BACK, (0, 0, 0))
    return Arms(Arm(*shown[:2]), Arm(*held[:2]), shown[2])
