"""Rows out of the lines of a CSV file, however spreadsheets write it. Pure: lines in, rows and refusals out."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

DELIMITERS = (",", ";", "\t", "|")
# What stands above the columns' names (a title, an empty line, `sep=;`) is looked through so far.
ABOVE_THE_NAMES = 30
# A row that goes on over more lines has a quotation mark that nobody closed.
LONGEST_ROW = 50
NO_TEXT = "The file is empty, or is not text. Export it as CSV (UTF-8) and try again."
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


class NotSuchAFile(Exception):
    """The file is not a file of this kind at all; the message tells the person why."""


@dataclass(frozen=True)
class Refusal:
    """A row that was refused: its line in the file (the first is line 1), the column and the reason; and the contract's
    number, where that can be read.
    """

    line: int
    column: str
    reason: str
    number: str = ""


@dataclass(frozen=True)
class Values:
    """The values of one row, as they are written; `line` is where the row begins."""

    line: int
    values: Sequence[Any]


@dataclass(frozen=True)
class Table:
    """The columns' names, in the form in which they are compared, and the rows below them; `told`: what the person
    should know of how the file was read.
    """

    columns: list[str]
    rows: Iterator[Values | Refusal]
    told: list[str] = field(default_factory=list)


def plain(name: str) -> str:
    """A column's name in the form in which names are compared ("Contract Number" -> "contract_number")."""
    return _BETWEEN_WORDS.sub("_", name.strip().strip("\ufeff").casefold())


def table_of_lines(lines: Iterable[str], known: Collection[str]) -> Table:
    """The table in the lines of a CSV file.

    `known`: columns' names, by which the line that names them is found. Raises NotSuchAFile.
    """
    lines = iter(lines)
    first = list(islice(lines, ABOVE_THE_NAMES))
    if not any(line.strip("\ufeff\0 \t\r\n") for line in first):
        raise NotSuchAFile(NO_TEXT)
    first[0] = first[0].removeprefix("\ufeff")
    told, skip = [], 0
    said = _SEP.fullmatch(first[0])
    if said:
        skip = 1
    above, names, delimiter = _names(first[skip:], {plain(name) for name in known}, (said[1],) if said else DELIMITERS)
    below = skip + above + names[1]
    if any("\0" in line for line in first[:below]):
        raise NotSuchAFile(NO_TEXT)
    passed = [line.strip() for line in first[skip : skip + above] if line.strip()]
    if passed:
        told.append(
            f"The columns are named on line {skip + above + 1}; what stands above is left out: {passed[0][:60]!r}."
        )
    rows = _rows(chain(first[below:], lines), delimiter, below, len(names[0]))
    return Table([plain(name) for name in names[0]], rows, told)


def named_twice(columns: Sequence[str], needed: Collection[str]) -> None:
    """Refuses a file in which a needed column is named twice: which one is meant is not to be guessed."""
    for name in needed:
        places = [str(place) for place, column in enumerate(columns, 1) if column == name]
        if len(places) > 1:
            raise NotSuchAFile(
                f"The column {name} is named {len(places)} times (columns {', '.join(places)}); one alone can be meant."
            )


def _names(lines: Sequence[str], known: set[str], delimiters: Sequence[str]) -> tuple[int, tuple[list[str], int], str]:
    """How many lines stand above the columns' names, the names with the number of their lines, and the delimiter: where
    most known names are found.
    """
    best: tuple[tuple[int, bool, int], list[str], int, str] | None = None
    for delimiter in delimiters:
        reader, above = csv.reader(lines, delimiter=delimiter), 0
        try:
            for values in reader:
                rank = (len(known.intersection(map(plain, values))), any(value.strip() for value in values), -above)
                if best is None or rank > best[0]:
                    best = (rank, values, reader.line_num - above, delimiter)
                above = reader.line_num
        except csv.Error:
            continue
    if best is None:
        raise NotSuchAFile("The first lines are not readable as CSV. Export the file as CSV (UTF-8) and try again.")
    (_, _, minus_above), names, its_lines, delimiter = best
    return -minus_above, (names, its_lines), delimiter


class _Kept:
    """Lines that are read, and kept until their row is done:
    of a row that is broken all but the first are read again.
    """

    def __init__(self, lines: Iterator[str], before: int) -> None:
        self._lines, self.before = lines, before
        self.kept: list[str] = []
        self._again: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while True:
            line = self._again.pop() if self._again else next(self._lines, None)
            if line is None:
                return
            self.kept.append(line)
            if len(self.kept) > LONGEST_ROW:
                raise csv.Error(f"a quotation mark is opened here, and not closed within {LONGEST_ROW} lines")
            yield line

    def done(self) -> None:
        """The row is read."""
        self.before += len(self.kept)
        self.kept.clear()

    def go_back(self) -> None:
        """The first line is given up; those after it come again."""
        self._again += self.kept[:0:-1]
        self.before += min(1, len(self.kept))
        self.kept.clear()


def _rows(lines: Iterator[str], delimiter: str, before: int, width: int) -> Iterator[Values | Refusal]:
    kept = _Kept(lines, before)
    reader = csv.reader(iter(kept), delimiter=delimiter, strict=True)
    while True:
        line = kept.before + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(line, "", f"not readable as CSV: {_reason(error)}; the lines after it are read on their own")
            kept.go_back()
            reader = csv.reader(iter(kept), delimiter=delimiter, strict=True)
            continue
        if len(values) > width and not any(value.strip() for value in values[width:]):
            # Spreadsheets write delimiters for empty cells behind the last column.
            values = values[:width]
        if len(values) != width and len(kept.kept) > 1:
            yield Refusal(
                line,
                "",
                (
                    f"{_wrong_width(values, width)}: a quotation mark opens that may not be meant; the lines "
                    f"after it are read on their own"
                ),
            )
            kept.go_back()
            continue
        kept.done()
        if any(value.strip() for value in values):
            yield Values(line, values) if len(values) == width else Refusal(line, "", _wrong_width(values, width))


def _wrong_width(values: Sequence[Any], width: int) -> str:
    return f"has {len(values)} values where the file names {width} columns"


def _reason(error: csv.Error) -> str:
    said = str(error)
    if "expected after" in said:
        return "a quotation mark stands within a value; write it twice, or leave it out"
    return "a quotation mark is opened and never closed" if "unexpected end" in said else said
