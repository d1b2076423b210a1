"""Tables of cases, each gone through by one test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def for_each_row(rows: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Makes a test of one row into one test of all rows of a table.

    A row is the test's arguments as a tuple or a list, or its only argument. Every row is tried; the test fails with
    all rows that are wrong, each with its reason, and with the traceback of the first. Tables of hundreds of rows are
    written so: with `pytest.mark.parametrize` pytest's own work for each row takes longer than the row.

    Raises ValueError for a table without rows, which could not fail.
    """
    table = [tuple(row) if isinstance(row, tuple | list) else (row,) for row in rows]
    if not table:
        raise ValueError("A table without rows tests nothing.")

    def of_all_rows(test: Callable[..., None]) -> Callable[[], None]:
        def tested() -> None:
            wrong: list[tuple[tuple[Any, ...], Exception]] = []
            for row in table:
                try:
                    test(*row)
                except Exception as error:  # noqa: BLE001 - whatever is wrong with a row, the others are tried
                    wrong.append((row, error))
            if wrong:
                told = "\n".join(f"{row}: {_reason(error)}" for row, error in wrong)
                raise AssertionError(f"{len(wrong)} of {len(table)} rows are wrong:\n{told}") from wrong[0][1]

        # Without `functools.wraps`, by which pytest would take the row's arguments for fixtures.
        tested.__name__, tested.__doc__, tested.__module__ = test.__name__, test.__doc__, test.__module__
        return tested

    return of_all_rows


def _reason(error: Exception) -> str:
    """The first line of an error, after its kind."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
