"""A query of contracts as SQL.

Statements are built once for each shape of a query: which fields it narrows by, what it is sorted and grouped by.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from renewals.access import Scope, Subject, condition, rights
from renewals.contracts import DUE_WITHIN_DAYS
from renewals.names import folded_number
from renewals.periods import Period
from renewals.query.kinds import FEW, FLAGS, NO, NO_FORECAST, YES, Condition, ContractQuery
from renewals.regions import all_regions, region_named
from renewals.store.tables import Account, Contract, ContractMark, ContractNote, Reminder, UtcDateTime

# What makes a statement: field, whether negated, and the values of the fields that have few; the values of the others
# are its parameters.
Part = tuple[str, bool, tuple[str, ...]]
Shape = frozenset[Part]
# Marks that a contact is asked for within some days alone.
WITHIN = "within"

ON_ACCOUNTS: dict[str, Any] = {"account": Account.number, "segment": Account.segment}
ON_CONTRACTS: dict[str, Any] = {
    "owner": Contract.owner_email, "product": Contract.product, "kind": Contract.product_type,
    "offering": Contract.offering, "reseller": Contract.reseller,
    "country": Contract.country, "region": Contract.country,
}  # fmt: skip
SORTED_BY: dict[str, Any] = {
    "end": Contract.end_on, "start": Contract.start_on, "seats": Contract.quantity, "account": Account.name_folded,
    "product": Contract.product,
    "owner": Contract.owner_email, "country": Contract.country, "reseller": Contract.reseller,
}  # fmt: skip

# SQLite and PostgreSQL have no function in common that cuts a date: its figures are cut ("2027-03", "2027-Q1").
_END = sa.cast(Contract.end_on, sa.String)
_QUARTERS = {"01": "Q1", "04": "Q2", "07": "Q3", "10": "Q4"}
GROUPED_BY: dict[str, Any] = {
    **ON_CONTRACTS,
    **ON_ACCOUNTS,
    "account": Account.name,
    "month": sa.func.substr(_END, 1, 7, type_=sa.String),
    "quarter": sa.func.substr(_END, 1, 5, type_=sa.String)
    + sa.case(*((sa.func.substr(_END, 6, 2) >= first, name) for first, name in reversed(_QUARTERS.items()))),
    "auto_renew": sa.case((Contract.auto_renew.is_(True), YES), else_=NO),
}


def is_by_deadline(query: ContractQuery) -> bool:
    """Whether the day by which to act is what a query is about."""
    return query.deadline is not None or bool({"due", "active"} & set(query.values("status")))


def shape_of(query: ContractQuery) -> Shape:
    """The shape of a query's conditions."""
    parts: set[Part] = {(one.field, one.negated, one.values if one.field in FEW else ()) for one in query.where}
    if query.ending:
        parts.add(("ending", False, ()))
    parts |= {(name, False, ()) for name in ("starting", "notice", "deadline") if getattr(query, name)}
    if query.contact and query.values("contacted"):
        parts = {(field, negated, (*few, WITHIN) if field == "contacted" else few) for field, negated, few in parts}
    if query.seats:
        parts.add(("seats", False, ()))
    return frozenset(parts)


def values_of(query: ContractQuery, subject: Subject, today: date | None) -> dict[str, Any]:
    """The values of a statement's parameters. `today`: the asker's day;
    needed where a status or a snooze is asked for.
    """
    given: dict[str, Any] = dict(rights(subject))
    for one in query.where:
        given |= _given(one)
    dated = any(one.field in ("status", "snoozed", "disagrees") for one in query.where)
    if query.deadline or query.by == "status" or dated:
        if today is None:
            raise ValueError("a status is asked for without a day")
        given |= {"today": today, "due_until": today + timedelta(days=DUE_WITHIN_DAYS)}
    if any(one.field == "reminded" for one in query.where):
        given["reader"] = getattr(subject, "email", "")
    if query.ending:
        given |= {"first": query.ending.start or date.min, "last": query.ending.end or date.max}
    if query.starting:
        given |= {"starts_first": query.starting.start or date.min, "starts_last": query.starting.end or date.max}
    if query.contact:
        given |= _instants(query.contact)
    if query.notice:
        given |= {"notice_first": query.notice.start or date.min, "notice_last": query.notice.end or date.max}
    if query.deadline:
        given |= {"deadline_first": query.deadline.start or date.min, "deadline_last": query.deadline.end or date.max}
    if query.seats:
        least, most = query.seats
        given |= {"least": least or 0, "most_seats": 2**31 - 1 if most is None else most}
    if query.each:
        least, most = query.each
        given |= {"each_least": least or 0, "each_most": 2**31 - 1 if most is None else most}
    return given


def _instants(days: Period) -> dict[str, datetime]:
    """The first and the last instant of some days (UTC)."""
    first, last = days.start or date.min, days.end or date.max - timedelta(days=1)
    return {
        "contact_first": datetime.combine(first, time.min, UTC),
        "contact_last": datetime.combine(last, time.max, UTC),
    }


def _given(one: Condition) -> dict[str, Any]:
    name = _parameter(one.field, one.negated)
    if one.field in FLAGS or one.field in ("status", "segment", "kind", "forecast"):
        return {name: list(one.values)} if one.field in ("segment", "kind") else {}
    if one.field == "region":
        known = {region.code for region in all_regions()}
        return {
            name: sorted(country for code in one.values if code in known for country in region_named(code).countries)
        }
    if one.field == "number":
        digits = [number.strip() for number in one.values if number.strip().isdigit()]
        return {name: [folded_number(number) for number in one.values], f"{name}_digits": digits}
    return {name: list(one.values)}


def _parameter(field: str, negated: bool) -> str:
    return f"not_{field}s" if negated else f"{field}s"


@cache
def conditions_of(scope: Scope, shape: Shape) -> tuple[sa.ColumnElement[bool], ...]:
    """What narrows: the asker's right first, which no query can leave out."""
    return (condition(scope), *(_condition(*part) for part in sorted(shape)))


def _condition(field: str, negated: bool, few: tuple[str, ...]) -> sa.ColumnElement[bool]:
    parameter = _parameter(field, negated)
    if field == "ending":
        return Contract.end_on.between(_one("first", sa.Date), _one("last", sa.Date))
    if field == "starting":
        return Contract.start_on.between(_one("starts_first", sa.Date), _one("starts_last", sa.Date))
    if field == "notice":
        return sa.and_(
            Contract.auto_renew, Contract.notice_on.between(_one("notice_first", sa.Date), _one("notice_last", sa.Date))
        )
    if field == "deadline":
        return _deadline_between(_one("deadline_first", sa.Date), _one("deadline_last", sa.Date))
    if field == "seats":
        return Contract.quantity.between(_one("least", sa.Integer), _one("most_seats", sa.Integer))
    if field == "number":
        meant: sa.ColumnElement[bool] = sa.or_(
            Contract.number_folded.in_(several(parameter)), Contract.number_digits.in_(several(f"{parameter}_digits"))
        )
    elif field == "status":
        meant = sa.or_(*(_STATUS[status] for status in few))
    elif field == "forecast":
        meant = sa.or_(*(_forecast(word) for word in few))
    elif field == "contacted" and WITHIN in few:
        meant = sa.or_(*(_contacted_within() if one == YES else ~_contacted_within() for one in few if one != WITHIN))
    elif field in FLAGS:
        meant = sa.or_(*(_flag(field) if value == YES else ~_flag(field) for value in few))
    elif field in ON_ACCOUNTS:
        meant = _of_account(ON_ACCOUNTS[field].in_(several(parameter)), by_key=field == "account")
    else:
        meant = ON_CONTRACTS[field].in_(several(parameter))
    return ~meant if negated else meant


def _of_account(meant: sa.ColumnElement[bool], by_key: bool) -> sa.ColumnElement[bool]:
    if by_key:
        return Contract.account_id.in_(sa.select(Account.id).where(meant))
    # Looked at from each contract: a country has many accounts, a page few contracts.
    return sa.select(sa.literal(1)).where(Account.id == Contract.account_id, meant).correlate(Contract).exists()


def several(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, expanding=True, required=True)


def _one(name: str, kind: Any) -> sa.BindParameter[Any]:
    return sa.bindparam(name, type_=kind, required=True)


_TODAY, _DUE_UNTIL = _one("today", sa.Date), _one("due_until", sa.Date)


def deadline_on(today: sa.ColumnElement[date]) -> sa.ColumnElement[date]:
    """The deadline of a contract as it is seen on a day, for the database: the same rule as `Terms.deadline`."""
    ahead = sa.and_(Contract.auto_renew, Contract.notice_on >= today, Contract.notice_on <= Contract.end_on)
    return sa.case((ahead, Contract.notice_on), else_=Contract.end_on)


DEADLINE = deadline_on(_TODAY)


def _deadline_between(first: sa.ColumnElement[date], last: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    # The second condition follows from the first, and has indexes.
    return sa.and_(
        DEADLINE.between(first, last),
        sa.or_(Contract.end_on.between(first, last), Contract.notice_on.between(first, last)),
    )


_STATUS: dict[str, sa.ColumnElement[bool]] = {
    "overdue": sa.and_(Contract.end_on < _TODAY, sa.not_(Contract.auto_renew)),
    "check": sa.and_(Contract.end_on < _TODAY, Contract.auto_renew),
    "expired": Contract.end_on < _TODAY,
    "due": _deadline_between(_TODAY, _DUE_UNTIL),
    "running": Contract.end_on >= _TODAY,
    "active": DEADLINE > _DUE_UNTIL,
}


def grouped_by(by: str, shape: Shape) -> Any:
    """By what contracts are put together. States overlap ("due" and "running"): those that are asked for, in the order
    in which they are named here, else the four of which each contract has one.
    """
    if by != "status":
        return GROUPED_BY[by]
    asked = next((few for field, negated, few in shape if field == "status" and not negated), ())
    states = [state for state in _STATUS if state in asked] or ["overdue", "check", "due", "active"]
    return sa.case(*((_STATUS[state], state) for state in states), else_="")


def _marked() -> sa.Select[int]:
    """The mark of a contract's present term."""
    return sa.select(sa.literal(1)).where(
        ContractMark.contract_id == Contract.id, ContractMark.for_end_on == Contract.end_on
    )


def _forecast(word: str) -> sa.ColumnElement[bool]:
    if word == NO_FORECAST:
        return ~_marked().where(ContractMark.forecast.is_not(None)).correlate(Contract).exists()
    return _marked().where(ContractMark.forecast == word).correlate(Contract).exists()


def _disagrees() -> sa.ColumnElement[bool]:
    """The same rule as `renewals.forecasts.disagreement`, for the database."""
    untouched = sa.and_(
        ContractMark.forecast == "likely",
        Contract.end_on < _TODAY,
        sa.not_(Contract.auto_renew),
        ContractMark.contacted_at.is_(None),
    )
    by_itself = sa.and_(ContractMark.forecast == "will-not-renew", Contract.auto_renew)
    return _marked().where(sa.or_(untouched, by_itself)).correlate(Contract).exists()


def _contacted_within() -> sa.ColumnElement[bool]:
    days = _one("contact_first", UtcDateTime), _one("contact_last", UtcDateTime)
    return _marked().where(ContractMark.contacted_at.between(*days)).correlate(Contract).exists()


def _flag(field: str) -> sa.ColumnElement[bool]:
    mark = _marked()
    if field == "auto_renew":
        return Contract.auto_renew.is_(True)
    if field == "disagrees":
        return _disagrees()
    if field == "contacted":
        return mark.where(ContractMark.contacted_at.is_not(None)).correlate(Contract).exists()
    if field == "snoozed":
        return mark.where(ContractMark.snoozed_until > _TODAY).correlate(Contract).exists()
    if field == "noted":
        return sa.select(sa.literal(1)).where(ContractNote.contract_id == Contract.id).correlate(Contract).exists()
    wished = (
        Reminder.contract_id == Contract.id,
        Reminder.rep_email == _one("reader", sa.String),
        Reminder.days_before == 0,
        Reminder.told_in.is_(None),
    )
    return sa.select(sa.literal(1)).where(*wished).correlate(Contract).exists()


def ordered(by: str, descending: bool, by_deadline: bool) -> tuple[sa.ColumnElement[Any], ...]:
    """By what a list is sorted; then by the end, and the number, so that pages never overlap.

    `by_deadline`: the end gives way to the deadline.
    """
    if by_deadline and by == "end" and not descending:
        return DEADLINE.asc(), Contract.end_on.asc(), Contract.number.asc()
    column = SORTED_BY.get(by, Contract.end_on)
    return (column.desc() if descending else column.asc(), Contract.end_on.asc(), Contract.number.asc())
