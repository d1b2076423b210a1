"""What representatives have kept of a contract, as answers to representatives tell it."""

from __future__ import annotations

from actions.base import Question
from renewals.access import SalesRep
from renewals.acts_told import progress_told
from renewals.contracts import Terms
from renewals.store.renewing import progress_of


def kept(question: Question, contract: Terms) -> list[str]:
    """What is kept of a contract, a line each, with the reader's own reminders of it; nothing for those who are no
    representatives.
    """
    subject = question.subject
    if not isinstance(subject, SalesRep):
        return []
    progress = progress_of(question.session, contract.contract_number, subject.email)
    return progress_told(question.language, progress, contract, question.today)
