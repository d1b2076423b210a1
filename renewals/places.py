"""Which country or region a person means by a place's name: every usual name, in the assistant's languages and the
country's own, with slips. Pure.
"""

from __future__ import annotations

import re
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

# A place is named in so many words at most, and within so many characters of a message.
LONGEST_NAME = 6
READ = 300
# A place is read with a slip from so many letters on; shorter words are other words too easily.
SLIP_FROM, TWO_SLIPS_FROM = 5, 9
# What stands between places that are named side by side.
_BETWEEN = re.compile(r"(?<!\s)(\s*[,;/&+]\s*(?:and |et )?|\s+(?:and|et|or|ou|plus)\s+)", re.IGNORECASE)
_APART = re.compile(r"[,;()\n/]+")
_ARTICLE = re.compile(r"(?:l['’]|(?:la|le|les|the) )", re.IGNORECASE)
_INITIALS = re.compile(r"\b((?:[^\W\d_]\.){2,})")


@dataclass(frozen=True)
class Reading:
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


def answer_read(text: str) -> Reading | None:
    """What an answer to "in which country are you?" names; nothing where it is no place as a whole."""
    bare = _bare(_plain(text))
    if whole := _exactly(bare) or _by_code(bare):
        return whole
    parts = [part for part in (_bare(part) for part in _APART.split(_plain(text))) if part]
    if not parts or len(parts) > 3:
        return None
    last = _part_of_a_country(parts[-1]) if len(parts) > 1 else _named(parts[-1])
    first = _named(parts[0]) if len(parts) > 1 else None
    if first is not None and last is not None and first.countries and last.countries:
        # "Berlin, DE" is Germany's, "Wilmington, DE" is not.
        both = tuple(country for country in last.countries if country in first.countries)
        return Reading(both) if both else last
    return last or first


def place_in(text: str) -> Reading | None:
    """The place that a message names after a word such as "in" or "from" ("we are in Kosovo, which team …"), with what
    follows it after a comma.
    """
    plain = _plain(text)
    words = [(match[0], match.start(), match.end()) for match in re.finditer(r"[^\s,;()?!]+", plain)]
    for place, (word, _, _) in enumerate(words):
        if folded(word) not in _leading():
            continue
        for count in range(min(LONGEST_NAME, len(words) - place - 1), 0, -1):
            start, end = words[place + 1][1], words[place + count][2]
            found = _exactly(plain[start:end]) or _exactly(_without_article(plain[start:end]))
            if found is None or "," in plain[start:end]:
                continue
            if found.countries == ("US",) and plain[start:end] == "us":
                continue
            return _with_its_part(plain[start:end], plain[end:]) or found
    return None


def places_side_by_side(text: str) -> list[Reading]:
    """The places that a message names side by side ("in Paris, Tokyo and New York"), in order; none where it names
    fewer.
    """
    plain = _plain(text)
    parts, between = _BETWEEN.split(plain)[::2], _BETWEEN.split(plain)[1::2]
    found: list[Reading] = []
    for number, part in enumerate(parts):
        if found and between[number - 1].strip() == "," and (within := _state_or_country_of(found[-1], part)):
            # "Paris, Texas and Tokyo"; "Berlin, Germany and Lyon"
            found[-1] = within
            continue
        named = _begins_with_place(part) if found else _ends_with_place(part)
        if named is None and found:
            if len(found) > 1:
                break
            found, named = [], _ends_with_place(part)
        found = [*found, named] if named else found
    return found if len(found) > 1 and _exactly(_bare(plain)) is None else []


def _state_or_country_of(place: Reading, text: str) -> Reading | None:
    """What the state, or the place's own country, with which a text begins makes of the place before its comma."""
    words = [word.strip(" .!?:;") for word in text.split()[:LONGEST_NAME]]
    for last in range(len(words), 0, -1):
        part = " ".join(words[:last])
        if _is_a_state(part) or country_named(part) in place.countries:
            return _part_of_a_country(part)
    return None


def _ends_with_place(text: str) -> Reading | None:
    """The place at the end of a text, behind a word such as "in", or from its beginning on."""
    words = text.split()
    for first in range(max(0, len(words) - LONGEST_NAME), len(words)):
        if first and not set(folded(words[first - 1]).split()) <= _leading() | _before():
            continue
        name = " ".join(words[first:])
        if found := _exactly(name) or _exactly(_without_article(name)):
            return found
    return None


def _begins_with_place(text: str) -> Reading | None:
    """The place with which a text begins, whatever stands behind it."""
    words = _bare(text).split()
    if (folded(" ".join(words[:1])) or "-") in _leading():
        words = words[1:]
    for last in range(min(LONGEST_NAME, len(words)), 0, -1):
        name = " ".join(words[:last]).strip(" .!?:")
        if found := _exactly(name) or _exactly(_without_article(name)):
            return found
    return None


def _without_article(name: str) -> str:
    """ "L'île Maurice", "the Netherlands"; what is a word of every day as well is a name by its capital alone."""
    article = _ARTICLE.match(name)
    rest = name[article.end() :] if article else ""
    return rest if rest[:1].isupper() or _key(rest) not in small_words() else ""


def _with_its_part(name: str, after: str) -> Reading | None:
    """What a place's name means with the state or country after its comma ("Paris", ", Texas has …")."""
    rest = re.match(r"\s{0,3}[,(]\s{0,3}([\w.'-]{2,30}(?: [\w.'-]{1,30}){0,2})", after)
    words = rest[1].split() if rest else []
    for count in range(len(words), 0, -1):
        part = " ".join(words[:count])
        if (len(part) > 2 or part.isupper()) and (_exactly(part) or _is_a_state(part)):
            return answer_read(f"{name}, {part}")
    return None


def _is_a_state(text: str) -> bool:
    key = _key(text)
    return any(key in (code.lower(), _key(name)) for parts in _data()["parts"].values() for code, name in parts.items())


def _plain(text: str) -> str:
    return _INITIALS.sub(lambda found: found[1].replace(".", ""), text[:READ])


def _bare(part: str) -> str:
    """A part of an answer without what leads up to the place."""
    words = part.strip(" .!?'\"").split()
    while len(words) > 1 and set(folded(words[0]).split()) <= _before():
        words.pop(0)
    return " ".join(words)


def _named(text: str) -> Reading | None:
    """The place of a name: exactly, or with a slip."""
    return _exactly(text) or _with_a_slip(_key(text))


def _by_code(text: str) -> Reading | None:
    """The country of two letters.

    What is a word of every day as well ("in", "de") is a code in capitals alone, and a "no" never is one.
    """
    key = _key(text)
    if len(key) != 2 or key.upper() not in _codes() or key in _data()["never_codes"].split():
        return None
    return Reading((key.upper(),)) if text.isupper() or key not in small_words() else None


def _exactly(text: str) -> Reading | None:
    return _index().get(_key(text))


def _with_a_slip(key: str) -> Reading | None:
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
    return Reading(countries) if 0 < len(countries) <= 5 and not any(reading.region for reading in nearest) else None


def _part_of_a_country(text: str) -> Reading | None:
    """What follows a place's name after a comma: a state, its letters, or a country; letters that are both may be
    either.
    """
    key = _key(text)
    states = [
        country
        for country, parts in _data()["parts"].items()
        for code, name in parts.items()
        if key in (code.lower(), _key(name))
    ]
    country = [key.upper()] if len(key) == 2 and key.upper() in _codes() else []
    if states or country:
        named = _exactly(text)
        return Reading(tuple(dict.fromkeys([*states, *country, *(named.countries if named else ())])))
    return _named(text)


def _key(text: str) -> str:
    words = folded(text).split()
    return "".join(
        "saint" if word in ("st", "ste", "sainte") and len(words) > 1 else word
        for word in words
        if word != "the" and (word not in ("and", "et"))
    )


@cache
def _index() -> dict[str, Reading]:
    """Each name, folded and joined, and what it means."""
    meant: dict[str, set[str]] = {}
    for code, name in _all_names():
        meant.setdefault(_key(name), set()).add(code)
    index = {
        key: Reading(tuple(sorted(codes)))
        for key, codes in meant.items()
        if len(key) > 2 or key in ("uk", "us") or not key.isascii()
    }
    index |= {_key(name): Reading(tuple(codes)) for name, codes in _data()["shared"].items()}
    return {
        **{_key(name): Reading(region=code) for code, names in _data()["regions"].items() for name in names},
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
def _before() -> frozenset[str]:
    return frozenset(folded(_data()["before"]).split())


@cache
def _leading() -> frozenset[str]:
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
        return code or (_country_names().get(plain) if plain not in _words_of_every_day() else None)
    return _country_names().get(plain)


@cache
def _words_of_every_day() -> frozenset[str]:
    """Codes of countries that are words or abbreviations, too."""
    return frozenset("in is it no me to be so my at us de la sa am as do id pm ma mc va al et se ne tv cc".split()) - {
        "de"
    }


@cache
def _country_names() -> dict[str, str]:
    """Names that are one country's, in their words. An area's name is none (renewals/data/areas.yml)."""
    meant: dict[str, set[str]] = {}
    for code, name in _names_of_countries():
        meant.setdefault(" ".join(folded(name).split()), set()).add(code)
    areas = {folded(name) for name in ("North America", "Amérique du Nord")}
    return {name: next(iter(codes)) for name, codes in meant.items() if len(codes) == 1 and name not in areas}
