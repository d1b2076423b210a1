"""What is compared with what: the groups of "Germany vs France", "Q1 or Q2", "auto vs manual", "how many of each"."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from renewals import periods
from renewals.periods import Fiscal, Period
from renewals.query.conditions import Found, with_conditions
from renewals.query.items import ItemizedText
from renewals.query.kinds import DATED, FLAGS, GROUPS, NO, YES, ContractQuery, Shape

COMPARED = ("owner", "reseller", "region", "country", "product", "kind", "offering", "segment", "account")
# The words that only a comparison needs; without one they are told as unread.
OF_A_COMPARISON = ("compare", "each_of")
MONTHS_OF = {"month": 1, "quarter": 3}
MOST_SIDES = 6
# The unit of the periods that are compared, the periods, and whether they are the parts of one that is named.
ComparedPeriods = tuple[str | None, tuple[Period, ...], bool]
NOTHING_COMPARED: ComparedPeriods = (None, (), False)


def both_ways(said: ItemizedText, found: Sequence[Found]) -> list[str]:
    """The fields that are named both with and without, joined: "auto vs manual", "contacted or not contacted"."""
    met = []
    for one, other in zip(found, found[1:]):  # noqa: B905, RUF007 - for Python 3.9 too
        between = said.items[one.place + 1 : other.place]
        joined = all({"and", "or", "compare", "little", "ask"} & item.meanings.keys() for item in between) and any(
            {"and", "or", "compare", "ask"} & item.meanings.keys() for item in between
        )
        if one.field == other.field and one.field in FLAGS and one.values != other.values and joined:
            met.append(one.field)
    return met


def group_of(
    said: ItemizedText, shape: Shape, query: ContractQuery, both: Sequence[str], compared_periods: ComparedPeriods
) -> tuple[str | None, tuple[ContractQuery, ...]]:
    """By what the contracts are put together, where they are compared; and, where they are compared in another way as
    well ("Q1 and Q2 by region"), the query of each side. `both`: fields that are named both ways.

    A comparison of which nothing says the sides stays unread.
    """
    if not (shape.compares or shape.of_each):
        return shape.by, ()
    units, sides, parts = compared_periods
    several = [one.field for one in query.where if len(one.values) > 1 and not one.negated and one.field in COMPARED]
    meant = [*several, *(field for field in both if field in GROUPS)]
    # "Hardware vs cloud in Q1" compares nothing within Q1.
    meant += [units] if units and not (parts and meant) else []
    if not meant and any("who" in item.meanings for item in said.items):
        meant = ["owner"]
    by = shape.by or next(iter(meant), None)
    compared = [field for field in meant if field != by]
    apart: tuple[ContractQuery, ...] = ()
    if len(compared) == 1 and by is not None:
        apart = _sides(query, compared[0], both, sides)
    if by is None or (compared and not apart) or (shape.compares and not meant and shape.by is None):
        _leave_unread(said)
    return by, apart


def _sides(query: ContractQuery, field: str, both: Sequence[str], sides: Sequence[Period]) -> tuple[ContractQuery, ...]:
    """The query of each side of a comparison; none where there are too many."""
    if field in MONTHS_OF:
        made = [replace(query, ending=period) for period in sides]
    else:
        values = (YES, NO) if field in both else query.values(field)
        made = [query.having(field, [value]) for value in values]
    return tuple(made) if len(made) <= MOST_SIDES else ()


def periods_compared(
    said: ItemizedText, places: Sequence[tuple[int, int]], language: str, today: date, fiscal: Fiscal | None
) -> ComparedPeriods:
    """Whether the periods that stand at some places are several months, or several quarters; and these."""
    named = [periods.read(said.text[start:end], language, today, fiscal).meant for start, end in places]
    found = [one for one in named if isinstance(one, Period)]
    parts = len(found) == len(named) == 1
    if parts:
        # "Compare December to January" compares what else is a range.
        found = _parts_of(found[0])
    if len(found) < 2 or len(found) < len(named):
        return NOTHING_COMPARED
    unit = next((unit for unit, months in MONTHS_OF.items() if all(_is_whole(one, months) for one in found)), None)
    return unit, tuple(found), parts


def _parts_of(period: Period) -> list[Period]:
    """The quarters, else the months, of which a period is made; none where it is made of neither, or is one alone."""
    if period.start is None or period.end is None or period.start.day != 1:
        return []
    count = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    quarters = count % MONTHS_OF["quarter"] == 0 and period.start.month % MONTHS_OF["quarter"] == 1
    step = MONTHS_OF["quarter"] if quarters and count > MONTHS_OF["quarter"] else MONTHS_OF["month"]
    begins = [period.start + relativedelta(months=months) for months in range(0, count, step)]
    parts = [Period(first, first + relativedelta(months=step) - timedelta(days=1)) for first in begins]
    return parts if parts[-1].end == period.end and len(parts) <= MOST_SIDES else []


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


def query_of(
    said: ItemizedText, shape: Shape, found: Sequence[Found], period: Period | None, sides: ComparedPeriods
) -> tuple[ContractQuery, tuple[ContractQuery, ...]]:
    """The query of what was read; and of each side, where it compares in another way than by its groups."""
    both = both_ways(said, found)
    found = [one for one in found if one.field not in both]
    query = with_conditions(ContractQuery(ending=period), list(found))
    by, apart = group_of(said, shape, query, both, sides)
    sort = shape.sort if shape.sort != "total" or shape.most is None or not shape.descending else None
    grouped = bool(by) and sort in (None, "total")
    # Groups stand with the largest first of themselves, months and quarters do not.
    usual = grouped and shape.descending and not (by in DATED and shape.sort == "total")
    made = replace(
        query,
        ask="count" if grouped and shape.ask == "list" else shape.ask,
        by=by,
        each=shape.each,
        sort=None if usual else shape.sort,
        descending=shape.descending and not usual,
        most=shape.most,
        seats=shape.seats,
    )
    return made, tuple(replace(made, where=one.where, ending=one.ending) for one in apart)
