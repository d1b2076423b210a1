"""Which day of a contract a period is about: its end, its first day, its notice, or the contact with its customer; and
what is ahead yet of a time that has begun.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from renewals.periods import Period
from renewals.query.conditions import Found
from renewals.query.items import ItemizedText
from renewals.query.kinds import ContractQuery

# What may stand between "contacted" or "started" and its time.
BETWEEN = ("little", "noun", "one", "now")


def dated(
    query: ContractQuery, said: ItemizedText, found: Sequence[Found], today: date, past: Callable[[], Period | None]
) -> ContractQuery:
    """The query with its period where it belongs. `past`: the same period, read as one in which something was done."""
    if _of_notice(said) and query.ending is not None:
        return replace(query, ending=None, notice=query.ending)
    began = _of_start(said)
    if began is not None and query.ending is not None:
        return replace(query, ending=None, starting=past() if began == "past" else query.ending)
    if query.ending is not None and _of_contact(said, found):
        done = past()
        if done is not None and (done.start is None or done.start <= today):
            return replace(query, ending=None, contact=done)
    return _still_ahead(query, said, today)


def _of_notice(said: ItemizedText) -> bool:
    """Whether the period is that of the last day to stop an automatic renewal."""
    meant = [item for item in said.items if "notice" in item.meanings]
    for item in meant:
        item.used = True
    return bool(meant)


def _of_start(said: ItemizedText) -> str | None:
    """Whether the period is that of the first day: `past` or `ahead`, as the verb says; None where it is not."""
    for place, item in enumerate(said.items):
        if "started" in item.meanings and not item.used and _time_follows(said, place):
            item.used = True
            return str(item.meanings["started"])
    return None


def _of_contact(said: ItemizedText, found: Sequence[Found]) -> bool:
    """Whether the period tells when a customer was contacted: it stands right behind that."""
    return any(one.field == "contacted" and _time_follows(said, one.place) for one in found)


def _time_follows(said: ItemizedText, place: int) -> bool:
    at = place + 1
    while (item := said.at(at)) is not None and not item.time and any(kind in item.meanings for kind in BETWEEN):
        at += 1
    item = said.at(at)
    return item is not None and item.time


def _still_ahead(query: ContractQuery, said: ItemizedText, today: date) -> ContractQuery:
    """ "What is left to renew this year": from today on."""
    meant = [item for item in said.items if "still_ahead" in item.meanings]
    for item in meant:
        item.used = True
    if not meant:
        return query
    if query.ending is None:
        return query if query.values("status") else query.having("status", ["running"])
    begun = query.ending.start is None or query.ending.start < today
    over = query.ending.end is not None and query.ending.end < today
    return replace(query, ending=Period(today, query.ending.end)) if begun and not over else query
