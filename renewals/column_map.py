"""Reads another system's export as if it were a contract file, by a mapping file (docs/files.md).

Pure but for reading the mapping.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from renewals.field_values import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from renewals.file_rows import NotSuchAFile, Refusal, Table, Values, named_twice, plain
from renewals.yaml_file import read_yaml

ORDERS = (YEAR_FIRST, DAY_FIRST, MONTH_FIRST)
PARTS = ("columns", "fixed", "values", "dates")


@dataclass(frozen=True)
class ColumnMap:
    """How an export becomes a contract file.

    `columns`: our column to theirs; `fixed`: our column to one value for all rows; `values`: our column
    to what their values mean; `dates`: the order in which days are written.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = YEAR_FIRST

    def names(self, ours: Collection[str]) -> list[str]:
        """The names that the file must have, in the form in which names are compared."""
        return [plain(self.columns.get(name, name)) for name in ours if name not in self.fixed]

    def holds(self, name: str, table: Table) -> bool:
        """Whether a column that may be left out is given: by the table, or by the mapping, which then says where it
        comes from.
        """
        return name in self.fixed or name in self.columns or plain(name) in table.columns

    def ours(self, table: Table, needed: Collection[str]) -> Table:
        """The table with our columns alone, in our order; raises NotSuchAFile where one is missing or named twice."""
        missing = [
            name
            for name in needed
            if name not in self.fixed and plain(self.columns.get(name, name)) not in table.columns
        ]
        if missing:
            theirs = "; ".join(
                f"{name} from '{self.columns[name]}'" if name in self.columns else name for name in missing
            )
            raise NotSuchAFile(
                f"The first line must name the columns; missing: {theirs}. Needed are: {', '.join(needed)}."
            )
        named_twice(table.columns, self.names(needed))
        places = {
            name: table.columns.index(plain(self.columns.get(name, name))) for name in needed if name not in self.fixed
        }
        return Table(list(needed), self._rows(table.rows, list(needed), places), table.told)

    def _rows(
        self, rows: Iterator[Values | Refusal], needed: list[str], places: Mapping[str, int]
    ) -> Iterator[Values | Refusal]:
        said = {
            name: {str(theirs).strip().casefold(): str(meant) for theirs, meant in of.items()}
            for name, of in self.values.items()
        }
        for row in rows:
            if isinstance(row, Refusal):
                yield row
                continue
            values = [self.fixed[name] if name in self.fixed else row.values[places[name]] for name in needed]
            if said:
                values = [
                    said[name].get(value.strip().casefold(), value) if name in said else value
                    for name, value in zip(needed, values, strict=True)
                ]
            yield Values(row.line, values)


def read_map(path: Path, ours: Collection[str]) -> ColumnMap:
    """The mapping in a file; raises NotSuchAFile where it is none, names a column that is none,
    or says the same twice.
    """
    try:
        content = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise NotSuchAFile(f"The mapping {path} is not readable as YAML: {str(wrong).splitlines()[0]}.") from None
    if not isinstance(content, dict) or set(content) - set(PARTS):
        raise NotSuchAFile(f"The mapping {path} must hold: {', '.join(PARTS)}, and nothing else.")
    columns, fixed, values = (_part(path, content, name) for name in PARTS[:3])
    unknown = [name for name in (*columns, *fixed, *values) if name not in ours]
    if unknown:
        raise NotSuchAFile(
            f"The mapping {path} names columns that a contract file has not: {', '.join(map(str, unknown))}."
        )
    if twice := sorted(set(columns) & set(fixed)):
        raise NotSuchAFile(
            f"The mapping {path} gives {', '.join(twice)} a column and a fixed value; one alone can be meant."
        )
    if not all(isinstance(of, dict) for of in values.values()):
        raise NotSuchAFile(f"The mapping {path}: each entry of values must hold their values and ours.")
    dates = content.get("dates", YEAR_FIRST)
    if dates not in ORDERS:
        raise NotSuchAFile(f"The mapping {path}: dates must be one of {', '.join(ORDERS)}.")
    return ColumnMap(
        {name: str(theirs) for name, theirs in columns.items()},
        {name: _word(one) for name, one in fixed.items()},
        values,
        dates,
    )


def template(ours: Collection[str]) -> str:
    """A mapping file to be filled in."""
    lines = [
        "# How another system's export becomes a contract file: renewals import EXPORT.csv --map THIS.yml",
        "# Our column: the name of theirs. Leave a line out where the names are the same.",
        "columns:",
        *[f"  {name}: {name}" for name in ours],
        "# One value for all rows, for what the export does not hold; take the column out above.",
        "fixed: {}",
        "# What their values mean. For example: segment: {SMB: small-business, Corporate: enterprise}",
        "values: {}",
        f"# The order in which days are written: {', '.join(ORDERS)}",
        f"dates: {YEAR_FIRST}",
    ]
    return "\n".join(lines) + "\n"


def _part(path: Path, content: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = content.get(name) or {}
    if not isinstance(part, dict):
        raise NotSuchAFile(f"The mapping {path}: {name} must hold names and values.")
    return part


def _word(value: Any) -> str:
    # YAML reads a bare `no` as a truth.
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
