"""What a list of contracts in Slack shows, as it travels in buttons. Whoever presses one may have changed it: it narrows, and never widens, what they may see."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from renewals.contracts import DUE_WITHIN_DAYS, Status
from renewals.periods import Period
from renewals.regions import all_regions
from renewals.store.contracts import Wanted, of_status

PER_PAGE = 10
# A button's value holds 2000 characters.
LONGEST = 1900
OVERDUE_FOR = timedelta(days=30)


class NotAQuery(ValueError):
    """The value of a button is not one that we made."""


@dataclass(frozen=True)
class Query:
    """Which contracts a list shows: names as in `Wanted`, days in ISO form, the page (from 0), and by whom it was asked for (a user's id).

    `deadline`: the days are those of the deadline (`Terms.deadline`), not of the end.
    """

    accounts: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    status: str | None = None
    region: str | None = None
    kind: str | None = None
    owner: str | None = None
    page: int = 0
    by: str | None = None
    deadline: bool = False

    def wanted(self, today: date) -> Wanted:
        """The contracts themselves."""
        first, last = _day(self.start) or date.min, _day(self.end) or date.max
        narrowed = (first, last) != (date.min, date.max)
        status = of_status(Status(self.status), today) if self.status else Wanted()
        if narrowed and self.deadline and not self.status:
            status = Wanted(deadline=(first, last, today))
        return replace(
            status,
            accounts=self.accounts,
            products=self.products or None,
            ending=(first, last) if narrowed and status.deadline != (first, last, today) else None,
            countries=tuple(sorted(next(r.countries for r in all_regions() if r.code == self.region))) if self.region else (),
            kinds=(self.kind,) if self.kind else (),
            owner=self.owner,
        )

    def period(self) -> Period | None:
        """The days within which the contracts end, where such are asked for."""
        start, end = _day(self.start), _day(self.end)
        return Period(start, end) if start or end else None

    def within(self, period: Period | None) -> Query:
        """What of it ends within a period; where that is its own period, itself."""
        if period == self.period():
            return self
        start, end = (period.start, period.end) if period else (None, None)
        return replace(self, deadline=False, start=start.isoformat() if start else None, end=end.isoformat() if end else None)

    def on_page(self, page: int) -> Query:
        return replace(self, page=max(0, page))

    def packed(self) -> str:
        """As a button's value."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"), ensure_ascii=False)


def unpacked(value: str) -> Query:
    """The query of a button's value; raises NotAQuery for anything that is none."""
    try:
        read: dict[str, Any] = json.loads(value)
        query = Query(**{**read, "accounts": tuple(read.get("accounts", ())), "products": tuple(read.get("products", ()))})
        checked = [query.start, query.end, query.status, query.region, query.kind, query.owner, query.by, *query.accounts, *query.products]
        if (
            any(part is not None and not isinstance(part, str) for part in checked)
            or not isinstance(query.page, int)
            or not isinstance(query.deadline, bool)
        ):
            raise NotAQuery(value[:80])
        query.wanted(date.today())  # noqa: DTZ011 - any day: it is read for its form
    except (ValueError, TypeError, StopIteration, AttributeError) as wrong:
        raise NotAQuery(value[:80]) from wrong
    return query


def from_listing(listing: dict[str, Any]) -> Query:
    """The query of a list that an action has shown (its reply's data)."""
    accounts, products = tuple(listing.get("accounts") or ()), tuple(listing.get("products") or ())
    return Query(accounts, products, listing.get("start"), listing.get("end"), listing.get("status"), owner=listing.get("owner"))


def of_mine(owner: str, today: date, days: int = DUE_WITHIN_DAYS) -> Query:
    """A representative's own: what ran out within the last 30 days, and what ends or can no longer be stopped after so many."""
    return Query(owner=owner, start=(today - OVERDUE_FOR).isoformat(), end=(today + timedelta(days=days)).isoformat(), deadline=True)


def fits(query: Query) -> bool:
    """Whether it can travel in a button."""
    return len(query.packed()) <= LONGEST


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
