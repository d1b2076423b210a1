"""Averages, and how much of what is counted a group is to have ("resellers with more than 10 overdue").

Each rule marks the words that it has read; an average that is none of these stays unread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from renewals.query.items import ItemizedText
from renewals.query.kinds import GROUPS, HIGHEST, Bounds, ContractQuery, Shape

BOUNDS: dict[str, Callable[[int, int], tuple[int, int]]] = {
    "between": lambda least, most: (least, most),
    "at_least": lambda least, most: (least, HIGHEST),
    "more_than": lambda least, most: (least + 1, HIGHEST),
    "at_most": lambda least, most: (0, most),
    "fewer_than": lambda least, most: (0, most - 1),
    "exactly": lambda least, most: (least, most),
}
# Of the words that deny, those before what somebody has none of.
NONE = ("no", "without", "sans", "aucun", "aucune", "pas de", "w/o")
# What may stand between a number and the end of the question where contracts are counted.
COUNTED = (
    "noun", "one", "status", "soft_status", "kind", "offering", "segment", "region", "area", "auto_renew", "contacted",
    "noted", "reminded", "snoozed", "forecast", "disagrees", "named", "end_verb", "not", "mine",
)  # fmt: skip


def averages(said: ItemizedText, shape: Shape) -> None:
    """ "Average seats per contract", "contracts per customer on average", "average contract size by country"."""
    average = next((place for place in range(len(said.items)) if said.is_a(place, "average")), None)
    if average is None:
        return
    places = range(len(said.items))
    sized = [place for place in places if said.is_a(place, "date_field") and said.value(place, "date_field") == "seats"]
    seats = [
        place
        for place in places
        if (said.is_a(place, "seat") and not said.is_a(place - 1, "number"))
        or (said.is_a(place, "ask") and said.value(place, "ask") == "seats")
    ]
    # "The average size of contracts by customer": of contracts, in groups.
    of_contracts = [place for place in sized if place not in seats]
    spread = None if of_contracts else _spread(said)
    counted = [*seats, *of_contracts]
    if counted:
        shape.ask = "seats-per-account" if spread and spread[1] == "account" else "seats-per-contract"
    elif spread and spread[1] == "account" and any(said.is_a(place, "noun") for place in places):
        shape.ask = "contracts-per-account"
    else:
        return
    counts = [place for place in places if said.is_a(place, "ask") and said.value(place, "ask") == "count"]
    for place in (average, *counted, *counts):
        said.use(place, place + 1)
    if spread:
        said.use(spread[0], spread[2])


def _spread(said: ItemizedText) -> tuple[int, str, int] | None:
    """Over what an average is taken: from which word on, contracts or accounts, up to which."""
    for place in range(len(said.items)):
        noun = said.past_little(place + 1)
        if not said.is_a(place, "by"):
            continue
        if said.is_a(noun, "field") and said.value(noun, "field") == "account":
            return place, "account", noun + 1
        if said.is_a(noun, "noun", "one"):
            return place, "contract", noun + 1
    return None


def rankings(said: ItemizedText, shape: Shape) -> None:
    """ "Rank the reps by seats", "classement des pays par nombre de contrats": groups, the largest first."""
    for place in range(len(said.items)):
        group = said.past_little(place + 1)
        if not said.is_a(place, "sort_verb") or not said.is_a(group, "field"):
            continue
        by = next((at for at in range(group + 1, len(said.items)) if said.is_a(at, "by")), None)
        measure = None if by is None else said.past_little(by + 1)
        if by is None or measure is None or said.value(group, "field") not in GROUPS:
            return
        seats = said.is_a(measure, "date_field") and said.value(measure, "date_field") == "seats"
        counts = said.is_a(measure, "noun", "ask", "status", "soft_status")
        if not (seats or counts):
            return
        shape.by, shape.ask = said.value(group, "field"), "seats" if seats else "count"
        for at in (place, group, by, *((measure,) if seats else ())):
            said.use(at, at + 1)
        return


def sizes_of_groups(said: ItemizedText, shape: Shape) -> None:
    """ "Accounts with at least three contracts", "reps with fewer than 20", "clients de plus de 500 postes en tout"."""
    in_all = [at for at in range(len(said.items)) if said.is_a(at, "in_all") or _sums_seats(said, at)]
    for place in range(len(said.items)):
        found = _bounded(said, place)
        if found is None:
            continue
        first, last, bounds = found
        group = _group_before(said, first)
        counted = said.past_little(last)
        seats = said.is_a(counted, "seat") or _sums_seats(said, counted)
        if group is None or (seats and not in_all) or not (seats or _counts_contracts(said, counted)):
            continue
        shape.by, shape.each = group[1], bounds
        shape.ask = "seats" if seats else "count"
        for at in (group[0], *range(first, last), *([counted, *in_all] if seats else ())):
            said.use(at, at + 1)
        return


def groups_without(said: ItemizedText, shape: Shape) -> None:
    """ "Reps with no overdue", "les commerciaux sans retard": the groups that have none."""
    for place in range(len(said.items)):
        if shape.by or not said.is_a(place, "field") or said.is_a(place - 1, "by"):
            continue
        field, at = said.value(place, "field"), place + 1
        while (item := said.at(at)) is not None and not item.is_a("not"):
            if not (item.is_a("little", "has_so_many", "which") or item.text in "'’"):
                break
            at += 1
        if field not in GROUPS or not said.is_a(at, "not") or said.items[at].text not in NONE:
            continue
        counted = said.past_little(at + 1)
        if said.is_a(counted, "status", "soft_status", "noun"):
            shape.by, shape.each, shape.ask = field, (None, 0), "count"
            for one in (place, at):
                said.use(one, one + 1)
            return


def seated(said: ItemizedText, query: ContractQuery) -> ContractQuery:
    """A query of a list with the seats of each contract, where a word for seats stands for nothing else."""
    return replace(query, with_seats=query.ask == "list" and any(item.is_a("seat") for item in said.items))


def _sums_seats(said: ItemizedText, place: int) -> bool:
    """ "Seats in total", in one phrase."""
    return said.is_a(place, "ask") and said.value(place, "ask") == "seats"


def _bounded(said: ItemizedText, place: int) -> tuple[int, int, Bounds] | None:
    """A number with its bounds: from which word on, up to which, and how many."""
    if said.is_a(place, "single"):
        return place, place + 1, (1, 1)
    if said.is_a(place, "several"):
        return place, place + 1, (2, None)
    one = said.is_a(place, "one_of_them")
    if not (said.is_a(place, "number") or one) or said.is_a(place + 1, "unit_of_time"):
        return None
    number = 1 if one else int(said.value(place, "number"))
    first, last, least, most = place, place + 1, number, number
    kind = next((kind for kind in BOUNDS if kind not in ("between", "exactly") and said.is_a(place - 1, kind)), None)
    has = said.is_a(place - 1, "has_so_many")
    if said.is_a(place + 1, "to") and said.is_a(place + 2, "number") and said.is_a(place - 1, "between"):
        first, last, most = place - 1, place + 3, int(said.value(place + 2, "number"))
    elif said.is_a(last, "or_more"):
        first, last, most = place - has, last + 1, HIGHEST
    elif said.is_a(last, "or_fewer"):
        first, last, least = place - has, last + 1, 0
    elif kind is not None:
        first, (least, most) = place - 1, BOUNDS[kind](number, number)
    elif not has or one:
        return None
    return first, last, (least if least > 0 else None, most if most < HIGHEST else None)


def _counts_contracts(said: ItemizedText, place: int) -> bool:
    """Whether contracts are what is counted: they are named next, or a state of theirs, or nothing is."""
    return said.at(place) is None or said.is_a(place, *COUNTED) or said.items[place].text in ("?", ".", ",", "!")


def _group_before(said: ItemizedText, place: int) -> tuple[int, str] | None:
    """The nearest field before a place whose values are asked for; "how many customers" asks for accounts."""
    for at in range(place - 1, -1, -1):
        if said.is_a(at, "field") and said.value(at, "field") in GROUPS and not said.is_a(at - 1, "by"):
            return at, said.value(at, "field")
        if said.is_a(at, "ask") and said.value(at, "ask") == "accounts":
            return at, "account"
        if said.is_a(at, "number", "noun") and not said.is_a(at, "little"):
            return None
    return None
