"""What a question about contracts asks for, as one query (renewals/query), and the query of the list before."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Event, Question
from actions.period import fiscal_year
from renewals.names import folded
from renewals.query import ContractQuery, NotAQuery, QueryReading, from_json, to_json, united
from renewals.query.kinds import FIELDS
from renewals.store.acted import last_shown
from renewals.store.asked import asked


def reading_of(question: Question) -> QueryReading:
    """The query that the question asks for by itself, and the words that were not understood."""
    known = None if question.unknown_person else question.known
    words = partial(
        asked, question.subject, known, question.text, question.language, question.today, question.values("product")
    )
    reading = words()
    # The region's setting is looked up only for a question that depends on it.
    if reading.unclear is not None and reading.unclear.reason == "which-fiscal" and (fiscal := fiscal_year(question)):
        return words(fiscal)
    return reading


def query_before(question: Question) -> ContractQuery | None:
    """The query of the list that was shown last in this conversation."""
    return _query_of(question.slots.get("listing"))


def _query_of(kept: Any) -> ContractQuery | None:
    try:
        return from_json(kept) if kept is not None else None
    except NotAQuery:
        # Kept by an earlier version.
        return None


def remembered(query: ContractQuery) -> Event:
    """Keeps what a list was asked for, for the next message."""
    event: Event = SlotSet("listing", to_json(query))
    return event


def both_lists(
    question: Question, before: ContractQuery | None, reading: QueryReading
) -> tuple[ContractQuery | None, QueryReading]:
    """What the last two lists asked for together ("both of them"), and the reading; where a query cannot say that, the
    reading names the message as not understood.
    """
    shown = [facts["listing"] for facts in last_shown(question.session, question.conversation) if facts.get("listing")]
    earlier = next((query for one in shown if (query := _query_of(one)) not in (None, before)), None)
    together = united(earlier, before) if earlier is not None and before is not None else None
    if together is None:
        return before, replace(reading, unread=(*reading.unread, question.text.strip()))
    return together, reading


def of_first_group(
    question: Question, before: ContractQuery | None, reading: QueryReading
) -> tuple[ContractQuery | None, QueryReading]:
    """The query and reading of "that person's overdue ones": the contracts of the group that was shown first, among
    those that were put together.
    """
    if "that_one" not in reading.signs:
        return before, reading
    shown = next((facts.get("groups") for facts in last_shown(question.session, question.conversation)), None)
    if before is None or before.by not in FIELDS or not shown:
        return before, replace(reading, unread=(*reading.unread, question.text.strip()))
    among = replace(before, ask="list", by=None, each=None, sort=None, descending=False, most=None, skip=0)
    return among.having(before.by, [str(shown[0]["key"])]), reading


def unread_among(reading: QueryReading, name: str) -> bool:
    """Whether a name, or a part of it, is among the words that were not read."""
    left = {word for one in reading.unread for word in folded(one).split()}
    return bool(left & set(folded(name).split()))
