"""How fast the desk is over many contracts: lists and counts under a territory, groups and sums over all, the morning,
the team, an account's page.

On SQLite and PostgreSQL; the 95th percentile of each, held to 300 ms, and to 2 s for groups, sums and the team over
all. `make bench-desk` runs it. Beside the time on the clock stands the processor's time of this process: on SQLite,
which runs in it, that is what the work takes on an idle machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from benchmarks.store import fill
from renewals.access import SalesRep
from renewals.periods import Period
from renewals.query import EVERYTHING, ContractQuery
from renewals.store.account_page import account_page
from renewals.store.contracts import contracts_of
from renewals.store.database import migrate, open_database
from renewals.store.morning import calls, week
from renewals.store.sums import sums_of
from renewals.store.team import standings
from tests.postgres import empty_database, postgres

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LIST_MS, WHOLE_MS = 300.0, 2000.0
PAGE = 10
EMEA, MANAGER = SalesRep("rep7@vendor.example", ("EMEA",)), SalesRep("boss@vendor.example", manager=True)
QUARTER = ContractQuery(ending=Period(date(2027, 1, 1), date(2027, 3, 31)))


@dataclass(frozen=True)
class Look:
    """Something that is looked at: its name, within how many milliseconds, how often it is measured, and the work of a
    round.
    """

    name: str
    within: float
    rounds: int
    work: Callable[[Session, int], object]


def listed(name: str, query: ContractQuery, subject: SalesRep = EMEA) -> Look:
    return Look(name, LIST_MS, 40, lambda session, n: contracts_of(session, subject, PAGE, query, n % 5 * PAGE, TODAY))


def summed(name: str, query: ContractQuery, subject: SalesRep = MANAGER) -> Look:
    return Look(name, WHOLE_MS, 20, lambda session, n: sums_of(session, subject, query, TODAY))


LOOKS = (
    listed("a territory: all", EVERYTHING),
    listed("a territory: next quarter", QUARTER),
    listed("a territory: overdue", EVERYTHING.having("status", ["overdue"])),
    listed("a territory: due, not contacted", EVERYTHING.having("status", ["due"]).having("contacted", ["no"])),
    listed("a territory: hardware in Germany", EVERYTHING.having("kind", ["hardware"]).having("country", ["DE"])),
    listed("a territory: next quarter, by account", replace(QUARTER, sort="account")),
    listed("a manager: next quarter", QUARTER, MANAGER),
    Look(
        "a territory: a count",
        LIST_MS,
        40,
        lambda session, n: sums_of(session, EMEA, replace(QUARTER, ask="count"), TODAY),
    ),
    Look(
        "a representative's morning",
        LIST_MS,
        40,
        lambda session, n: calls(session, SalesRep(f"rep{n}@vendor.example"), TODAY),
    ),
    Look("a representative's week", LIST_MS, 40, lambda session, n: _week(session, n)),
    Look("an account's page", LIST_MS, 40, lambda session, n: account_page(session, MANAGER, f"A-{n * 37}")),
    Look("the team", WHOLE_MS, 10, lambda session, n: standings(session, MANAGER, TODAY)),
    summed("all: seats", replace(EVERYTHING, ask="seats")),
    *(
        summed(f"all: by {by}", replace(EVERYTHING, ask="count", by=by))
        for by in ("owner", "region", "month", "kind", "reseller")
    ),
)


def _week(session: Session, n: int) -> object:
    owner = f"rep{n}@vendor.example"
    return week(session, SalesRep(owner), owner, NOW - timedelta(days=7), NOW, TODAY)


def percentile(times: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))] * 1000


def measured(session: Session, look: Look) -> tuple[float, float]:
    """The 95th percentiles of the time on the clock and of the processor's time of this process, after two rounds to
    warm up.
    """
    clock, processor = [], []
    for n in range(-2, look.rounds):
        began, busy = time.perf_counter(), time.process_time()
        look.work(session, n % look.rounds)
        if n >= 0:
            clock.append(time.perf_counter() - began)
            processor.append(time.process_time() - busy)
    return percentile(clock), percentile(processor)


def over(url: str, size: int) -> int:
    """Measures all of it over a new database of so many contracts; how many took too long."""
    migrate(url)
    sessions = open_database(url)
    fill(sessions, size)
    late = 0
    with sessions() as session:
        for look in LOOKS:
            clock, processor = measured(session, look)
            late += clock > look.within
            mark = "" if clock <= look.within else "   TOO LONG"
            print(
                (
                    f"  {look.name:40} {clock:9.1f} ms   (processor {processor:9.1f} ms)   within "
                    f"{look.within:.0f}{mark}"
                ),
                flush=True,
            )
    sessions.kw["bind"].dispose()
    return late


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=1_000_000)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), nargs="+", default=["sqlite", "postgresql"])
    options = parser.parse_args()
    late = 0
    with TemporaryDirectory() as folder:
        if "sqlite" in options.on:
            print(f"SQLite, {options.contracts:,} contracts", flush=True)
            late += over(f"sqlite:///{folder}/desk.db", options.contracts)
        if "postgresql" in options.on:
            with postgres(Path(folder) / "pg") as server:
                print(f"PostgreSQL, {options.contracts:,} contracts", flush=True)
                late += over(empty_database(server), options.contracts)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
