"""A name that nothing on file has, in a representative's question: a list without it would look like an answer."""

from __future__ import annotations

from actions.base import Question, Reply
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.query import QueryReading

LONGEST_LABEL, LONGEST_NAME = 75, 80


def of_strangers(question: Question, reading: QueryReading) -> Reply | None:
    """Says that nothing on file is called so, with the question without the name; None where each name is known."""
    if not reading.strangers or not isinstance(question.subject, SalesRep):
        return None
    rest = question.text
    for name in reading.strangers:
        rest = rest.replace(name, " ")
    rest = " ".join(rest.split())
    text = question.phrase("nobody-called", "query", wanted=", ".join(reading.strangers)[:LONGEST_NAME])
    label = question.phrase("without", "query", label=reading.strangers[0])[:LONGEST_LABEL]
    return Reply(
        text, kind="clarify", buttons=[Button(label, rest)] if rest else (), data={"contracts": [], "total": 0}
    )
