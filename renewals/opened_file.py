"""Opens a file of contracts or representatives, whatever made it: CSV in the encodings of spreadsheets, or a
spreadsheet itself.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook

from renewals.file_rows import ABOVE_THE_NAMES, NotSuchAFile, Refusal, Table, Values, plain, table_of_lines

# The first bytes of spreadsheets: .xlsx and .ods are ZIP archives, .xls a compound file.
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# So much of a file is looked at to recognise its encoding.
TELLING = 200_000
# What spreadsheets of our countries write beside UTF-8. Which of two alphabets' encodings a short text is in, nobody
# can tell.
ENCODINGS = {"cp1252": "Windows-1252", "utf_16_le": "UTF-16", "utf_16_be": "UTF-16"}
# A spreadsheet keeps so many digits of a number and no more.
DIGITS_KEPT = 15


@contextmanager
def opened(path: Path, known: Collection[str]) -> Iterator[Table]:
    """The table in a file.

    `known`: names of columns, by which the line that names them is found. Raises NotSuchAFile, OSError.
    """
    with path.open("rb") as raw:
        beginning = raw.read(TELLING)
    if beginning.startswith(SPREADSHEETS):
        yield _spreadsheet(path, known)
        return
    encoding, told = _encoding(path, beginning)
    with path.open(encoding=encoding, newline="") as lines:
        table = table_of_lines(lines, known)
        yield Table(table.columns, table.rows, [*told, *table.told])


def lines_in(path: Path) -> int:
    """How many lines a file has, about: how far a reader has come is told by it."""
    with path.open("rb") as raw:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: raw.read(1 << 20), b""))


def _encoding(path: Path, beginning: bytes) -> tuple[str, list[str]]:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if beginning.startswith(mark):
            return encoding, [] if encoding == "utf-8-sig" else ["Read as UTF-16, by its first signs."]
    if b"\0" not in beginning and _is_utf8(path):
        return "utf-8", []
    guess = from_bytes(beginning, cp_isolation=list(ENCODINGS), preemptive_behaviour=False).best()
    if guess is None or guess.encoding not in ENCODINGS or (b"\0" in beginning and guess.encoding == "cp1252"):
        raise NotSuchAFile(
            "The file is not text in UTF-8, UTF-16 or Windows-1252. Export it as CSV (UTF-8) and try again."
        )
    name = ENCODINGS[guess.encoding]
    return guess.encoding, [
        (f"Not UTF-8: read as {name}. Where letters with accents look wrong, export it as CSV (UTF-8).")
    ]


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as raw:
        try:
            for chunk in iter(lambda: raw.read(1 << 20), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _spreadsheet(path: Path, known: Collection[str]) -> Table:
    """The first sheet that names the columns."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        tables = [_of_sheet(name, sheet, known) for name, sheet in sheets]
    except (CalamineError, ValueError):
        raise NotSuchAFile(
            "The file is no spreadsheet that can be read: it may be cut off, or need a password. Export it "
            "as CSV (UTF-8) and try again."
        ) from None
    if not tables:
        raise NotSuchAFile("The spreadsheet has no sheet. Export it as CSV (UTF-8) and try again.")
    found, table = max(tables, key=lambda one: one[0])
    if len(tables) > 1 and found:
        table.told.append(f"It has {len(tables)} sheets; this one alone is read.")
    return table


def _of_sheet(name: str, sheet: Any, known: Collection[str]) -> tuple[int, Table]:
    """How many known names a sheet has in the line that names the columns, and its table."""
    before = sheet.start[0] if sheet.start else 0
    rows = sheet.to_python(skip_empty_area=True)
    wanted = {plain(one) for one in known}
    counts = [len(wanted.intersection(plain(str(value)) for value in row)) for row in rows[:ABOVE_THE_NAMES]]
    above = counts.index(max(counts)) if counts else 0
    columns = [plain(str(value)) for value in rows[above]] if rows else []
    told = [f"Read as a spreadsheet, sheet '{name}'."]
    return max(counts, default=0), Table(columns, _values(rows[above + 1 :], before + above + 1), told)


def _values(rows: list[list[Any]], before: int) -> Iterator[Values | Refusal]:
    for place, row in enumerate(rows, before + 1):
        values = [_written(value) for value in row]
        if any(value.strip() for value in values):
            yield Values(place, values)


def _written(value: Any) -> str:
    """A cell as it would stand in a CSV file.

    A number of more digits than a spreadsheet keeps is written so that it is refused as rounded.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        return str(int(value)) if abs(value) < 10**DIGITS_KEPT else f"{value:.14E}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
