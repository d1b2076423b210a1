"""The names of products and accounts among which to look for those that a message means."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.access import Customer, SalesRep, Subject, condition, rights, scope_of
from renewals.matching import AccountName, telling_words, whole_names
from renewals.people import PersonName
from renewals.store.tables import Account, AccountWord, Contract, Rep

READ_AT_MOST = 2000
EXACT_AT_MOST = 500


@dataclass(frozen=True)
class Names:
    """Names that a message may mean."""

    products: frozenset[str]
    accounts: frozenset[AccountName]


def names_for(session: Session, subject: Subject, text: str) -> Names:
    """A customer's own products and accounts; for others all products, and the accounts in scope that share a word's
    beginning with the text.

    One statement: it comes before every look-up.
    """
    if isinstance(subject, Customer):
        query: sa.Executable = (
            sa.select(Contract.product, Account.number, Account.name)
            .join(Contract.account)
            .where(condition(scope_of(subject)))
            .distinct()
        )
    else:
        products = _products()
        query = products
        if words := telling_words(text):
            # A compound select with a limit in one part is not SQL everywhere; a subquery is.
            query = products.union_all(
                *(_named(accounts) for accounts in _accounts_like(subject, words, whole_names(text)))
            )
    rows = session.connection().execute(query, rights(subject)).all()
    return Names(
        frozenset(product for product, _, _ in rows if product is not None),
        frozenset(AccountName(number, name) for _, number, name in rows if number is not None),
    )


@dataclass(frozen=True)
class Trade:
    """Who sells: the colleagues whom a representative may name (all on file, and owners of contracts who are not), and
    the resellers.
    """

    people: frozenset[PersonName] = frozenset()
    resellers: tuple[str, ...] = ()


def trade_for(session: Session, subject: Subject) -> Trade:
    """Colleagues and resellers, by name; nobody for those who are no representatives.

    One statement: it comes before a look-up.
    """
    if not isinstance(subject, SalesRep):
        return Trade()
    owners, resellers = _each(Contract.owner_email), _each(Contract.reseller)
    nobody = sa.cast(sa.null(), sa.String)
    query = sa.union_all(
        sa.select(sa.literal_column("1"), owners.c.value, nobody).where(owners.c.value.is_not(None)),
        sa.select(sa.literal_column("2"), Rep.email, Rep.name),
        sa.select(sa.literal_column("3"), resellers.c.value, nobody).where(resellers.c.value.is_not(None)),
    )
    rows = session.execute(query).all()
    names: dict[str, str] = {value: "" for kind, value, _ in rows if kind == 1}
    names |= {value: name for kind, value, name in rows if kind == 2}
    return Trade(
        frozenset(PersonName(email, name) for email, name in names.items()),
        tuple(value for kind, value, _ in rows if kind == 3 and value),
    )


def people_for(session: Session, subject: Subject) -> frozenset[PersonName]:
    """The colleagues whom a representative may name; nobody for others."""
    return trade_for(session, subject).people


def _products() -> sa.Select[str, str, str]:
    names = _each(Contract.product)
    return sa.select(names.c.value, sa.cast(sa.null(), sa.String), sa.cast(sa.null(), sa.String))


def _each(column: sa.orm.InstrumentedAttribute[str]) -> sa.CTE:
    """The values of a column, from one to the next by its index: as many steps as there are values, not contracts."""
    step = sa.select(sa.func.min(column).label("value")).cte(f"each_{column.key}", recursive=True)
    following = sa.select(sa.func.min(column)).where(column > step.c.value).scalar_subquery()
    return step.union_all(sa.select(following).where(step.c.value.is_not(None)))


def account_names(session: Session, subject: Subject, numbers: Collection[str]) -> dict[str, str]:
    """The names of accounts that a subject may see, by their numbers."""
    seen = sa.select(Contract.id).where(Contract.account_id == Account.id, condition(scope_of(subject))).exists()
    found = session.execute(
        sa.select(Account.number, Account.name).where(Account.number.in_(list(numbers)), seen), rights(subject)
    )
    return {number: name for number, name in found}  # noqa: C416 - the rows are no tuples for the type checker


def _named(accounts: sa.Select[str, str]) -> sa.Select[Any]:
    found = accounts.subquery()
    return sa.select(sa.null(), found.c.number, found.c.name)


def _accounts_like(subject: Subject, words: list[str], names: list[str]) -> Iterator[sa.Select[str, str]]:
    """The accounts of which a word begins as one of the text's does; and, however many these are, those whose whole
    name or one word of it stands there.
    """
    begins_alike = [sa.and_(AccountWord.word >= word[:3], AccountWord.word < word[:3] + "\uffff") for word in words]
    seen = sa.select(Contract.id).where(Contract.account_id == Account.id, condition(scope_of(subject))).exists()
    for condition_on_words, most in (
        (AccountWord.word.in_(names), EXACT_AT_MOST),
        (sa.or_(*begins_alike), READ_AT_MOST),
    ):
        like = Account.id.in_(sa.select(AccountWord.account_id).where(condition_on_words))
        yield sa.select(Account.number, Account.name).where(like, seen).limit(most)
