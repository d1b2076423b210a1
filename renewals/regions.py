"""Which regional renewal team covers a country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from babel import Locale


@dataclass(frozen=True)
class Region:
    """A regional renewal team: its code (EMEA, AMS, JP, CN, SG), its mailbox, and the countries (ISO 3166-1 alpha-2) it covers."""

    code: str
    mailbox: str
    countries: frozenset[str]


@cache
def all_regions() -> tuple[Region, ...]:
    """The five teams, in the order of the vendor's page."""
    rows = yaml.safe_load(files("renewals.data").joinpath("regions.yml").read_text(encoding="utf-8"))
    return tuple(Region(code, row["mailbox"], frozenset(row["countries"].split())) for code, row in rows.items())


def region_of(country: str) -> Region:
    """The team that covers a country, given as its two-letter code. A code that is no country's raises KeyError."""
    for region in all_regions():
        if country in region.countries:
            return region
    raise KeyError(country)


def country_name(country: str, language: str) -> str:
    """A country's name in a language ("FR", "en" -> "France"); the code itself where CLDR has no name."""
    return str(Locale(language).territories.get(country, country))
