"""A message after a list: what it changes of the query that was shown, or that it begins anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from renewals.periods import Period
from renewals.query.kinds import DAYS, FLAGS, NO, YES, Condition, ContractQuery
from renewals.query.reading import QueryReading

# So many groups are shown at once.
GROUPS_SHOWN = 25
# What narrows a list says so in a few words.
FEW_WORDS = 7
# A number that is changed is one of days up to so many.
MOST_DAYS = 730
ENDED = ("overdue", "expired", "check")
# "And the one after?": the period after the one that was shown.
SAME = "same"


@dataclass(frozen=True)
class Following:
    """The query that a message asks for after another one; `inherited`: a condition of it was named before, and not in
    the message.
    """

    query: ContractQuery
    inherited: bool = False


def following(before: ContractQuery | None, reading: QueryReading, page_size: int) -> Following:
    """The query of a message.

    A bare name, a new verb or a new status begins anew; "only hardware", "and Q2?" and a sort change the one before.
    """
    if before is None:
        return Following(reading.query)
    if reading.page:
        size = GROUPS_SHOWN if before.by else page_size
        return Following(replace(before, skip=max(0, before.skip + reading.page * size)), before.narrowed)
    if _goes_further(before, reading):
        shown = before.skip + min(page_size, (before.most or before.skip + page_size) - before.skip)
        return Following(replace(before, skip=shown, most=shown + (reading.query.most or 0)), before.narrowed)
    if reading.removed or "takes_away" in reading.signs:
        # What could not be read of it is told; the list stays.
        query = before
        for condition in reading.removed:
            query = _without(query, condition)
        query = replace(query, seats=reading.query.seats or query.seats)
        return Following(query.whole(), query.narrowed)
    if reading.amount is not None and not reading.query.narrowed and (amended := _amended(before, reading.amount)):
        return Following(amended, before.narrowed)
    if reading.shift and before.ending and before.ending.end:
        return Following(replace(before, ending=_after(before.ending, reading.shift), skip=0), True)
    if not goes_on(reading):
        return Following(reading.query)
    return Following(_changed(before, reading), before.narrowed)


def _goes_further(before: ContractQuery, reading: QueryReading) -> bool:
    """Whether "next 5" asks for so many more of the list before: nothing else is said."""
    bare = reading.query == ContractQuery(most=reading.query.most) and not (reading.unread or reading.unclear)
    return "further" in reading.signs and bare and not before.by and not reading.signs & {"noun", "end_verb", "anew"}


def _amended(before: ContractQuery, amount: int) -> ContractQuery | None:
    """The query with another number in the place of its bound of seats, else of how many are shown, else of the days
    of its period; None where it has none of these.
    """
    if before.seats is not None and None in before.seats:
        least, _ = before.seats
        # "More than 500" is 501 at least; who changes it to 600 means more than 600.
        bounds = (amount + 1, None) if least is not None else (None, amount - 1)
        return replace(before, seats=bounds, skip=0)
    if before.most is not None:
        return replace(before, most=amount, skip=0)
    days = before.ending
    if days and days.start and days.end and days.start.day != 1 and amount <= MOST_DAYS:
        # "The next 30 days" begins today; a month or a quarter begins on its first day.
        return replace(before, ending=Period(days.start, days.start + timedelta(days=amount)), skip=0)
    return None


def _without(query: ContractQuery, condition: Condition) -> ContractQuery:
    """The query with a condition taken away; one that it does not have is what is to be left out."""
    before = query.values(condition.field, condition.negated)
    if set(before) & set(condition.values):
        return query.having(
            condition.field, [value for value in before if value not in condition.values], condition.negated
        )
    if condition.field in FLAGS:
        return query.having(condition.field, [NO if value == YES else YES for value in condition.values])
    return query.having(condition.field, condition.values, not condition.negated)


def goes_on(reading: QueryReading) -> bool:
    """Whether a message changes the list before, instead of asking for another one."""
    query, signs = reading.query, reading.signs
    if "anew" in signs:
        return False
    if "that_one" in signs:
        return True
    if "whose" in signs and "noun" not in signs and {one.field for one in query.where} == {"owner"}:
        # "Show me Sam's": those of the list before.
        return reading.own_words <= FEW_WORDS
    if reading.own_words <= FEW_WORDS and ("instead" in signs or _chooses(reading)):
        return True
    if "ordered" in signs and query == replace(ContractQuery(), sort=query.sort, descending=query.descending):
        # « Dans l'ordre des échéances »
        return not (reading.unread or reading.unclear) and reading.own_words <= FEW_WORDS
    if "these" in signs and ("head" not in signs or reading.own_words <= FEW_WORDS):
        return True
    if reading.own_words > FEW_WORDS or signs & {"head", "noun"}:
        return bool(signs & {"opens"}) and "noun" not in signs and reading.own_words <= FEW_WORDS
    if not (
        query.narrowed
        or query.sort
        or query.by
        or query.most
        or query.descending
        or query.ask != "list"
        or reading.wide
        or reading.freed
        or query.with_seats
        or signs & {"ordered", "unites"}
    ):
        return False
    if reading.freed or signs & {"ordered", "adds", "unites"}:
        return True
    if query == ContractQuery(with_seats=True):
        # "With the seats please"
        return True
    if signs & {"opens", "only", "not"} or reading.wide or query.by or query.sort or query.descending:
        return True
    if "those" in signs and "status" in signs:
        # "Those that are overdue" are some of what was shown.
        return True
    names_alone = (
        bool(query.where)
        and {one.field for one in query.where} <= {"account", "product", "number"}
        and not query.ending
    )
    return not names_alone and "status" not in signs and "end_verb" not in signs


def _chooses(reading: QueryReading) -> bool:
    """Whether a message says nothing but which of the contracts shown, or in which order: "give me the biggest"."""
    query, signs = reading.query, reading.signs
    bare = not (query.narrowed or query.by or reading.wide or reading.unread or reading.unclear)
    return bare and query.ask == "list" and bool(query.most or query.sort) and "noun" not in signs


def _after(before: Period, unit: str) -> Period:
    """The week, month or quarter after a period; `same`: the period that follows it and is as long, in months where it
    is whole months.
    """
    last = before.end or date.max - timedelta(days=1)
    first = last + timedelta(days=1)
    if unit == SAME:
        start = before.start or last
        if start.day == 1 and first.day == 1:
            return Period(
                first, _months_on(first, (first.year - start.year) * 12 + first.month - start.month) - timedelta(days=1)
            )
        return Period(first, first + (last - start))
    if unit == "week":
        return Period(first, first + timedelta(days=6))
    months = 3 if unit == "quarter" else 1
    begins = first.replace(day=1) if first.day == 1 or unit == "month" else first
    return Period(first, _months_on(begins, months) - timedelta(days=1))


def _months_on(day: date, months: int) -> date:
    """The first day of the month that is so many after a day's."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def united(earlier: ContractQuery, before: ContractQuery) -> ContractQuery | None:
    """What two queries one after the other ask for together ("both"), where the second has other values of the same
    fields, or the period beside; None where a query cannot say it.
    """
    query = before
    for field in {one.field for one in (*earlier.where, *before.where)}:
        values, others = before.values(field), earlier.values(field)
        if (earlier.values(field, True), bool(others)) != (before.values(field, True), bool(values)):
            return None
        query = query.having(field, (*others, *values) if field not in FLAGS or values == others else ())
    if earlier.ending != before.ending:
        whole = _joined(earlier.ending, before.ending)
        if whole is None:
            return None
        query = replace(query, ending=whole)
    return None if query == before or earlier.seats != before.seats else replace(query, skip=0)


def _joined(one: Period | None, other: Period | None) -> Period | None:
    """Two periods as one, where no day lies between them."""
    if one is None or other is None:
        return None
    first, second = sorted((one, other), key=lambda period: period.start or date.min)
    if first.end is not None and second.start is not None and second.start > first.end + timedelta(days=1):
        return None
    ends = [period.end for period in (first, second) if period.end is not None]
    return Period(first.start, max(ends) if len(ends) == 2 else None)


def _same_measure(before: ContractQuery, asked: ContractQuery) -> bool:
    """Whether what was counted is counted on: nothing is asked for, or groups of what was summed ("by country")."""
    return (asked.ask == "list" and not asked.by) or (asked.ask == "count" and before.ask not in ("list", "count"))


def _with_condition(query: ContractQuery, one: Condition, reading: QueryReading) -> ContractQuery:
    """A list's query with one more condition: in the place of the former one of its field, or beside it."""
    asked = reading.query
    values = one.values
    if one.negated:
        kept = [value for value in query.values(one.field) if value not in one.values]
        if query.values(one.field):
            query = query.having(one.field, kept)
        # "And not Morocco either": what was left out before stays left out.
        values = (*query.values(one.field, negated=True), *values)
    else:
        out = query.values(one.field, negated=True)
        query = query.having(one.field, [value for value in out if value not in values], negated=True)
        if "adds" in reading.signs:
            back = bool(set(out) & set(values))
            before_it = query.values(one.field)
            # What was left out comes back, and with and without are all of them: neither narrows.
            values = before_it if back or one.field in FLAGS else (*before_it, *values)
            values = () if one.field in FLAGS and set(one.values) != set(values) else values
    query = query.having(one.field, values, one.negated)
    if one.field == "status" and not asked.ending and not asked.starting and "not" not in reading.signs:
        # A new state is asked for whenever that is; one that is left out leaves the rest as it was.
        query = replace(query, ending=None)
    return query


def _changed(before: ContractQuery, reading: QueryReading) -> ContractQuery:
    query, asked = before, reading.query
    if "whose" in reading.signs and before.by == "owner" and asked.values("owner") and "adds" not in reading.signs:
        # Of groups those of one are listed.
        query = replace(before, ask="list", by=None, each=None, sort=None, descending=False, most=None)
    for field in reading.freed:
        # Periods and seats are no conditions of their own.
        freed: dict[str, Any] = {field: None} if field in (*DAYS, "seats") else {}
        query = replace(query.having(field, ()).having(field, (), negated=True), **freed)
    for one in asked.where:
        query = _with_condition(query, one, reading)
    if reading.wide and not asked.values("owner"):
        query = query.having("owner", ())
    if asked.ending:
        ending = (_joined(query.ending, asked.ending) if "adds" in reading.signs else None) or asked.ending
        query = replace(query if asked.values("status") else query.having("status", ()), ending=ending)
    if "age" in reading.signs and asked.sort == "start" and set(query.values("status")) & set(ENDED):
        # Of what is past its end the oldest is the longest past it.
        asked = replace(asked, sort="end")
    if "turned" in reading.signs:
        asked = replace(asked, sort=query.sort)
    ordered = "ordered" in reading.signs
    return replace(
        query,
        starting=asked.starting or query.starting,
        contact=asked.contact or query.contact,
        notice=asked.notice or query.notice,
        seats=asked.seats or query.seats,
        ask=query.ask if _same_measure(query, asked) else asked.ask,
        by=asked.by or query.by,
        each=asked.each or (query.each if asked.by in (None, query.by) else None),
        sort=asked.sort if ordered else (asked.sort or (None if asked.by else query.sort)),
        descending=asked.descending if (ordered or asked.sort or asked.by) else query.descending,
        most=asked.most or query.most,
        with_seats=asked.with_seats or query.with_seats,
        skip=0,
    )
