"""Which visits figures are about, and how a share is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from renewals.store.tables import Visit, VisitQuestion


@dataclass(frozen=True)
class Selection:
    """Days (UTC, both included), and where they are given the region, the language and the door."""

    first: date
    last: date
    region: str | None = None
    language: str | None = None
    door: str | None = None

    def of(self, table: type[Visit] | type[VisitQuestion]) -> list[sa.ColumnElement[bool]]:
        """The conditions on a summary table."""
        wanted: dict[str, Any] = {"region": self.region, "language": self.language, "door": self.door}
        named = [getattr(table, name) == value for name, value in wanted.items() if value is not None]
        return [table.day.between(self.first, self.last), *named]


@dataclass(frozen=True)
class Share:
    """A part of a whole, named by its figure. `of`: the name of the whole, as docs/figures.md defines it."""

    name: str
    count: int
    whole: int
    of: str

    @property
    def rate(self) -> float | None:
        """Between 0 and 1; none where there is nothing to be a part of."""
        return self.count / self.whole if self.whole else None
