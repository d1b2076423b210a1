"""Contracts counted and summed, by groups, for whoever may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Scope, Subject, scope_of
from renewals.query import ContractQuery
from renewals.query.kinds import AVERAGES, Bounds
from renewals.regions import all_regions
from renewals.store.querying import (
    ON_ACCOUNTS,
    Shape,
    conditions_of,
    grouped_by,
    shape_of,
    values_of,
)
from renewals.store.tables import Account, Contract

# Conditions on whose contracts are counted; the others are on what is counted of them.
WHOSE = ("owner", "account", "country", "region", "segment", "reseller")


@dataclass(frozen=True)
class Sums:
    """How many contracts, seats and accounts there are; of a value of the field by which they are grouped, where they
    are.
    """

    key: str
    contracts: int
    seats: int
    accounts: int

    def of(self, asked: str) -> float:
        """What is asked for (`list` and `count`: the contracts); of an average what is counted, and 0 of nothing."""
        if asked in AVERAGES:
            counted, over = AVERAGES[asked]
            return self.of(counted) / spread if (spread := self.of(over)) else 0
        return {"seats": self.seats, "accounts": self.accounts}.get(asked, self.contracts)

    def within(self, bounds: Bounds | None, asked: str) -> bool:
        """Whether it has as much of what is asked as a query wants of each group."""
        least, most = bounds or (None, None)
        return (least or 0) <= self.of(asked) and (most is None or self.of(asked) <= most)


@cache
def _sums(
    scope: Scope, shape: Shape, by: str | None, asked: str, bounded: bool, sort: str, descending: bool
) -> sa.Select[Any]:
    counted: tuple[Any, ...] = (
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(Contract.quantity), 0),
        sa.func.count(sa.distinct(Contract.account_id)),
    )
    if by is None:
        return sa.select(sa.literal(""), *counted).where(*conditions_of(scope, shape))
    key = grouped_by(by, shape)
    grouped = sa.select(key, *counted).where(*conditions_of(scope, shape)).group_by(key)
    if by in ON_ACCOUNTS:
        grouped = grouped.join(Account, Account.id == Contract.account_id)
    total = _measured(asked, *counted)
    if bounded:
        grouped = grouped.having(total.between(_bound("each_least"), _bound("each_most")))
    order = total if sort == "total" else key
    # Each group is read: there are few, and regions are put together of countries afterwards.
    return grouped.order_by(order.desc() if descending else order.asc(), key.asc())


def _measured(asked: str, contracts: Any, seats: Any, accounts: Any) -> Any:
    """What is asked of a group, for the database: the same as `Sums.of`."""
    measures = {"contracts": contracts, "seats": seats, "accounts": accounts}
    if asked in AVERAGES:
        counted, over = AVERAGES[asked]
        return sa.cast(measures[counted], sa.Float) / measures[over]
    return measures.get(asked, contracts)


def _bound(name: str) -> sa.BindParameter[int]:
    return sa.bindparam(name, type_=sa.Integer, required=True)


def sums_of(session: Session, subject: Subject, query: ContractQuery, today: date | None = None) -> list[Sums]:
    """The sums of the contracts that a subject may see and that are asked for, by the query's groups, in its order; one
    without a key where it has none.
    """
    # Regions are bounded once their countries are put together.
    bounded = query.each is not None and query.by not in (None, "region")
    statement = _sums(scope_of(subject), shape_of(query), query.by, query.ask, bounded, *query.order)
    found = [
        Sums(str(row[0] or ""), *row[1:])
        for row in session.connection().execute(statement, values_of(query, subject, today)).all()
    ]
    if query.each:
        # Contracts without a reseller are none of a reseller's.
        found = [one for one in found if one.key]
        if query.by and _may_have_none(query):
            found += _with_none(session, subject, query, today)
    return of_regions(found, query) if query.by == "region" else _first(found, query)


def _may_have_none(query: ContractQuery) -> bool:
    """Whether a group that has none of what is counted is asked for: "no overdue", "fewer than five"."""
    least, most = query.each or (None, None)
    return not least and most is not None and query.ask not in AVERAGES


def _with_none(session: Session, subject: Subject, query: ContractQuery, today: date | None) -> list[Sums]:
    """The groups that have contracts, and none that a query asks for: those of the same owners, accounts, places and
    resellers, if it narrows by these.
    """
    counted = replace(query, each=None, most=None, sort=None, descending=False)
    whose = tuple(one for one in query.where if one.field in WHOSE)
    among = ContractQuery(where=whose, ask="count", by=query.by)
    having = {one.key for one in sums_of(session, subject, counted, today)}
    return [
        Sums(one.key, 0, 0, 0) for one in sums_of(session, subject, among, today) if one.key and one.key not in having
    ]


def _first(found: Sequence[Sums], query: ContractQuery) -> list[Sums]:
    """So many groups as are asked for; with the last of them those that have as much, for none of them is the first."""
    if query.most is None or query.order[0] != "total" or not 0 < query.most < len(found):
        return list(found[: query.most])
    last = found[query.most - 1].of(query.ask)
    equal = [one for one in found[query.most :] if one.of(query.ask) == last]
    return [*found[: query.most], *equal]


def of_regions(countries: Sequence[Sums], query: ContractQuery) -> list[Sums]:
    """The sums of countries, put together by the team that covers them.

    An account is in one country, so that none is counted twice.
    """
    together: dict[str, Sums] = {}
    for one in countries:
        code = next((region.code for region in all_regions() if one.key in region.countries), one.key)
        before = together.get(code, Sums(code, 0, 0, 0))
        together[code] = Sums(
            code, before.contracts + one.contracts, before.seats + one.seats, before.accounts + one.accounts
        )
    _, descending = query.order
    meant = [one for one in together.values() if one.within(query.each, query.ask)]
    return _first(sorted(meant, key=lambda one: one.of(query.ask), reverse=descending), query)
