"""Whose contracts a representative asks for: "my contracts" are those that they own, anything else is all that they may
see (renewals/query).
"""

from __future__ import annotations

from actions.base import Question
from renewals.access import SalesRep
from renewals.query import read


def owner_meant(question: Question) -> str | None:
    """The asker's address where a representative asks for their own contracts."""
    if not isinstance(question.subject, SalesRep):
        return None
    me = question.subject.email
    return me if me in read(question.text, question.language, question.today, me).query.values("owner") else None
