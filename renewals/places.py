"""Which country or region a person means by a place's name: every usual name, in the assistant's languages and the
country's own, with slips. Pure.
"""

from __future__ import annotations

import re

from renewals.languages import small_words
from renewals.names import folded
from renewals.place_names import (
    PlaceReading,
    by_code,
    country_named,
    exactly,
    is_a_state,
    leading_words,
    part_of_a_country,
    place_key,
    place_named,
    words_before,
)

# A place is named in so many words at most, and within so many characters of a message.
LONGEST_NAME = 6
READ = 300
# What stands between places that are named side by side.
_BETWEEN = re.compile(r"(?<!\s)(\s*[,;/&+]\s*(?:and |et )?|\s+(?:and|et|or|ou|plus)\s+)", re.IGNORECASE)
_APART = re.compile(r"[,;()\n/]+")
_ARTICLE = re.compile(r"(?:l['’]|(?:la|le|les|the) )", re.IGNORECASE)
_INITIALS = re.compile(r"\b((?:[^\W\d_]\.){2,})")


def answer_read(text: str) -> PlaceReading | None:
    """What an answer to "in which country are you?" names; nothing where it is no place as a whole."""
    bare = _bare(_plain(text))
    if whole := exactly(bare) or by_code(bare):
        return whole
    parts = [part for part in (_bare(part) for part in _APART.split(_plain(text))) if part]
    if not parts or len(parts) > 3:
        return None
    last = part_of_a_country(parts[-1]) if len(parts) > 1 else place_named(parts[-1])
    first = place_named(parts[0]) if len(parts) > 1 else None
    if first is not None and last is not None and first.countries and last.countries:
        # "Berlin, DE" is Germany's, "Wilmington, DE" is not.
        both = tuple(country for country in last.countries if country in first.countries)
        return PlaceReading(both) if both else last
    return last or first


def said_beside(text: str) -> str:
    """What such an answer says beside the place ("who do I call" of "I'm in Belgium, who do I call"); nothing where it
    names a place alone.
    """
    plain = _plain(text)
    if exactly(_bare(plain)):
        return ""
    parts = [part.strip() for part in _APART.split(plain) if part.strip()]
    said = [part for part in parts if not (place_named(_bare(part)) or part_of_a_country(_bare(part)))]
    return ", ".join(said) if len(said) < len(parts) else ""


def place_in(text: str) -> PlaceReading | None:
    """The place that a message names after a word such as "in" or "from" ("we are in Kosovo, which team …"), with what
    follows it after a comma.
    """
    plain = _plain(text)
    words = [(match[0], match.start(), match.end()) for match in re.finditer(r"[^\s,;()?!]+", plain)]
    for place, (word, _, _) in enumerate(words):
        if folded(word) not in leading_words():
            continue
        for count in range(min(LONGEST_NAME, len(words) - place - 1), 0, -1):
            start, end = words[place + 1][1], words[place + count][2]
            found = exactly(plain[start:end]) or exactly(_without_article(plain[start:end]))
            if found is None or "," in plain[start:end]:
                continue
            if found.countries == ("US",) and plain[start:end] == "us":
                continue
            return _with_its_part(plain[start:end], plain[end:]) or found
    return None


def places_side_by_side(text: str) -> list[PlaceReading]:
    """The places that a message names side by side ("in Paris, Tokyo and New York"), in order; none where it names
    fewer.
    """
    plain = _plain(text)
    parts, between = _BETWEEN.split(plain)[::2], _BETWEEN.split(plain)[1::2]
    found: list[PlaceReading] = []
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
    return found if len(found) > 1 and exactly(_bare(plain)) is None else []


def _state_or_country_of(place: PlaceReading, text: str) -> PlaceReading | None:
    """What the state, or the place's own country, with which a text begins makes of the place before its comma."""
    words = [word.strip(" .!?:;") for word in text.split()[:LONGEST_NAME]]
    for last in range(len(words), 0, -1):
        part = " ".join(words[:last])
        if is_a_state(part) or country_named(part) in place.countries:
            return part_of_a_country(part)
    return None


def _ends_with_place(text: str) -> PlaceReading | None:
    """The place at the end of a text, behind a word such as "in", or from its beginning on."""
    words = text.split()
    for first in range(max(0, len(words) - LONGEST_NAME), len(words)):
        if first and not set(folded(words[first - 1]).split()) <= leading_words() | words_before():
            continue
        name = " ".join(words[first:])
        if found := exactly(name) or exactly(_without_article(name)):
            return found
    return None


def _begins_with_place(text: str) -> PlaceReading | None:
    """The place with which a text begins, whatever stands behind it."""
    words = _bare(text).split()
    if (folded(" ".join(words[:1])) or "-") in leading_words():
        words = words[1:]
    for last in range(min(LONGEST_NAME, len(words)), 0, -1):
        name = " ".join(words[:last]).strip(" .!?:")
        if found := exactly(name) or exactly(_without_article(name)):
            return found
    return None


def _without_article(name: str) -> str:
    """ "L'île Maurice", "the Netherlands"; what is a word of every day as well is a name by its capital alone."""
    article = _ARTICLE.match(name)
    rest = name[article.end() :] if article else ""
    return rest if rest[:1].isupper() or place_key(rest) not in small_words() else ""


def _with_its_part(name: str, after: str) -> PlaceReading | None:
    """What a place's name means with the state or country after its comma ("Paris", ", Texas has …")."""
    rest = re.match(r"\s{0,3}[,(]\s{0,3}([\w.'-]{2,30}(?: [\w.'-]{1,30}){0,2})", after)
    words = rest[1].split() if rest else []
    for count in range(len(words), 0, -1):
        part = " ".join(words[:count])
        if (len(part) > 2 or part.isupper()) and (exactly(part) or is_a_state(part)):
            return answer_read(f"{name}, {part}")
    return None


def _plain(text: str) -> str:
    return _INITIALS.sub(lambda found: found[1].replace(".", ""), text[:READ])


def _bare(part: str) -> str:
    """A part of an answer without what leads up to the place."""
    words = part.strip(" .!?'\"").split()
    while len(words) > 1 and set(folded(words[0]).split()) <= words_before():
        words.pop(0)
    return " ".join(words)
