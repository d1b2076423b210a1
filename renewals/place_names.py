"""The names of places, and what each may mean: countries, their people, parts and cities, in all languages. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pycountry
from rapidfuzz.distance import OSA

from renewals import answers
from renewals.languages import small_words
from renewals.names import folded
from renewals.regions import all_regions, country_name, region_of
from renewals.yaml_file import read_yaml

# A place is read with a slip from so many letters on; shorter words are other words too easily.
SLIP_FROM, TWO_SLIPS_FROM = 5, 9


@dataclass(frozen=True)
class PlaceReading:
    """What a place's name may mean: countries (ISO 3166-1 alpha-2), or a team's code.

    Several countries: it has to be asked which.
    """

    countries: tuple[str, ...] = ()
    region: str | None = None

    @property
    def teams(self) -> tuple[str, ...]:
        """The codes of the teams that may be meant."""
        return (
            (self.region,)
            if self.region
            else tuple(dict.fromkeys(region_of(country).code for country in self.countries))
        )


def is_a_state(text: str) -> bool:
    key = place_key(text)
    return any(
        key in (code.lower(), place_key(name)) for parts in _data()["parts"].values() for code, name in parts.items()
    )


def place_named(text: str) -> PlaceReading | None:
    """The place of a name: exactly, or with a slip."""
    return exactly(text) or _with_a_slip(place_key(text))


def by_code(text: str) -> PlaceReading | None:
    """The country of two letters.

    What is a word of every day as well ("in", "de") is a code in capitals alone, and a "no" never is one.
    """
    key = place_key(text)
    if len(key) != 2 or key.upper() not in _codes() or key in _data()["never_codes"].split():
        return None
    return PlaceReading((key.upper(),)) if text.isupper() or key not in small_words() else None


def exactly(text: str) -> PlaceReading | None:
    return _index().get(place_key(text))


def _with_a_slip(key: str) -> PlaceReading | None:
    most = 0 if len(key) < SLIP_FROM else 1 if len(key) < TWO_SLIPS_FROM else 2
    if not most or len(key) > 40 or key in _data()["no_slips"].split():
        return None
    near = [
        (OSA.distance(key, name, score_cutoff=most), reading)
        for name, reading in _index().items()
        if len(name) >= SLIP_FROM
    ]
    least = min((distance for distance, _ in near), default=most + 1)
    if least > most:
        return None
    nearest = list(dict.fromkeys(reading for distance, reading in near if distance == least))
    if len(nearest) == 1:
        return nearest[0]
    countries = tuple(dict.fromkeys(country for reading in nearest for country in reading.countries))
    return (
        PlaceReading(countries) if 0 < len(countries) <= 5 and not any(reading.region for reading in nearest) else None
    )


def part_of_a_country(text: str) -> PlaceReading | None:
    """What follows a place's name after a comma: a state, its letters, or a country; letters that are both may be
    either.
    """
    key = place_key(text)
    states = [
        country
        for country, parts in _data()["parts"].items()
        for code, name in parts.items()
        if key in (code.lower(), place_key(name))
    ]
    country = [key.upper()] if len(key) == 2 and key.upper() in _codes() else []
    if states or country:
        named = exactly(text)
        return PlaceReading(tuple(dict.fromkeys([*states, *country, *(named.countries if named else ())])))
    return place_named(text)


def place_key(text: str) -> str:
    words = folded(text).split()
    return "".join(
        "saint" if word in ("st", "ste", "sainte") and len(words) > 1 else word
        for word in words
        if word != "the" and (word not in ("and", "et"))
    )


@cache
def _index() -> dict[str, PlaceReading]:
    """Each name, folded and joined, and what it means."""
    meant: dict[str, set[str]] = {}
    for code, name in _all_names():
        meant.setdefault(place_key(name), set()).add(code)
    index = {
        key: PlaceReading(tuple(sorted(codes)))
        for key, codes in meant.items()
        if len(key) > 2 or key in ("uk", "us") or not key.isascii()
    }
    index |= {place_key(name): PlaceReading(tuple(codes)) for name, codes in _data()["shared"].items()}
    return {
        **{place_key(name): PlaceReading(region=code) for code, names in _data()["regions"].items() for name in names},
        **index,
    }


def _all_names() -> list[tuple[str, str]]:
    listed = (_data()["names"], _yaml("cities-and-states.yml"), _yaml("own-names.yml"))
    return [
        *((code, name) for source in listed for code, names in source.items() for name in names),
        *_names_of_countries(),
    ]


def _names_of_countries() -> list[tuple[str, str]]:
    """What countries and their people are called."""
    listed = (_data()["people"], _yaml("country-short-forms.yml"))
    found = [(code, name) for source in listed for code, names in source.items() for name in names]
    for country in pycountry.countries:
        code = country.alpha_2
        found += [(code, country_name(code, language)) for language in answers.languages()]
        found += [
            (code, getattr(country, kind))
            for kind in ("name", "common_name", "official_name")
            if hasattr(country, kind)
        ]
        found.append(
            (code, country.name.split(",")[0].split(" (")[0])
            if "Korea" not in country.name and "Congo" not in country.name and "Virgin" not in country.name
            else (code, country.name)
        )
    return found


@cache
def _codes() -> frozenset[str]:
    return frozenset(country for region in all_regions() for country in region.countries)


@cache
def words_before() -> frozenset[str]:
    return frozenset(folded(_data()["before"]).split())


@cache
def leading_words() -> frozenset[str]:
    return frozenset(folded("in from at near of for en à au aux dans de du depuis basés based").split())


@cache
def _data() -> dict[str, Any]:
    return _yaml("places.yml")


@cache
def _yaml(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(files("renewals.data").joinpath(name))
    return content


def country_named(text: str) -> str | None:
    """The country (ISO 3166-1 alpha-2) whose name, or whose people's, a text is; two capitals are a code.

    No city stands for its country here.
    """
    plain = " ".join(folded(text).split())
    if len(plain) == 2:
        code = text if text in _codes() and (text == "US" or plain not in _words_of_every_day()) else None
        if plain in _data()["small_codes"].split():
            return plain.upper()
        return code or (_country_names().get(plain) if plain not in _words_of_every_day() else None)
    return _country_names().get(plain) or (_people().get(plain[:-1]) if plain.endswith("s") else None)


@cache
def _words_of_every_day() -> frozenset[str]:
    """Codes of countries that are words or abbreviations, too."""
    return frozenset("in is it no me to be so my at us de la sa am as do id pm ma mc va al et se ne tv cc".split()) - {
        "de"
    }


@cache
def _people() -> dict[str, str]:
    """The words for a country's people, of which several are called with an "s" more: "Germans", "belges"."""
    named = ((code, " ".join(folded(name).split())) for code, names in _data()["people"].items() for name in names)
    return {name: _country_names()[name] for _, name in named if name in _country_names() and not name.endswith("s")}


@cache
def _country_names() -> dict[str, str]:
    """Names that are one country's, in their words. An area's name is none (renewals/data/areas.yml)."""
    meant: dict[str, set[str]] = {}
    for code, name in _names_of_countries():
        meant.setdefault(" ".join(folded(name).split()), set()).add(code)
    areas = {folded(name) for name in ("North America", "Amérique du Nord")}
    return {name: next(iter(codes)) for name, codes in meant.items() if len(codes) == 1 and name not in areas}
