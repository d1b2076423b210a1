"""What a former version's code does with its tables, tried on tables of a newer revision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

RELEASED = Path(__file__).parent / "released"
_MOMENT = datetime(2026, 11, 28, 12, tzinfo=UTC)
# Of each kind of value one that fits every column of it, and the same everywhere, so that rows belong together.
_VALUES: tuple[tuple[type[sa.types.TypeEngine[Any]], Any], ...] = (
    (sa.Boolean, True),
    (sa.DateTime, _MOMENT),
    (sa.Date, date(2026, 11, 28)),
    (sa.Integer, 1),
    (sa.Numeric, 1.0),
    (sa.Float, 1.0),
    (sa.LargeBinary, b"x"),
    (sa.JSON, {}),
    (sa.String, "x"),
)
# The tables' own bookkeeping of revisions is no code's.
_OURS = "alembic_version"
# Tables and their columns that a version's code reads and writes.
Used = Mapping[str, list[str]]


def tables_in(engine: sa.Engine) -> sa.MetaData:
    """The tables as they are."""
    found = sa.MetaData()
    found.reflect(engine)
    return found


def used(tables: sa.MetaData) -> Used:
    """Every table with every column."""
    return {
        table.name: [column.name for column in table.columns] for table in tables.sorted_tables if table.name != _OURS
    }


def rows(tables: sa.MetaData, of: Used) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    """A row for each table, those first that others lead to."""
    for table in tables.sorted_tables:
        if table.name in of:
            yield table, {name: _value(table.columns[name].type) for name in of[table.name]}


def refused(former: sa.MetaData, of: Used, engine: sa.Engine) -> list[str]:
    """What a former version could not do any more on the tables of `engine`, which are empty: its statements that fail,
    and what they would be refused for by other rows.

    `former`: its tables as they were; `of`: what of them its code uses.
    """
    wrong = [*_narrower(former, of, engine)]
    done: list[tuple[sa.Table, dict[str, Any]]] = []
    for table, row in rows(former, of):
        columns = [table.columns[name] for name in row]
        tried = {
            "insert": table.insert().values(row),
            "read": sa.select(*columns),
            "change": table.update().values(row),
        }
        for does, statement in tried.items():
            wrong += _fails(engine, statement, f"{does} {table.name}")
        done.append((table, row))
    for table, _ in reversed(done):
        wrong += _fails(engine, table.delete(), f"delete {table.name}")
    return wrong


def released() -> list[str]:
    """The versions whose databases are kept, oldest first."""
    return sorted(file.stem for file in RELEASED.glob("*.sql"))


def used_by(version: str) -> tuple[str, Used]:
    """The revision of a released version's tables, and what of them its code uses."""
    told = json.loads((RELEASED / f"{version}.json").read_text(encoding="utf-8"))
    return told["revision"], told["used"]


def _value(kind: sa.types.TypeEngine[Any]) -> Any:
    for known, value in _VALUES:
        if isinstance(kind, known):
            return value
    raise AssertionError(f"_VALUES has none for {kind!r}")


def _fails(engine: sa.Engine, statement: sa.Executable, what: str) -> list[str]:
    try:
        with engine.begin() as connection:
            connection.execute(statement)
    except (sa.exc.DBAPIError, sa.exc.StatementError) as failure:
        return [f"{what}: {str(failure.args[0]).splitlines()[0]}"]
    return []


def _narrower(former: sa.MetaData, of: Used, engine: sa.Engine) -> Iterator[str]:
    """Columns that take less than before, and new demands that rows be unlike one another."""
    now = sa.inspect(engine)
    there = set(now.get_table_names())
    for table in former.sorted_tables:
        if table.name not in of or table.name not in there:
            continue
        lengths = {column["name"]: getattr(column["type"], "length", None) for column in now.get_columns(table.name)}
        for column in table.columns:
            before, after = getattr(column.type, "length", None), lengths.get(column.name)
            if after is not None and (before is None or after < before):
                yield f"{table.name}.{column.name} takes {after} characters, and took {before or 'any number of them'}"
        before_alike = _unique(table)
        for columns in _unique_now(now, table.name) - before_alike:
            yield f"{table.name}: rows must differ in {', '.join(sorted(columns))} now"


def _unique(table: sa.Table) -> set[frozenset[str]]:
    constraints = {
        frozenset(column.name for column in one.columns)
        for one in table.constraints
        if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    }
    return constraints | {frozenset(map(str, index.columns.keys())) for index in table.indexes if index.unique}


def _unique_now(now: sa.Inspector, name: str) -> set[frozenset[str]]:
    constraints = {frozenset(one["column_names"]) for one in now.get_unique_constraints(name)}
    indexes = {frozenset(map(str, one["column_names"])) for one in now.get_indexes(name) if one["unique"]}
    return constraints | indexes
