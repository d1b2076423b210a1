"""A list of values as one parameter of a statement, so that the statement stays the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class _EachOf(GenericFunction[str]):
    """The rows of a JSON list of texts, in the column `value`."""

    name = "each_of_json"
    inherit_cache = True


@compiles(_EachOf, "sqlite")
def _in_sqlite(element: _EachOf, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_EachOf, "postgresql")
def _in_postgresql(element: _EachOf, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def listed(values: Iterable[str]) -> str:
    """Texts as the value of a parameter."""
    return json.dumps(list(values))


def among(column: Any, parameter: str) -> sa.ColumnElement[bool]:
    """Whether a column's value is one of those that a parameter holds, as `listed` gives them."""
    values = _EachOf(sa.bindparam(parameter, type_=sa.String, required=True)).table_valued("value")
    found: sa.ColumnElement[bool] = column.in_(sa.select(values.c.value))
    return found
