"""What is compared with what: the groups of "Germany vs France", "Q1 or Q2", "auto vs manual", "how many of each"."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from renewals import periods
from renewals.periods import Fiscal, Period
from renewals.query.conditions import Found
from renewals.query.items import ItemizedText
from renewals.query.kinds import FLAGS, GROUPS, ContractQuery, Shape

COMPARED = ("owner", "reseller", "region", "country", "product", "kind", "offering", "segment", "account")
# The words that only a comparison needs; without one they are told as unread.
OF_A_COMPARISON = ("compare", "each_of")
MONTHS_OF = {"month": 1, "quarter": 3}


def both_ways(said: ItemizedText, found: Sequence[Found]) -> list[str]:
    """The fields that are named both with and without, joined: "auto vs manual", "contacted or not contacted"."""
    met = []
    for one, other in zip(found, found[1:]):  # noqa: B905, RUF007 - for Python 3.9 too
        between = said.items[one.place + 1 : other.place]
        joined = all({"and", "or", "compare", "little"} & item.meanings.keys() for item in between) and any(
            {"and", "or", "compare"} & item.meanings.keys() for item in between
        )
        if one.field == other.field and one.field in FLAGS and one.values != other.values and joined:
            met.append(one.field)
    return met


def group_of(
    said: ItemizedText, shape: Shape, query: ContractQuery, both: Sequence[str], units: str | None
) -> str | None:
    """By what the contracts are to be put together, where they are compared. `both`: fields that are named both ways;
    `units`: the months or quarters that are named.

    What is compared and is not what the groups are by stays unread.
    """
    if not (shape.compares or shape.of_each):
        return shape.by
    several = [one.field for one in query.where if len(one.values) > 1 and not one.negated and one.field in COMPARED]
    meant = [*several, *(field for field in both if field in GROUPS), *([units] if units else [])]
    if shape.of_each and not meant and any("who" in item.meanings for item in said.items):
        meant = ["owner"]
    by = shape.by or next(iter(meant), None)
    compared = [field for field in meant if field != by]
    if by is None or compared or (shape.compares and not meant and shape.by is None):
        _leave_unread(said)
    return by


def units_of(
    said: ItemizedText, places: Sequence[tuple[int, int]], language: str, today: date, fiscal: Fiscal | None
) -> str | None:
    """Whether the periods that stand at some places are several months, or several quarters."""
    named = [periods.read(said.text[start:end], language, today, fiscal).meant for start, end in places]
    found = [one for one in named if isinstance(one, Period)]
    if len(found) < 2 or len(found) < len(named):
        return None
    return next((unit for unit, months in MONTHS_OF.items() if all(_is_whole(one, months) for one in found)), None)


def _is_whole(period: Period, months: int) -> bool:
    """Whether a period is so many months of the calendar."""
    start, end = period.start, period.end
    if start is None or end is None or start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return False
    return (end.year - start.year) * 12 + end.month - start.month + 1 == months


def _leave_unread(said: ItemizedText) -> None:
    for item in said.items:
        if item.used and any(kind in item.meanings for kind in OF_A_COMPARISON):
            item.used, item.meanings = False, {}
