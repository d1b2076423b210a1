"""A request is over because the customer says so: the clock stops, the card shows it, and whoever has it already is
told.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.handoff.escalation import EscalationSchedule
from renewals.store import handoff_steps, held_words, requests
from renewals.store import handoffs as store
from renewals.store.tables import Handoff

# How a customer ends a request: they go back to the assistant, withdraw it, or erase the conversation.
BACK, WITHDRAWN, ERASED = "customer", "withdrawn", "erased"
BY_THE_CUSTOMER = (BACK, WITHDRAWN, ERASED)


def ended(session: Session, clock: EscalationSchedule, handoff: Handoff, outcome: str, now: datetime) -> bool:
    """Ends a request; whether a mail with it has gone out, which another one then follows."""
    store.hold(session, handoff.reference)
    mailed = requests.went_by_mail(session, handoff)
    clock.stop(session, handoff)
    handoff_steps.drop(session, handoff.reference, [requests.QUOTE])
    held_words.drop_all(session, handoff.reference)
    store.move(
        session,
        handoff.reference,
        store.OPEN,
        store.RESOLVED,
        store.BY_CUSTOMER,
        "resolved",
        now,
        outcome,
        outcome=outcome,
        ended_at=now,
    )
    session.refresh(handoff)
    handoff_steps.need(session, handoff.reference, "show", now)
    handoff_steps.need(session, handoff.reference, f"tell:{outcome}:{handoff.rounds}", now)
    if mailed:
        handoff_steps.need(session, handoff.reference, f"over:{outcome}", now)
    return mailed
