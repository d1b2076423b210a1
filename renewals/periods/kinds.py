"""What a reading of time can be: a period, or what was unclear about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included.

    Without a start it has always been going on, without an end it goes on.
    """

    start: date | None
    end: date | None


@dataclass(frozen=True)
class Unclear:
    """Something was named that is no period for sure.

    `said` are the person's own words for it, `options` the periods that it may mean.

    `reason`: it can be read in two ways (`which-order`), names several periods (`which-of`), is no day of the calendar
    (`no-such-day`), has no days of its own (`which-period`), depends on when a fiscal year begins (`which-fiscal`), or
    is not understood at all (`unread`).
    """

    reason: str
    said: str
    options: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Fiscal:
    """When somebody's fiscal year begins (1 is January), and whether it is named by the calendar year in which it ends
    (else: begins).
    """

    begins: int
    named_by_its_end: bool = True


class CannotRead(Exception):
    """The words from one token to another cannot be read without a guess."""

    def __init__(
        self, reason: str, first: int | None = None, last: int | None = None, options: tuple[Period, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.reason, self.first, self.last, self.options = reason, first, last, options
