"""A representative's question for the renewal rate: told with what it is of, where the imports know it; else that it
cannot be told. Never a list in its place.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from actions.base import Question, Reply
from actions.contracts_shown import counted
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.languages import long_date, written_number
from renewals.period_in_words import told
from renewals.query import ContractQuery, QueryReading
from renewals.store.contracts import contracts_of
from renewals.store.renewal_rate import renewals_within

RATE = "rate"


def rate_of(question: Question, reading: QueryReading, query: ContractQuery) -> Reply | None:
    """The reply to a question for a rate; None for any other question, and for who is no representative."""
    if RATE not in reading.signs or not isinstance(question.subject, SalesRep):
        return None
    found = renewals_within(question.session, question.subject, query, datetime.now(UTC), question.today)
    period = told(query.ending, question.language) if query.ending else ""
    if found is not None and found.since is None and found.ended:
        rate = written_number(round(100 * found.renewed / found.ended, 1), question.language)
        ended = counted(question, found.ended)
        lines = [question.phrase("rate", "query", rate=rate, renewed=found.renewed, ended=ended, period=period)]
        lines += [question.phrase("rate-in-all", "query")] if query.by else []
    elif found is not None and found.since is not None:
        lines = [question.phrase("rate-since", "query", day=long_date(found.since, question.language), period=period)]
    else:
        lines = [question.phrase("rate-none", "query")]
    overdue = replace(query.having("status", ["overdue"]), ask="list", by=None, skip=0, most=None)
    left = contracts_of(question.session, question.subject, 1, overdue, 0, question.today)[1] if query.ending else 0
    buttons = []
    if left:
        lines.append(question.phrase("rate-overdue", "query", count=counted(question, left), period=period))
        say = question.phrase("say-overdue", "query", period=period)
        buttons.append(Button(question.phrase("show-overdue", "query", count=left), say))
    return Reply("\n".join(lines), kind="answer", buttons=buttons, data={"contracts": [], "total": 0}, sections=())
