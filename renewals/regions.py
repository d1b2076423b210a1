"""Which regional renewal team covers a country, and how that team works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale

from renewals.yaml_file import read_yaml

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class HalfDay:
    """A working day that ends early: each year's `MM-DD`, or one year's `YYYY-MM-DD`."""

    day: str
    closes: time


@dataclass(frozen=True)
class Region:
    """A regional renewal team: its code (EMEA, AMS, JP, CN, SG), its mailbox, the countries (ISO 3166-1 alpha-2) it
    covers, and how it works.

    `timezone`: IANA. `days`: working weekdays (0 is Monday). `hours`: spans of local time. `holidays`: the country
    (ISO) whose public holidays it keeps. `half_days`: the days on which it goes home early. `fiscal_year`: the month (1
    is January) in which the fiscal year of its customers begins, where all have the same. `overflow`: the code of the
    region that steps in for it. `claim_minutes`: business minutes within which a request is taken up.
    """

    code: str
    mailbox: str
    countries: frozenset[str]
    timezone: str
    days: tuple[int, ...]
    hours: tuple[tuple[time, time], ...]
    holidays: str
    languages: tuple[str, ...]
    overflow: str
    claim_minutes: int
    fiscal_year: int | None = None
    half_days: tuple[HalfDay, ...] = ()


@cache
def all_regions() -> tuple[Region, ...]:
    """The five teams, in the order of the vendor's page."""
    rows = read_yaml(files("renewals.data").joinpath("regions.yml"))
    return tuple(_read(code, row) for code, row in rows.items())


def region_of(country: str) -> Region:
    """The team that covers a country, given as its two-letter code. A code that is no country's raises KeyError."""
    for region in all_regions():
        if country in region.countries:
            return region
    raise KeyError(country)


def region_named(code: str) -> Region:
    """The team of a code; raises KeyError where there is none."""
    return {region.code: region for region in all_regions()}[code]


def country_name(country: str, language: str) -> str:
    """A country's name in a language ("FR", "en" -> "France"); the code itself where CLDR has no name."""
    return str(Locale(language).territories.get(country, country))


def _read(code: str, row: dict[str, Any]) -> Region:
    return Region(
        code=code,
        mailbox=row["mailbox"],
        countries=frozenset(row["countries"].split()),
        timezone=row["timezone"],
        days=tuple(WEEKDAYS.index(day) for day in row["days"].split()),
        hours=tuple(_span(span) for span in row["hours"].split()),
        holidays=row["holidays"],
        languages=tuple(row["languages"].split()),
        overflow=row["overflow"],
        claim_minutes=row["claim_minutes"],
        fiscal_year=row.get("fiscal_year"),
        half_days=tuple(_half_day(said) for said in row.get("half_days", "").split()),
    )


def _half_day(said: str) -> HalfDay:
    day, closes = said.split("=")
    # The year does not matter; a day that no year has is a mistake.
    date.fromisoformat(day if len(day) > len("MM-DD") else f"2028-{day}")
    return HalfDay(day, time.fromisoformat(closes))


def _span(span: str) -> tuple[time, time]:
    first, last = span.split("-")
    return time.fromisoformat(first), time.fromisoformat(last)
