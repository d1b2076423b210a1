"""The rows behind a table of figures as Parquet: values and their types, not words."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.insights.figures import PARTS, Values

MEDIA_TYPE = "application/vnd.apache.parquet"
TEXT, WHOLE, NUMBER = "text", "whole", "number"
_PART = {"value": TEXT, "conversations": WHOLE, "answered": WHOLE, "handed_over": WHOLE}
_ASKED = {"asked": WHOLE, "answered": WHOLE, "refused": WHOLE, "unhelpful": WHOLE}
# The columns of each table, by the names of `renewals report --json`; what lies within another value is named by both,
# as claim_median.
COLUMNS: dict[str, dict[str, str]] = {
    "shares": {"name": TEXT, "count": WHOLE, "whole": WHOLE, "of": TEXT, "rate": NUMBER},
    "proof": {"name": TEXT, "count": WHOLE, "whole": WHOLE, "rate": NUMBER, "low": NUMBER, "high": NUMBER,
    "verdict": TEXT},
    "guardrails": {
        "name": TEXT, "limit": NUMBER, "value": NUMBER, "whole": WHOLE, "held_back": NUMBER, "kept": TEXT,
    },
    "waiting": {
        "region": TEXT,
        "requests": WHOLE,
        **{f"{until}_{name}": kind for until in ("claim", "reply") for name, kind in (("served", WHOLE), ("median",
        NUMBER), ("ninth", NUMBER))},
    },
    "open": {
        "reference": TEXT, "region": TEXT, "language": TEXT, "state": TEXT, "reason": TEXT, "owner": TEXT,
        "asked_at": TEXT, "minutes": WHOLE,
    },
    "topics": {"topic": TEXT, **_ASKED},
    "questions": {"topic": TEXT, "question": TEXT, **_ASKED},
    **{name: _PART for name, _ in PARTS},
}  # fmt: skip


def parquet(name: str, figures: Values) -> bytes:
    """A table of the figures as a Parquet file. Raises KeyError where there is no such table."""
    # Loaded by who wants a file: most never do.
    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    kinds = {TEXT: DataType.string(), WHOLE: DataType.int64(), NUMBER: DataType.float64()}
    columns, rows = COLUMNS[name], [_flat(row) for row in _rows(name, figures)]
    made: dict[str, Any] = {
        column: Array([_as(kind, row.get(column)) for row in rows], type=kinds[kind])
        for column, kind in columns.items()
    }
    out = io.BytesIO()
    write_parquet(Table.from_pydict(made), out)
    return out.getvalue()


def _rows(name: str, figures: Values) -> Iterable[Values]:
    return _proof(figures["proof"]) if name == "proof" else figures[name]


def _proof(found: Values | None) -> Sequence[Values]:
    """The three numbers and the two arms, a row each; none where no answers are held back."""
    if found is None:
        return []
    caused = found["caused"]
    arms = [
        {
            "name": arm,
            "count": found[arm]["sent"],
            "whole": found[arm]["visitors"],
            "rate": _share(found[arm]["sent"], found[arm]["visitors"]),
        }
        for arm in ("shown", "held_back")
    ]
    return [found["claimed"], found["confirmed"], {"name": "caused", **caused, "rate": caused["estimate"]}, *arms]


def _share(count: int, whole: int) -> float | None:
    return count / whole if whole else None


def _flat(row: Mapping[str, Any]) -> Values:
    found: Values = {}
    for name, value in row.items():
        found |= (
            {f"{name}_{inner}": one for inner, one in value.items()} if isinstance(value, Mapping) else {name: value}
        )
    return found


_KINDS: dict[str, Callable[[Any], Any]] = {TEXT: str, WHOLE: int, NUMBER: float}


def _as(kind: str, value: Any) -> Any:
    return None if value is None else _KINDS[kind](value)
