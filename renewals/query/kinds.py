"""A query of contracts: its conditions, what is asked of what meets them, and its form as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from renewals.periods import Period

YES, NO = "yes", "no"
# The values of the fields that have few; the other fields hold names, numbers and codes.
KINDS = ("software", "online-service", "hardware")
STATUSES = ("overdue", "check", "expired", "due", "running", "active")
FLAGS = ("auto_renew", "contacted", "noted", "reminded", "snoozed", "disagrees")
# What a representative thinks of a renewal; `none`: nothing was said of it.
FORECASTS = ("likely", "at-risk", "will-not-renew")
NO_FORECAST = "none"
FEW = {
    "forecast": (*FORECASTS, NO_FORECAST),
    "kind": KINDS,
    "status": STATUSES,
    "segment": ("enterprise", "small-business"),
    **dict.fromkeys(FLAGS, (YES, NO)),
}
FIELDS = (
    "owner", "account", "product", "kind", "offering", "country", "region", "segment", "reseller", "status",
    "forecast", *FLAGS, "number",
)  # fmt: skip
# An average: what is counted, over what it is spread.
AVERAGES = {
    "seats-per-contract": ("seats", "contracts"),
    "seats-per-account": ("seats", "accounts"),
    "contracts-per-account": ("contracts", "accounts"),
}
ASKS = ("list", "count", "seats", "accounts", *AVERAGES)
GROUPS = (
    "owner", "reseller", "region", "country", "product", "kind", "offering", "segment", "account", "month", "quarter",
    "status", "auto_renew",
)  # fmt: skip
# Groups that follow one another as time does.
DATED = ("month", "quarter")
# What ends next comes first, what is past its end last.
NEXT = "next"
SORTS = ("end", "start", "seats", "account", "product", "owner", "country", "reseller", "total", NEXT)
DAYS = ("ending", "starting", "notice", "deadline", "contact")
SHAPE = ("seats", "ask", "by", "each", "sort", "descending", "most", "skip", "with_seats")
KEYS = frozenset(("only", "not", *DAYS, *SHAPE))
HIGHEST = 2**31 - 1
MOST_VALUES = 300
LONGEST_VALUE = 300
Bounds = tuple[int | None, int | None]


class NotAQuery(ValueError):
    """A value is no query of ours."""


@dataclass(frozen=True)
class Condition:
    """A field has one of some values; negated: none of them."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class ContractQuery:
    """Which contracts are asked for, and what of them. What is not given does not narrow; conditions are joined by AND.

    `ending`, `starting`, `notice`, `deadline`: days within which lie the last day, the first day, the last day for
    stopping an automatic renewal, and the day by which to act (that of the two which comes first and is ahead;
    `Terms.deadline`). `contact`: days to which the condition on contacts is held ("not called this week"), else all of
    the term. `seats`: least and
    most, both included. `ask`: the contracts (`list`), their number, the sum of their seats, the number of accounts, or
    an average of these; `by`: for each value of a field; `each`: least and most of what is asked that a group has.
    `sort`: the end first, unless something else is said (`next`: what has not ended comes first); with `by` the total,
    the largest first. `most`: only so many; `skip`: so many are passed over. `with_seats`: each contract is told with
    how many seats it has.
    """

    where: tuple[Condition, ...] = ()
    ending: Period | None = None
    starting: Period | None = None
    notice: Period | None = None
    deadline: Period | None = None
    contact: Period | None = None
    seats: Bounds | None = None
    ask: str = "list"
    by: str | None = None
    each: Bounds | None = None
    sort: str | None = None
    descending: bool = False
    most: int | None = None
    skip: int = 0
    with_seats: bool = False

    def values(self, field: str, negated: bool = False) -> tuple[str, ...]:
        """The values of a field's condition; none where it has none."""
        return next((one.values for one in self.where if (one.field, one.negated) == (field, negated)), ())

    def having(self, field: str, values: Iterable[str], negated: bool = False) -> ContractQuery:
        """The query with a condition in the place of the same field's; without values the condition goes."""
        kept = tuple(one for one in self.where if (one.field, one.negated) != (field, negated))
        added = Condition(field, tuple(dict.fromkeys(values)), negated)
        return replace(self, where=_ordered((*kept, added) if added.values else kept))

    def without(self, condition: Condition) -> ContractQuery:
        """The query without a condition."""
        return replace(self, where=tuple(one for one in self.where if one != condition))

    def whole(self) -> ContractQuery:
        """The conditions alone, from the first contract on."""
        return replace(self, skip=0)

    def conditions(self) -> ContractQuery:
        """What limits, alone: in no order, in no groups, and not only so many."""
        return ContractQuery(
            self.where, self.ending, self.starting, self.notice, self.deadline, self.contact, self.seats
        )

    @property
    def shows_seats(self) -> bool:
        """Whether seats are asked for, in whatever way."""
        return self.with_seats or self.sort == "seats" or self.seats is not None or self.ask == "seats"

    @property
    def narrowed(self) -> bool:
        return bool(self.where or self.seats or any(getattr(self, name) for name in DAYS))

    @property
    def order(self) -> tuple[str, bool]:
        """By what it is sorted, and whether the largest comes first."""
        if self.by:
            return (
                (self.sort, self.descending) if self.sort else (("by", False) if self.by in DATED else ("total", True))
            )
        return self.sort or "end", self.descending


EVERYTHING = ContractQuery()


def begins_with_next(query: ContractQuery) -> ContractQuery:
    """A query in the order that a representative expects: a list that says no time, state or order begins with what
    ends next, and what is past its end comes last.
    """
    timed = query.ending or query.starting or query.notice or query.deadline or query.values("status")
    if query.sort not in (None, NEXT) or query.descending or query.by:
        return query
    return replace(query, sort=None if timed or query.most or query.values("number") else NEXT)


def _ordered(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(sorted(conditions, key=lambda one: (FIELDS.index(one.field), one.negated)))


def to_json(query: ContractQuery) -> dict[str, Any]:
    """As plain values, without what is not given."""
    made: dict[str, Any] = {
        "only": {one.field: list(one.values) for one in query.where if not one.negated},
        "not": {one.field: list(one.values) for one in query.where if one.negated},
        **{name: _days(getattr(query, name)) for name in DAYS},
        "seats": list(query.seats) if query.seats else None,
        "ask": query.ask if query.ask != "list" else None,
        "by": query.by,
        "each": list(query.each) if query.each else None,
        "sort": query.sort,
        "descending": query.descending,
        "most": query.most,
        "skip": query.skip,
        "with_seats": query.with_seats,
    }
    return {name: value for name, value in made.items() if value}


def from_json(values: Mapping[str, Any]) -> ContractQuery:
    """The reverse of `to_json`; raises NotAQuery for anything that it has not made."""
    if not isinstance(values, Mapping) or not set(values) <= KEYS:
        raise NotAQuery(str(values)[:80])
    try:
        conditions = [_condition(field, given, False) for field, given in values.get("only", {}).items()]
        conditions += [_condition(field, given, True) for field, given in values.get("not", {}).items()]
        query = ContractQuery(
            where=_ordered(conditions),
            **{name: _period(values.get(name)) for name in DAYS},
            seats=_bounds(values.get("seats")),
            ask=_among(values.get("ask") or "list", ASKS),
            by=_among(values.get("by"), (None, *GROUPS)),
            each=_bounds(values.get("each")),
            sort=_among(values.get("sort"), (None, *SORTS)),
            descending=bool(values.get("descending")),
            most=_count(values.get("most")) or None,
            skip=_count(values.get("skip")),
            with_seats=bool(values.get("with_seats")),
        )
    except NotAQuery:
        raise
    except (TypeError, ValueError, AttributeError, KeyError) as wrong:
        raise NotAQuery(str(values)[:80]) from wrong
    return query


def _days(period: Period | None) -> list[str | None] | None:
    return [day.isoformat() if day else None for day in (period.start, period.end)] if period else None


def _period(days: Any) -> Period | None:
    if not days:
        return None
    start, end = (date.fromisoformat(day) if day else None for day in days)
    return Period(start, end)


def _bounds(given: Any) -> Bounds | None:
    if not given:
        return None
    least, most = (None if one is None else _count(one) for one in given)
    return least, most


def _count(given: Any) -> int:
    number = int(given or 0)
    if not 0 <= number <= HIGHEST:
        raise NotAQuery(str(given)[:80])
    return number


def _among(given: Any, known: tuple[Any, ...]) -> Any:
    if given not in known:
        raise NotAQuery(str(given)[:80])
    return given


def _condition(field: str, given: Any, negated: bool) -> Condition:
    if field not in FIELDS or not isinstance(given, (list, tuple)) or not 0 < len(given) <= MOST_VALUES:
        raise NotAQuery(str(field)[:80])
    for value in given:
        if not isinstance(value, str) or len(value) > LONGEST_VALUE or (field in FEW and value not in FEW[field]):
            raise NotAQuery(str(value)[:80])
    return Condition(field, tuple(given), negated)


@dataclass
class Shape:
    """What of a query its shape is, as far as it has been read.

    `explicit`: so many are asked for; `upcoming`: what ends next, from today on; `ordered`: an order is asked for, also
    the usual one; `turned`: only which way round; `of_each`: groups are asked for, of whatever is named several times
    ("how many of each"); `further`: so many of the list before that were not shown yet ("next 5").
    """

    ask: str = "list"
    by: str | None = None
    each: Bounds | None = None
    sort: str | None = None
    descending: bool = False
    most: int | None = None
    seats: Bounds | None = None
    compares: bool = False
    explicit: bool = False
    upcoming: bool = False
    ordered: bool = False
    turned: bool = False
    of_each: bool = False
    further: bool = False

    @property
    def signs(self) -> frozenset[str]:
        """What of the order the list before takes over, or what it says of time."""
        said = {"next": self.upcoming, "ordered": self.ordered, "turned": self.turned, "further": self.further}
        return frozenset(name for name, is_so in said.items() if is_so)
