"""Queries of deflections. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from renewals.experiments import DEFAULT
from renewals.store.tables import Deflection

SUBMITTED = "submitted"
SHOWN, HELD_BACK = "shown", "held-back"


def record(
    session: Session,
    deflection_id: str,
    language: str,
    topics: Sequence[str],
    at: datetime,
    site: str | None = None,
    visitor: str | None = None,
    arm: str | None = None,
    experiment: str = DEFAULT,
) -> None:
    """Keeps that answers on these topics were found for a ticket's text, and whether they were shown.

    `experiment`: in which a visitor was assigned to an arm.
    """
    session.add(
        Deflection(
            id=deflection_id, language=language, topics=list(topics), outcome=None, outcome_topic=None, asked_at=at,
            ended_at=None, site=site,
            visitor=visitor, arm=arm, submitted_at=None, experiment=experiment if visitor else None,
        )
    )  # fmt: skip


def go_on(
    session: Session, deflection_id: str, language: str, topics: Sequence[str], site: str | None
) -> Deflection | None:
    """Keeps what was found for the text of the same ticket as it goes on; None where there is no such ticket of that
    site, or it was sent.
    """
    deflection = session.get(Deflection, deflection_id)
    if deflection is None or deflection.site != site or deflection.submitted_at is not None:
        return None
    deflection.language = language
    deflection.topics = list(dict.fromkeys([*deflection.topics, *topics]))
    return deflection


def end(
    session: Session, deflection_id: str, outcome: str, topic: str | None, at: datetime, site: str | None = None
) -> bool:
    """Keeps what came of it, the last word counting; says False where there is no such deflection (of that site, where
    one is given).
    """
    deflection = session.get(Deflection, deflection_id)
    if deflection is None or (site is not None and deflection.site != site):
        return False
    deflection.outcome, deflection.outcome_topic, deflection.ended_at = outcome, topic, at
    if outcome == SUBMITTED:
        deflection.submitted_at = deflection.submitted_at or at
    return True


def sent(session: Session, deflection_id: str, at: datetime) -> bool:
    """Keeps that the ticket came after all, as its desk tells; False where there is no such deflection."""
    deflection = session.get(Deflection, deflection_id)
    if deflection is not None and deflection.submitted_at is None:
        end(session, deflection_id, SUBMITTED, deflection.outcome_topic, at)
    return deflection is not None
