"""An act is taken back, whole, and said: in a sentence and by a button alike."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from renewals import answers
from renewals.access import SalesRep
from renewals.acts_told import undone_told
from renewals.store.acts import act_numbered, undo
from renewals.store.contracts import contracts_by_number, record_reading

TOPIC = "acts"


def take_back(
    session: Session, subject: SalesRep, number: int, door: str, language: str, timezone: str, now: datetime
) -> tuple[str, list[str]]:
    """Takes an act back by its number: what is said of it, and the numbers of its contracts; none where it is not this
    person's, or was taken back before.
    """
    kept = act_numbered(session, number, subject.email)
    if kept is None:
        return answers.phrase(language, TOPIC, "undone-not-yours"), []
    undone = undo(session, number, subject.email, now)
    if undone is None:
        return answers.phrase(language, TOPIC, "undone-already"), []
    numbers = list(dict.fromkeys(change.contract_number for change in kept.changes))
    contracts = contracts_by_number(session, subject, numbers)
    record_reading(session, subject.email, door, TOPIC, list(contracts), now)
    return undone_told(language, undone, contracts, timezone), numbers
