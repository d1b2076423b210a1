"""How the values of contract files and reps files are read: each as what it is, or refused with a reason that is true.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pycountry

from renewals.addresses import NotAnAddress, address_of
from renewals.regions import all_regions

Reader = Callable[[str], Any]
TRUE, FALSE = frozenset("true yes y 1 vrai oui o".split()), frozenset("false no n 0 faux non".split())
# Orders in which a day can be written, for files that say which is theirs (docs/files.md).
YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "year-month-day", "day-month-year", "month-day-year"
# What spreadsheets and databases write where there is no value.
_NOTHING = frozenset(
    (
        "null none nil nan na n/a n.a. n/d nd undefined (blank) (empty) (vide) (null) (none) <null> [null] - -- "
        "--- – — ? ."
    ).split()
)
_ERROR = re.compile(r"#(?:[A-ZÀ-Ý0-9_/]+[!?]|N/[A-Z]|GETTING_DATA|#+)", re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
_ROUNDED = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?E\+\d{1,4}|\d{1,20}[.,]\d{1,20}E-?\d{1,4}", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{1,64}[.,]0{1,64}")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?")
_OTHER_DAY = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_SERIAL = re.compile(r"[3-9]\d{4}(?:\.0+)?")
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")


class Refused(ValueError):
    """A value that cannot be taken; the message tells the person why."""


def cleaned(value: str) -> str:
    """A value without what spreadsheets and copying put around and into it: invisible signs, `="…"`, the apostrophe
    that makes a text of a formula.

    Refuses what a spreadsheet leaves where it lost the value: an error, or the formula itself.
    """
    if value.isascii() and value[:1] not in ("=", "#", "'", " "):
        return value.strip()
    clean = unicodedata.normalize("NFC", _UNSEEN.sub("", value).replace("\u00a0", " ").replace("\u202f", " ")).strip()
    if held := _AS_TEXT.fullmatch(clean):
        clean = held[1].strip()
    elif clean.startswith("="):
        raise Refused(f"'{clean[:40]}' is a formula, not a value")
    if clean.startswith("#") and _ERROR.fullmatch(clean):
        raise Refused(f"'{clean[:40]}' is a spreadsheet's error, not a value")
    return clean[1:] if clean[:1] == "'" and clean[1:2] in ("=", "+", "-", "@") else clean


def text(most: int, needed: bool = True) -> Reader:
    """Free text of at most so many characters."""

    def read(value: str) -> str:
        if value.casefold() in _NOTHING:
            value = ""
        if needed and not value:
            raise Refused("is empty")
        if len(value) > most:
            raise Refused(f"is longer than {most} characters")
        if not value.isprintable() and any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF for sign in value):
            raise Refused("holds a control character or a line break; remove it")
        if "\ufffd" in value:
            raise Refused(
                f"'{value[:40]}' holds a letter that was lost when the file was saved; export it again as UTF-8"
            )
        return value

    return read


def number(most: int) -> Reader:
    """A number by which something is known: a text that holds a letter or digit,
    and that no spreadsheet has rounded.
    """
    read_text = text(most)

    def read(value: str) -> str:
        value = value.removeprefix("'").strip()
        if _ROUNDED.fullmatch(value):
            raise Refused(
                f"'{value[:40]}' was rounded by a spreadsheet: make the column text there, and export it again"
            )
        if _DECIMAL.fullmatch(value):
            raise Refused(
                f"'{value[:40]}' was taken for an amount by a spreadsheet: make the column text "
                f"there, and export it again"
            )
        written: str = read_text(value)
        if not any(sign.isalnum() for sign in written):
            raise Refused(f"'{value[:40]}' holds no letter and no digit")
        return written

    return read


def one_of(*allowed: str) -> Reader:
    """One of some words; capitals do not count."""

    def read(value: str) -> str:
        if value.lower() not in allowed:
            raise Refused(f"'{value[:40]}' is none of: {', '.join(allowed)}")
        return value.lower()

    return read


def truth(value: str) -> bool:
    """Yes or no, as spreadsheets write it."""
    said = value.casefold()
    if said not in TRUE | FALSE:
        raise Refused(f"'{value[:40]}' is neither true (yes, vrai, oui, 1) nor false (no, faux, non, 0)")
    return said in TRUE


def email(value: str) -> str:
    """An address to which mail can go, in the form in which addresses are compared."""
    try:
        return address_of(value)
    except NotAnAddress as wrong:
        raise Refused(f"'{value[:60]}' {wrong}") from None


@cache
def _is_country(code: str) -> bool:
    return pycountry.countries.get(alpha_2=code) is not None or any(
        code in region.countries for region in all_regions()
    )


def country(value: str) -> str:
    """A country's two letters."""
    code = value.upper()
    if len(code) != 2 or not _is_country(code):
        raise Refused(f"'{value[:40]}' is no two-letter country code of ISO 3166-1 (such as FR, US, JP)")
    return code


def day(order: str = YEAR_FIRST) -> Reader:
    """A day of the calendar; the year stands first, unless the file says in which order it writes days."""

    def read(value: str) -> date:
        if first := _DAY.fullmatch(value):
            return _day(value, int(first[1]), int(first[2]), int(first[3]))
        other = _OTHER_DAY.fullmatch(value)
        if other is None:
            raise Refused(_no_day(value))
        one, two, year = int(other[1]), int(other[3]), int(other[4])
        if order == DAY_FIRST:
            return _day(value, year, two, one)
        if order == MONTH_FIRST:
            return _day(value, year, one, two)
        raise Refused(_year_last(value, one, two, year))

    return read


def may_be_empty(reader: Reader) -> Reader:
    """A value that may be left out: None then."""
    return lambda value: None if value.casefold() in _NOTHING or not value else reader(value)


def quantity(value: str) -> int:
    """A whole number, 1 at least."""
    # "1.000" is a thousand to some and one to others.
    digits = value.replace(" ", "") if _THOUSANDS.fullmatch(value) else re.sub(r"\.(?:0{1,2}|0{4,9})$", "", value)
    if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) == 0:
        raise Refused(f"'{value[:40]}' is no whole number from 1 to 999999999, in digits alone")
    return int(digits)


def regions(value: str) -> list[str]:
    """Codes of regional teams, with semicolons between them."""
    codes = [code.strip().upper() for code in value.split(";") if code.strip()]
    known = [region.code for region in all_regions()]
    for code in codes:
        if code not in known:
            raise Refused(f"'{code[:40]}' is none of: {', '.join(known)}")
    return codes


def timezone(value: str) -> str:
    """An IANA time zone."""
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"'{value[:40]}' is no IANA time zone (such as Europe/Paris)") from None


def _day(value: str, year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise Refused(f"'{value[:40]}' is no day of the calendar") from None


def _readings(one: int, two: int, year: int) -> list[date]:
    found = []
    for month, day_of_month in ((two, one), (one, two)):
        try:
            found.append(date(year, month, day_of_month))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _year_last(value: str, one: int, two: int, year: int) -> str:
    found = _readings(one, two, year)
    if not found:
        return f"'{value[:40]}' is no day of the calendar"
    if len(found) == 2:
        return (
            f"'{value[:40]}' can be read in two ways, {found[0].isoformat()} and {found[1].isoformat()}; "
            f"write the one that is meant"
        )
    return f"'{value[:40]}' does not begin with the year; write {found[0].isoformat()}"


def _no_day(value: str) -> str:
    if _SERIAL.fullmatch(value):
        return f"'{value[:40]}' is a spreadsheet's number for a day; make the column a date there, and export it again"
    return f"'{value[:40]}' is not a date with a year of four digits, as in 2026-12-31"
