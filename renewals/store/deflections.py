"""Queries of deflections. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from renewals.store.tables import Deflection


def record(session: Session, deflection_id: str, language: str, topics: Sequence[str], at: datetime) -> None:
    """Keeps that answers on these topics were offered."""
    session.add(
        Deflection(id=deflection_id, language=language, topics=list(topics), outcome=None, outcome_topic=None, asked_at=at, ended_at=None)
    )


def end(session: Session, deflection_id: str, outcome: str, topic: str | None, at: datetime) -> bool:
    """Keeps what came of it, the last word counting; says False where there is no such deflection."""
    deflection = session.get(Deflection, deflection_id)
    if deflection is None:
        return False
    deflection.outcome, deflection.outcome_topic, deflection.ended_at = outcome, topic, at
    return True
