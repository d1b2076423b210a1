"""How fast the store is: one look-up against the bare SQL statement, at 10,000 and 1,000,000 contracts, on SQLite and on PostgreSQL.

`make bench` runs it. Figures are ratios within one run, for machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from postgres import postgres

from renewals.access import Customer, SalesRep, Subject
from renewals.names import digits_of, folded, folded_number
from renewals.store.contracts import contracts_of, ending_between, numbered
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.tables import Account, AccountWord, Contact, Contract

COUNTRIES = "FR US JP CN AU DE GB BR IN ZA".split()
PRODUCTS = [
    ("Endpoint Protection", "software"),
    ("ProxySG", "hardware"),
    ("CloudSOC", "online-service"),
    ("Data Loss Prevention", "software"),
]
ROUNDS = 300


def fill(sessions: Sessions, contracts: int) -> None:
    """As many contracts, four an account."""
    with sessions.begin() as session:
        for first in range(0, contracts, 40_000):
            numbers = range(first, min(first + 40_000, contracts))
            accounts = range(first // 4, (numbers[-1] // 4) + 1)
            session.execute(sa.insert(Account), [_account(a) for a in accounts])
            session.execute(sa.insert(AccountWord), [{"account_id": a + 1, "word": word} for a in accounts for word in ("firm", f"n{a}")])
            session.execute(
                sa.insert(Contact),
                [{"id": a + 1, "account_id": a + 1, "email": f"contact{a}@firm{a}.example", "name": "C"} for a in accounts],
            )
            session.execute(sa.insert(Contract), [_contract(n) for n in numbers])
    with sessions.begin() as session:
        session.execute(sa.text("ANALYZE"))


def _account(a: int) -> dict[str, Any]:
    name = f"Firm n{a}"
    return {
        "id": a + 1,
        "number": f"A-{a}",
        "name": name,
        "name_folded": folded(name),
        "country": COUNTRIES[a % 10],
        "segment": "enterprise",
    }


def _contract(n: int) -> dict[str, Any]:
    product, kind = PRODUCTS[n % 4]
    end = date(2026, 1, 1) + timedelta(days=n * 7919 % 900)
    number = f"C-{n:07d}"
    return {
        "number": number, "number_folded": folded_number(number), "number_digits": digits_of(number), "account_id": n // 4 + 1, "contact_id": n // 4 + 1,
        "product": product, "product_type": kind, "offering": "essential-support", "start_on": end - timedelta(days=364), "end_on": end, "auto_renew": False,
        "quantity": 10, "reseller": "R", "owner_email": f"rep{n // 4 % 2000}@vendor.example",
    }  # fmt: skip


def median_ms(work: Callable[[int], object]) -> float:
    """The median of many rounds, after a few to warm up; each round looks for another contract."""
    for round_ in range(20):
        work(round_)
    times = []
    for round_ in range(ROUNDS):
        started = time.perf_counter()
        work(round_)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


@dataclass(frozen=True)
class LookUp:
    """A look-up to measure: who asks and for what, by the number of the contract that a round is about."""

    name: str
    subject: Callable[[int], Subject]
    conditions: Callable[[int], list[sa.ColumnElement[bool]]]

    def run(self, session: Session, contract: int) -> object:
        return contracts_of(session, self.subject(contract), 100, *self.conditions(contract))


LOOK_UPS = (
    LookUp(
        "a customer's contract by its number",
        lambda n: Customer(f"contact{n // 4}@firm{n // 4}.example"),
        lambda n: [numbered([f"C-{n:07d}"])],
    ),
    LookUp("all of a customer's contracts", lambda n: Customer(f"contact{n // 4}@firm{n // 4}.example"), lambda n: []),
    LookUp(
        "what ends this quarter, for a representative",
        lambda n: SalesRep(f"rep{n // 4 % 2000}@vendor.example"),
        lambda n: [ending_between(date(2026, 10, 1), date(2026, 12, 31))],
    ),
)


def measured(session: Session, look_up: LookUp, contracts: int) -> tuple[float, float, float]:
    """The medians in milliseconds: the statement sent to the driver as text, the same sent through SQLAlchemy as text, and the store."""
    picked = [round_ * 104_729 % contracts for round_ in range(ROUNDS)]
    sent = [_statements(session, look_up, contract) for contract in picked]
    cursor = session.connection().connection.cursor()

    def bare(round_: int) -> None:
        for statement, parameters in sent[round_]:
            cursor.execute(statement, parameters).fetchall()

    def as_text(round_: int) -> None:
        for statement, parameters in sent[round_]:
            session.connection().exec_driver_sql(statement, parameters).fetchall()

    return median_ms(bare), median_ms(as_text), median_ms(lambda round_: look_up.run(session, picked[round_]))


def _statements(session: Session, look_up: LookUp, contract: int) -> list[tuple[str, Any]]:
    """The statements that one look-up sends."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *more: Any) -> None:
        sent.append((statement, parameters))

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    look_up.run(session, contract)
    sa.event.remove(engine, "before_cursor_execute", note)
    return sent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    sizes = options.parse_args().sizes
    with TemporaryDirectory() as folder, postgres(Path(folder) / "pg") as server:
        for kind in ("sqlite", "postgresql"):
            for size in sizes:
                url = f"sqlite:///{folder}/{size}.db" if kind == "sqlite" else _new_database(server, f"contracts_{size}")
                migrate(url)
                sessions = open_database(url)
                started = time.perf_counter()
                fill(sessions, size)
                print(f"\n{kind}, {size:,} contracts (filled in {time.perf_counter() - started:.0f} s)", flush=True)
                with sessions() as session:
                    for look_up in LOOK_UPS:
                        bare, as_text, store = measured(session, look_up, size)
                        ratios = f"store / driver {store / bare:5.2f}   store / text through SQLAlchemy {store / as_text:5.2f}"
                        print(
                            f"  {look_up.name:46} driver {bare:7.3f} ms   text {as_text:7.3f} ms   store {store:7.3f} ms   {ratios}",
                            flush=True,
                        )
                sessions.kw["bind"].dispose()


def _new_database(server: str, name: str) -> str:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'create database "{name}"'))
    engine.dispose()
    return server.rsplit("/", 1)[0] + f"/{name}"


if __name__ == "__main__":
    main()
