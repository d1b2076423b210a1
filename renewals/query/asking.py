"""Whether a text asks for contracts at all, by what was read of it.

A hint for understanding: whoever may see what is decided elsewhere.
"""

from __future__ import annotations

from protocol.turn import ASKS, CHANGES, MAY_ASK, SURELY_ASKS
from renewals.query.following import goes_on
from renewals.query.kinds import AVERAGES, NO, ContractQuery
from renewals.query.reading import QueryReading

# Conditions that stand in no question about renewals in general; those of `GENERAL` do.
OF_THE_DESK = frozenset(
    (
        "owner",
        "contacted",
        "noted",
        "reminded",
        "snoozed",
        "status",
        "segment",
        "reseller",
        "region",
        "forecast",
        "disagrees",
    )
)
GENERAL = frozenset(("kind", "offering", "auto_renew", "segment"))
NAMES = frozenset(("account", "product", "number"))
# Of the words that say anything, so many may be unread.
MOST_UNREAD = 0.5
# A question in so few words is about what they say.
FEW = 5


def asks_for_contracts(found: QueryReading) -> str | None:
    """`SURELY_ASKS` where a text asks for contracts, by a time, a condition or groups of the desk, and each of its
    words was read; `ASKS` where a text asks for contracts, `MAY_ASK` where it may as well ask about renewals in
    general, `CHANGES` where it asks for contracts only after a list; None where it asks something else.
    """
    if "act" in found.signs:
        return None
    if _needs_a_list(found):
        return CHANGES
    query, signs = found.query, found.signs
    fields = frozenset(one.field for one in query.where)
    if query.by == "region" and fields == {"country"} and "noun" not in signs:
        # A country belongs to one region: "which region is Peru?" asks for no contracts.
        return None
    timed = any((query.ending, query.starting, query.notice, found.unclear))
    averaged = query.ask in AVERAGES
    desk = bool(fields & OF_THE_DESK or query.by or query.seats or query.most or averaged)
    # "What does Sam have overdue?"
    colleagues = {"owner", "status"} <= fields
    if {"account", "status"} <= fields and "whether" in signs and not (found.unread or found.unclear):
        # "Is Contoso overdue?"
        return SURELY_ASKS
    if "no_list" in signs and not averaged and not ((timed or colleagues) and (desk or "noun" in signs)):
        return None
    asked = bool(signs & {"noun", "end_verb", "which", "head"})
    if set(found.unread) <= set(found.missing):
        open_to_doubt = found.unclear is not None or ("no_list" in signs and not (colleagues or averaged))
        return _of_words_that_were_read(found, fields, timed, desk, asked, open_to_doubt)
    # Words of time that could not be read are a sign of a list only beside a word that asks for one.
    dated = bool(query.ending or query.notice or (found.unclear and asked))
    # Of a longer sentence a verb and a day say too little ("is anybody there on Sunday, or do I fall …").
    ends = bool(query.ending and "end_verb" in signs and found.own_words <= FEW)
    # Conditions that an "or" joins are words of a list, though a query cannot say it.
    either = "either" in signs
    sure = desk + dated + ends + ("soft_status" in signs) + len(fields - OF_THE_DESK) + ("noun" in signs) + either
    return ASKS if sure >= 2 and (either or len(found.unread) <= MOST_UNREAD * found.own_words) else None


def _of_words_that_were_read(
    found: QueryReading, fields: frozenset[str], timed: bool, desk: bool, asked: bool, open_to_doubt: bool
) -> str | None:
    """Whether a text asks for contracts, each of whose words was read: by a time, what the desk alone asks for, a word
    that asks.
    """
    query, signs = found.query, found.signs
    counted = query.ask != "list" or bool(query.by or query.most or query.sort)
    named = bool(fields & NAMES) and "noun" in signs
    special = bool(fields - GENERAL - NAMES) or len(fields) > 1 or bool(query.seats)
    general = bool(fields & GENERAL) and asked
    by_hand = query.values("auto_renew") == (NO,) and "noun" in signs
    among = by_hand or (len(fields) > 1 and bool(fields - GENERAL - NAMES))
    # "List premium support contracts" wants no explanation of the offering; nor does who asks for an order of them.
    listed = bool(signs & {"list_verb", "ordered", "next"} and (fields or query.seats))
    # Several countries are no question for one team.
    listed = listed or (len(query.values("country")) > 1 and not asked)
    if not open_to_doubt and (query.ending or query.starting or query.notice or desk or among or listed):
        return SURELY_ASKS
    if timed or desk or counted or len(fields) > 1:
        return ASKS
    if named and "listed" in signs:
        # "Contracts of Pine Clinic"
        return ASKS
    if named or special or general or (found.wide and asked):
        return MAY_ASK
    return CHANGES if goes_on(found) or fields else None


def _needs_a_list(found: QueryReading) -> bool:
    """Whether a text says something of a list before it alone: the next page, another number, "drop the autos"."""
    query, signs = found.query, found.signs
    # "What ends the following month?" asks by itself, where no list stands before it.
    shifts = found.shift and not (query.ending and signs & {"head", "noun", "end_verb", "which"})
    if found.page or found.removed or shifts or found.amount is not None:
        return True
    if query == ContractQuery(with_seats=True) and not found.unread and found.unclear is None and "noun" not in signs:
        # "Seats pls"
        return "no_list" not in signs
    bare = query == ContractQuery() and not found.unread and found.unclear is None
    if (found.freed or "ordered" in signs) and bare:
        return True
    return ("unites" in signs or ("adds" in signs and bool(query.where))) and found.unclear is None
