"""What became of visitors to whom answers were shown before their ticket,
and of those from whom they were held back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.experiments import DEFAULT, Arm
from renewals.store.deflections import HELD_BACK, SHOWN
from renewals.store.figures.dialects import epoch_seconds
from renewals.store.figures.shares import RETURN
from renewals.store.tables import Deflection


@dataclass(frozen=True)
class Arms:
    """Visitors who began their first ticket 72 hours ago or earlier.

    `solved`: those shown answers who said "solved" and sent no ticket within these 72 hours.
    """

    shown: Arm
    held_back: Arm
    solved: int


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
