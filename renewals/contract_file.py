"""Reads contract files and reps files (docs/files.md). Pure: lines or a table in, rows and refusals out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from renewals import answers
from renewals import field_values as values_of
from renewals.column_map import ColumnMap
from renewals.field_values import Reader, Refused
from renewals.file_rows import NotSuchAFile, Refusal, Table, Values, table_of_lines

__all__ = [
    "CONTRACT_COLUMNS",
    "REP_COLUMNS",
    "NotSuchAFile",
    "Refusal",
    "Row",
    "for_spreadsheets",
    "read_contracts",
    "read_reps",
    "template",
]

CONTRACT_COLUMNS = (
    "contract_number account_name account_number country segment contact_name contact_email product "
    "product_type offering"
    " start_date end_date auto_renew quantity reseller owner_email notice_date"
).split()
# Columns that a contract file may leave out: what stands there on file then stays.
OPTIONAL_COLUMNS = frozenset(("notice_date",))
REP_COLUMNS = "email name role regions language timezone".split()
OFFERINGS = (
    "essential-support",
    "cloud-support",
    "hardware-support",
    "premium-support",
    "education-services",
    "consulting-services",
    "cyber-security-services",
)
AS_IT_STANDS = ColumnMap()
# So many values of a column are read once and not again.
MOST_KEPT = 5000
_UNREAD = object()
_EXAMPLE = (
    "C-100001,Example Ltd,A-1,GB,enterprise,Jo Example,jo@example.com,Endpoint Protection,software,essential-support"
    ",2026-01-01,2026-12-31,false,10,,rep@example.com,"
)

Row = dict[str, Any]


def read_contracts(file: Table | Iterable[str], mapping: ColumnMap = AS_IT_STANDS) -> Iterator[Row | Refusal]:
    """The contracts of a file (a table, or the lines of a CSV file), each as a row with typed values and its `line`, or
    as a refusal.

    A row holds an optional column only where the file names it.
    """
    readers = _contract_readers(mapping.dates)
    return _read(file, readers, _contract_as_a_whole, mapping)


def read_reps(file: Table | Iterable[str]) -> Iterator[Row | Refusal]:
    """The sales representatives of a file, each as a row with typed values, or as a refusal."""
    return _read(file, _REP_READERS, lambda row: None, AS_IT_STANDS)


def for_spreadsheets(value: Any) -> Any:
    """A value as it goes into a CSV file: what a spreadsheet would take for a formula is marked as text.

    Reading takes the mark off again.
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def template() -> str:
    """An empty contract file: the columns' names, and one row to be replaced."""
    return ",".join(CONTRACT_COLUMNS) + "\n" + _EXAMPLE + "\n"


def written(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a contract file, the columns' names first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CONTRACT_COLUMNS)
    writer.writeheader()
    for row in rows:
        yield _taken_from(out)
        writer.writerow({name: for_spreadsheets(value) for name, value in row.items()})
    yield _taken_from(out)


def _taken_from(out: io.StringIO) -> str:
    said = out.getvalue()
    out.seek(0)
    out.truncate()
    return said


# What is wrong with a row as a whole: the column, and the reason.
Check = Callable[[Row], tuple[str, str] | None]


def _read(
    file: Table | Iterable[str], readers: Mapping[str, Reader], check: Check, mapping: ColumnMap
) -> Iterator[Row | Refusal]:
    table = file if isinstance(file, Table) else table_of_lines(file, mapping.names(readers))
    held = {
        name: reader for name, reader in readers.items() if name not in OPTIONAL_COLUMNS or mapping.holds(name, table)
    }
    rows = mapping.ours(table, held).rows
    columns = [_Column(name, reader) for name, reader in held.items()]
    return (row if isinstance(row, Refusal) else _typed(row, columns, check) for row in rows)


@dataclass(frozen=True)
class _Column:
    """A column's reader, and the values that it has read: most stand in many rows."""

    name: str
    reader: Reader
    read: dict[str, Any] = field(default_factory=dict)


def _typed(values: Values, columns: Sequence[_Column], check: Check) -> Row | Refusal:
    row: Row = {"line": values.line}
    for column, value in zip(columns, values.values, strict=True):
        read = column.read.get(value, _UNREAD)
        if read is _UNREAD:
            try:
                read = column.reader(values_of.cleaned(value))
            except Refused as refused:
                return Refusal(values.line, column.name, str(refused), row.get("contract_number", ""))
            if len(column.read) < MOST_KEPT:
                column.read[value] = read
        row[column.name] = read
    wrong = check(row)
    return Refusal(values.line, *wrong, row.get("contract_number", "")) if wrong else row


def _contract_as_a_whole(row: Row) -> tuple[str, str] | None:
    start, end, notice = row["start_date"], row["end_date"], row.get("notice_date")
    if end < start:
        return "end_date", f"is before the start date {start.isoformat()}"
    if notice is not None and not start <= notice <= end:
        beside = (
            f"before the start date {start.isoformat()}"
            if notice < start
            else (f"after the end date {end.isoformat()}")
        )
        return "notice_date", f"is {beside}; it is the last day to stop the automatic renewal"
    return None


def _contract_readers(dates: str) -> dict[str, Reader]:
    """`dates`: the order in which the file writes days."""
    return {
        "contract_number": values_of.number(64),
        "account_name": values_of.text(200),
        "account_number": values_of.number(64),
        "country": values_of.country,
        "segment": values_of.one_of("small-business", "enterprise"),
        "contact_name": values_of.text(200, needed=False),
        "contact_email": values_of.email,
        "product": values_of.text(200),
        "product_type": values_of.one_of("software", "online-service", "hardware"),
        "offering": values_of.one_of(*OFFERINGS),
        "start_date": values_of.day(dates),
        "end_date": values_of.day(dates),
        "auto_renew": values_of.truth,
        "quantity": values_of.quantity,
        "reseller": values_of.text(200, needed=False),
        "owner_email": values_of.email,
        "notice_date": values_of.may_be_empty(values_of.day(dates)),
    }


_REP_READERS: dict[str, Reader] = {
    "email": values_of.email,
    "name": values_of.text(200),
    "role": values_of.one_of("rep", "manager"),
    "regions": values_of.regions,
    "language": lambda value: values_of.one_of(*answers.languages())(value),
    "timezone": values_of.timezone,
}
