"""Statements to a database as spans: what is done to which table, never what with. For SQLAlchemy's events."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from protocol.telemetry import spans

_OPEN = "spans"
_TABLE = re.compile(r"\b(?:from|into|update)\s+\"?([a-z_]+)", re.IGNORECASE)
# A statement names its first table within so many characters, or goes without.
_BEGINNING = 4000


def _begins(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
    if not spans.within_one():
        return
    does = statement.lstrip().partition(" ")[0].upper()[:16]
    table = _TABLE.search(statement[:_BEGINNING])
    summary = f"{does} {table[1]}" if table else does
    made, _ = spans.begin(
        summary, spans.SENDS, **{"db.system.name": connection.dialect.name, "db.query.summary": summary}
    )
    connection.info.setdefault(_OPEN, []).append(made)


def _ends(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
    if connection.info.get(_OPEN):
        connection.info[_OPEN].pop().end()


def _fails(context: Any) -> None:
    if context.connection is not None and context.connection.info.get(_OPEN):
        context.connection.info[_OPEN].pop().end(context.original_exception)


LISTENERS: dict[str, Callable[..., None]] = {
    "before_cursor_execute": _begins,
    "after_cursor_execute": _ends,
    "handle_error": _fails,
}
