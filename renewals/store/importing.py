"""Loads contracts and reps into the database, and writes contracts out again.

One transaction: all good rows, or after a crash none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.contract_file import Refusal, Row
from renewals.names import folded_number
from renewals.store.contracts_gone import DEMONSTRATION, end_all_but, end_demonstration
from renewals.store.import_batches import Batches
from renewals.store.tables import Account, Contact, Contract, ContractImport, Rep

BATCH = 1000
# What an import changed is kept for so long.
CHANGES_KEPT = timedelta(days=730)


@dataclass
class Report:
    """What an import did: counts of rows, contracts that the file no longer holds, and the refusals.

    `demonstration`: so many demonstration contracts are no longer on file.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    demonstration: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows the file held."""
        return self.new + self.changed + self.unchanged + len(self.refusals)

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(frozen=True)
class Source:
    """Where an import comes from: the file's name, when it was written, and the instant of the import.

    `whole`: what the file does not hold ends.
    """

    name: str = ""
    written_at: datetime | None = None
    at: datetime | None = None
    whole: bool = False


@dataclass(frozen=True)
class Ending:
    """What a file that is taken as a whole would end.

    `contracts`: number, account, product and last day of each, by number; `on_file`: how many there are
    before; `held`: how many rows of the file are good; `unread`: rows of which not even the number can be read.
    """

    contracts: list[Any]
    on_file: int
    held: int
    unread: int


def import_contracts(
    session: Session,
    rows: Iterable[Row | Refusal],
    progress: Callable[[int], None] = lambda done: None,
    source: Source | None = None,
    may_end: int = 0,
) -> Report:
    """Adds or updates contracts by their number; rows that are refused are told in the report and change nothing.

    The caller commits.

    What is changed is kept (`contract_changes`). `progress` is called with the number of rows done, once a batch. Where
    the source is whole, contracts that it does not hold are marked as gone; raises MayNotEnd where these are more than
    `may_end`, or where it cannot be told which they are. The first file of one's own takes the place of the
    demonstration contracts, unless it holds one of them.
    """
    source = source or Source()
    at = source.at or datetime.now(UTC)
    report = Report()
    kept = ContractImport(
        name=source.name[:255],
        written_at=source.written_at,
        at=at,
        whole=source.whole,
        new=0,
        changed=0,
        unchanged=0,
        refused=0,
        gone=0,
    )
    session.add(kept)
    session.flush()
    alike = {folded_number(numbers[0]): numbers for numbers in numbers_alike(session)}
    batches, done = Batches(session.connection(), kept.id), 0
    for batch in _batches(_only_good(rows, report, alike)):
        for outcome in batches.save(batch):
            report.count(outcome)
        done += len(batch)
        progress(done)
    if source.name != DEMONSTRATION and batches.seen:
        report.demonstration = end_demonstration(session, kept.id, batches.seen, at)
    if source.whole:
        report.gone = end_all_but(session, kept.id, batches.seen, report.refusals, may_end, at)
    kept.new, kept.changed, kept.unchanged = report.new, report.changed, report.unchanged
    kept.gone, kept.refused = report.gone, len(report.refusals)
    session.execute(
        sa.delete(ContractImport).where(ContractImport.at < at - CHANGES_KEPT, ContractImport.id != kept.id)
    )
    session.flush()
    return report


def would_end(session: Session, rows: Iterable[Row | Refusal]) -> Ending:
    """What a file would end if it were taken as a whole. Changes nothing."""
    report = Report()
    alike = {folded_number(numbers[0]): numbers for numbers in numbers_alike(session)}
    held = {row["contract_number"] for row in _only_good(rows, report, alike)}
    named = {
        folded_number(number) for number in (*held, *(refusal.number for refusal in report.refusals if refusal.number))
    }
    query = sa.select(Contract.number, Contract.number_folded, Account.name, Contract.product, Contract.end_on).join(
        Contract.account
    )
    present = session.execute(query.where(Contract.gone_at.is_(None)).order_by(Contract.number)).all()
    ending = [
        (number, account, product, end_on) for number, one, account, product, end_on in present if one not in named
    ]
    return Ending(ending, len(present), len(held), sum(not refusal.number for refusal in report.refusals))


def contracts_as_of(session: Session) -> datetime | None:
    """How old what is known of contracts is: when the file of the last import was written, or else when it was loaded;
    None before the first import.
    """
    last = session.execute(
        sa.select(ContractImport.written_at, ContractImport.at).order_by(ContractImport.id.desc()).limit(1)
    ).first()
    if last is None:
        return None
    written_at, at = last
    return min(written_at, at) if written_at else at


def import_reps(session: Session, rows: Iterable[Row | Refusal]) -> Report:
    """Adds or updates sales representatives by their e-mail address. The caller commits."""
    report = Report()
    for row in rows:
        if isinstance(row, Refusal):
            report.refusals.append(row)
            continue
        values = {name: value for name, value in row.items() if name != "line"}
        rep = session.get(Rep, row["email"])
        if rep is None:
            session.add(Rep(**values))
            report.count("new")
            continue
        changes = {name: value for name, value in values.items() if getattr(rep, name) != value}
        for name, value in changes.items():
            setattr(rep, name, value)
        report.count("changed" if changes else "unchanged")
    session.flush()
    return report


def export_contracts(session: Session) -> Iterator[Row]:
    """Every contract that is on file, in the form of a contract file, ordered by number."""
    query = (
        sa.select(Contract, Account, Contact)
        .join(Contract.account)
        .join(Contract.contact)
        .where(Contract.gone_at.is_(None))
        .order_by(Contract.number)
    )
    for contract, account, contact in session.execute(query.execution_options(yield_per=BATCH)):
        yield {
            "contract_number": contract.number,
            "account_name": account.name,
            "account_number": account.number,
            "country": account.country,
            "segment": account.segment,
            "contact_name": contact.name,
            "contact_email": contact.email,
            "product": contract.product,
            "product_type": contract.product_type,
            "offering": contract.offering,
            "start_date": contract.start_on.isoformat(),
            "end_date": contract.end_on.isoformat(),
            "auto_renew": "true" if contract.auto_renew else "false",
            "quantity": contract.quantity,
            "reseller": contract.reseller,
            "owner_email": contract.owner_email,
            "notice_date": contract.notice_on.isoformat() if contract.notice_on else "",
        }


def numbers_alike(session: Session) -> list[list[str]]:
    """Numbers on file that are one in the form in which numbers are compared, of files that were imported before they
    were: each such set, in order.
    """
    twice = sa.select(Contract.number_folded).group_by(Contract.number_folded).having(sa.func.count() > 1)
    sets: dict[str, list[str]] = {}
    query = (
        sa.select(Contract.number_folded, Contract.number)
        .where(Contract.number_folded.in_(twice))
        .order_by(Contract.number)
    )
    for one, number in session.execute(query):
        sets.setdefault(one, []).append(number)
    return list(sets.values())


def _only_good(rows: Iterable[Row | Refusal], report: Report, alike: Mapping[str, list[str]]) -> Iterator[Row]:
    """The rows that are taken. `alike`: sets of numbers on file of which one is not to be told from another."""
    seen: dict[str, tuple[str, int]] = {}
    for row in rows:
        if isinstance(row, Refusal):
            report.refusals.append(row)
            continue
        number, line = row["contract_number"], row["line"]
        one = folded_number(number)
        if number not in alike.get(one, [number]):
            on_file = ", ".join(f"'{other}'" for other in alike[one][:5])
            report.refusals.append(
                Refusal(
                    line, "contract_number", (f"'{number}' may be any of these that are on file: {on_file}"), number
                )
            )
            continue
        before, its_line = seen.setdefault(number if one in alike else one, (number, line))
        if its_line == line:
            yield row
            continue
        as_written = "" if before == number else f", as '{before}': capitals and separators do not count"
        report.refusals.append(
            Refusal(
                line,
                "contract_number",
                (f"'{number}' stands in this file already, at line {its_line}{as_written}"),
                number,
            )
        )


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
