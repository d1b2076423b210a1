"""How fast the store is: one look-up against the bare SQL statement, and one turn of the product, at 10,000 and
1,000,000 contracts, on SQLite and PostgreSQL.

The bare statement is the same SQL as text, on the same connection. What the driver alone takes is told beside it: the
difference is SQLAlchemy's.

`make bench` runs it. Figures are ratios within one run, for machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import jwt
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ephemeral_stack import own_stack
from renewals.access import Customer, SalesRep, Subject
from renewals.names import digits_of, folded, folded_number
from renewals.periods import Period
from renewals.query import EVERYTHING, ContractQuery
from renewals.store.contracts import contracts_of, numbered
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.tables import Account, AccountWord, Contact, Contract
from tests.postgres import postgres

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
            session.execute(
                sa.insert(AccountWord),
                [{"account_id": a + 1, "word": word} for a in accounts for word in ("firm", f"n{a}")],
            )
            session.execute(
                sa.insert(Contact),
                [
                    {"id": a + 1, "account_id": a + 1, "email": f"contact{a}@firm{a}.example", "name": "C"}
                    for a in accounts
                ],
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
        "number": number, "number_folded": folded_number(number), "number_digits": digits_of(number),
        "account_id": n // 4 + 1, "contact_id": n // 4 + 1,
        "country": COUNTRIES[n // 4 % 10],
        "product": product, "product_type": kind, "offering": "essential-support",
        "start_on": end - timedelta(days=364), "end_on": end, "auto_renew": False,
        "quantity": 10, "reseller": "R", "owner_email": f"rep{n // 4 % 2000}@vendor.example",
    }  # fmt: skip


def medians_ms(*works: Callable[[int], object]) -> list[float]:
    """The median of each over many rounds, in turns so that noise meets all alike, after a few to warm up; each round
    looks for another contract.
    """
    times: list[list[float]] = [[] for _ in works]
    for round_ in range(-20, ROUNDS):
        for work, taken in zip(works, times, strict=True):
            started = time.perf_counter()
            work(round_ % ROUNDS)
            if round_ >= 0:
                taken.append(time.perf_counter() - started)
    return [statistics.median(taken) * 1000 for taken in times]


@dataclass(frozen=True)
class LookUp:
    """A look-up to measure: who asks and for what, by the number of the contract that a round is about."""

    name: str
    subject: Callable[[int], Subject]
    wanted: Callable[[int], ContractQuery]

    def run(self, session: Session, contract: int) -> object:
        return contracts_of(session, self.subject(contract), 100, self.wanted(contract))


LOOK_UPS = (
    LookUp(
        "a customer's contract by its number",
        lambda n: Customer(f"contact{n // 4}@firm{n // 4}.example"),
        lambda n: numbered(f"C-{n:07d}"),
    ),
    LookUp(
        "all of a customer's contracts",
        lambda n: Customer(f"contact{n // 4}@firm{n // 4}.example"),
        lambda n: EVERYTHING,
    ),
    LookUp(
        "what ends this quarter, for a representative",
        lambda n: SalesRep(f"rep{n // 4 % 2000}@vendor.example"),
        lambda n: ContractQuery(ending=Period(date(2026, 10, 1), date(2026, 12, 31))),
    ),
    LookUp(
        "a contract by its number, for a region's rep",
        lambda n: SalesRep(f"rep{n // 4 % 2000}@vendor.example", ("EMEA",)),
        lambda n: numbered(f"C-{n:07d}"),
    ),
)


def measured(session: Session, look_up: LookUp, contracts: int) -> list[float]:
    """The medians in milliseconds: the statement sent to the driver as text, the same sent through SQLAlchemy as text,
    and the store.
    """
    picked = [round_ * 104_729 % contracts for round_ in range(ROUNDS)]
    sent = [_statements(session, look_up, contract) for contract in picked]
    cursor = session.connection().connection.cursor()

    def bare(round_: int) -> None:
        for statement, parameters in sent[round_]:
            cursor.execute(statement, parameters).fetchall()

    def as_text(round_: int) -> None:
        for statement, parameters in sent[round_]:
            session.connection().exec_driver_sql(statement, parameters).fetchall()

    return medians_ms(bare, as_text, lambda round_: look_up.run(session, picked[round_]))


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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument(
        "--turns", action="store_true", help=("bring the product up on each database and time whole turns")
    )
    options = parser.parse_args()
    with TemporaryDirectory() as folder, postgres(Path(folder) / "pg") as server:
        for kind in ("sqlite", "postgresql"):
            for size in options.sizes:
                url = (
                    f"sqlite:///{folder}/{size}.db" if kind == "sqlite" else _new_database(server, f"contracts_{size}")
                )
                migrate(url)
                sessions = open_database(url)
                started = time.perf_counter()
                fill(sessions, size)
                print(f"\n{kind}, {size:,} contracts (filled in {time.perf_counter() - started:.0f} s)", flush=True)
                with sessions() as session:
                    for look_up in LOOK_UPS:
                        driver, bare, store = measured(session, look_up, size)
                        told = (
                            f"driver {driver:7.3f} ms   bare SQL {bare:7.3f} ms   store {store:7.3f} ms   "
                            f"store / bare SQL {store / bare:5.2f}"
                        )
                        print(f"  {look_up.name:46} {told}   store / driver {store / driver:5.2f}", flush=True)
                sessions.kw["bind"].dispose()
                if options.turns:
                    turn, whole = turns_ms(url, Path(folder) / f"{kind}-{size}", size)
                    print(
                        (
                            f"  a customer's turn, by a contract's number: median {turn:.1f} ms; the list of "
                            f"all: {whole:.1f} ms"
                        ),
                        flush=True,
                    )


def turns_ms(url: str, folder: Path, contracts: int) -> list[float]:
    """The medians of whole turns over HTTP, each of another customer who is signed in."""
    folder.mkdir()
    secret = "a-secret-of-the-host-site-for-the-benchmark"  # noqa: S105 - of this run alone
    own: dict[str, Any] = {
        "RENEWALS_DATABASE_URL": url,
        "RENEWALS_IDENTITY_SECRET": secret,
        "RENEWALS_TODAY": "2026-11-23",
    }
    with own_stack(folder, **own) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:

        def say(contract: int, text: str) -> None:
            token = jwt.encode(
                {
                    "sub": f"contact{contract // 4}@firm{contract // 4}.example",
                    "aud": "renewals",
                    "exp": time.time() + 600,
                },
                secret,
            )
            started = (
                client.post("/conversations", json={"language": "en", "identity_token": token})
                .raise_for_status()
                .json()
            )
            answer = client.post(
                f"/conversations/{started['conversation_id']}/messages",
                json={"text": text},
                headers={"Authorization": f"Bearer {started['token']}"},
            )
            if answer.json()["replies"][0]["kind"] != "contract":
                raise SystemExit(f"not an answer: {answer.text}")

        picked = [round_ * 104_729 % contracts for round_ in range(ROUNDS)]
        return medians_ms(
            lambda round_: say(picked[round_], f"when does C-{picked[round_]:07d} end?"),
            lambda round_: say(picked[round_], "which contracts do we have?"),
        )


def _new_database(server: str, name: str) -> str:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'create database "{name}"'))
    engine.dispose()
    return server.rsplit("/", 1)[0] + f"/{name}"


if __name__ == "__main__":
    main()
