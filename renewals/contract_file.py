"""Reads and writes contract files and reps files (UTF-8 CSV). Pure: lines in, rows and refusals out."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pycountry

from renewals import answers
from renewals.names import is_address
from renewals.regions import all_regions

CONTRACT_COLUMNS = (
    "contract_number account_name account_number country segment contact_name contact_email product product_type offering"
    " start_date end_date auto_renew quantity reseller owner_email"
).split()
REP_COLUMNS = "email name role regions language timezone".split()
OFFERINGS = (
    "essential-support",
    "cloud-support",
    "hardware-support",
    "premium-support",
    "education-services",
    "consulting-services",
    "cyber-security-services",
)


class NotSuchAFile(Exception):
    """The file is not a CSV of this kind at all; the message tells the person why."""


class Refused(ValueError):
    """A value that cannot be taken; the message tells the person why."""


@dataclass(frozen=True)
class Refusal:
    """A row that was refused: its line in the file (the header is line 1), the column and the reason."""

    line: int
    column: str
    reason: str


Row = dict[str, Any]
Reader = Callable[[str], Any]


def read_contracts(lines: Iterable[str]) -> Iterator[Row | Refusal]:
    """The contracts of a file, each as a row with typed values and its `line`, or as a refusal."""
    return _read(lines, _CONTRACT_READERS, _contract_as_a_whole)


def read_reps(lines: Iterable[str]) -> Iterator[Row | Refusal]:
    """The sales representatives of a file, each as a row with typed values, or as a refusal."""
    return _read(lines, _REP_READERS, lambda row: None)


def _read(lines: Iterable[str], readers: Mapping[str, Reader], check: Callable[[Row], None]) -> Iterator[Row | Refusal]:
    lines = iter(lines)
    header = next(lines, "").lstrip("\ufeff")
    if "\0" in header or not header.strip():
        raise NotSuchAFile("The file is empty, or is not text. Export it as CSV (UTF-8) and try again.")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    columns = [name.strip().strip('"').lower() for name in header.rstrip("\r\n").split(delimiter)]
    missing = [name for name in readers if name not in columns]
    if missing:
        raise NotSuchAFile(f"The first line must name the columns; missing: {', '.join(missing)}. Needed are: {', '.join(readers)}.")
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            values = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(rows.line_num + 1, "", f"not readable as CSV from here on: {error}")
            return
        if any(value.strip() for value in values):
            yield _typed(rows.line_num + 1, dict(zip(columns, values, strict=False)), len(values), len(columns), readers, check)


def _typed(
    line: int, values: dict[str, str], width: int, expected: int, readers: Mapping[str, Reader], check: Callable[[Row], None]
) -> Row | Refusal:
    if width != expected:
        return Refusal(line, "", f"has {width} values where the first line names {expected} columns")
    row: Row = {"line": line}
    for column, reader in readers.items():
        try:
            row[column] = reader(values[column].strip())
        except Refused as refused:
            return Refusal(line, column, str(refused))
    try:
        check(row)
    except Refused as refused:
        return Refusal(line, "end_date", str(refused))
    return row


def _contract_as_a_whole(row: Row) -> None:
    if row["end_date"] < row["start_date"]:
        raise Refused(f"is before the start date {row['start_date'].isoformat()}")


def _text(most: int, needed: bool = True) -> Reader:
    def read(value: str) -> str:
        if needed and not value:
            raise Refused("is empty")
        if len(value) > most:
            raise Refused(f"is longer than {most} characters")
        if any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
            raise Refused("holds a control character; remove it")
        return value

    return read


def _one_of(*allowed: str) -> Reader:
    def read(value: str) -> str:
        if value.lower() not in allowed:
            raise Refused(f"'{value[:40]}' is none of: {', '.join(allowed)}")
        return value.lower()

    return read


def _email(value: str) -> str:
    if not is_address(value):
        raise Refused(f"'{value[:60]}' is no e-mail address")
    return value.lower()


def _country(value: str) -> str:
    if pycountry.countries.get(alpha_2=value.upper()) is None:
        raise Refused(f"'{value[:40]}' is no two-letter country code of ISO 3166-1 (such as FR, US, JP)")
    return value.upper()


def _date(value: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        advice = (
            "which can be read in two ways; write the year first"
            if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", value)
            else "not a date"
        )
        raise Refused(f"'{value[:40]}' is {advice}, as in 2026-12-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refused(f"'{value}' is no day of the calendar") from None


def _quantity(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) == 0:
        raise Refused(f"'{value[:40]}' is no whole number from 1 to 999999999")
    return int(value)


def _regions(value: str) -> list[str]:
    codes = [code.strip().upper() for code in value.split(";") if code.strip()]
    known = [region.code for region in all_regions()]
    for code in codes:
        if code not in known:
            raise Refused(f"'{code[:40]}' is none of: {', '.join(known)}")
    return codes


def _timezone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"'{value[:40]}' is no IANA time zone (such as Europe/Paris)") from None


_TRUTH = _one_of("true", "false")
_CONTRACT_READERS: dict[str, Reader] = {
    "contract_number": _text(64),
    "account_name": _text(200),
    "account_number": _text(64),
    "country": _country,
    "segment": _one_of("small-business", "enterprise"),
    "contact_name": _text(200, needed=False),
    "contact_email": _email,
    "product": _text(200),
    "product_type": _one_of("software", "online-service", "hardware"),
    "offering": _one_of(*OFFERINGS),
    "start_date": _date,
    "end_date": _date,
    "auto_renew": lambda value: _TRUTH(value) == "true",
    "quantity": _quantity,
    "reseller": _text(200, needed=False),
    "owner_email": _email,
}
_REP_READERS: dict[str, Reader] = {
    "email": _email,
    "name": _text(200),
    "role": _one_of("rep", "manager"),
    "regions": _regions,
    "language": lambda value: _one_of(*answers.languages())(value),
    "timezone": _timezone,
}
