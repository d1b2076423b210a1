"""A text in words, numbers and dates, each with its place and with what it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from renewals.periods.pieces import Piece, pieces, plain
from renewals.periods.words import TimeVocabulary

_DATES = re.compile(
    r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?![0-9])"
    r"|(?P<a>[0-9]{1,2})(?P<t>[-/.])(?P<b>[0-9]{1,2})(?P=t)(?P<c>[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|(?P<ym_y>20[0-9]{2})[-/.](?P<ym_m>[0-9]{1,2})(?![0-9])|(?P<my_m>[0-9]{1,2})[-/.](?P<my_y>20[0-9]{2})(?![0-9])"
    r"|(?P<dm_a>[0-9]{1,2})/(?P<dm_b>[0-9]{1,2})(?![0-9]|/[0-9])"
    r"|(?P<basic>20[0-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])"
)
# The time of day that systems write to a date.
_TIME = re.compile(r"[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:z|[+-][0-9]{2}:?[0-9]{2})?(?![0-9:])")
FIRST_YEAR, LAST_YEAR = 2001, 2059


@dataclass
class Token:
    """A piece, or several that are one; `kinds`: what it can be in the grammar, and its value as that."""

    text: str
    start: int
    end: int
    glued: bool
    kinds: dict[str, Any] = field(default_factory=dict)
    capital: bool = False


def tokens(text: str, words: TimeVocabulary) -> list[Token]:
    """What a text is made of, in its order; places are those of the text as it was given."""
    said, places = plain(text)
    split = pieces(said)
    opaque = _opaque(split, words)
    texts = [piece.text for piece in split]
    found: list[Token] = []
    place = 0
    while place < len(split):
        first = split[place]
        if place in opaque:
            end, kinds = place + 1, dict[str, Any]()
        else:
            end, kinds = words.at(texts, place)
            if "never" not in kinds:
                end, kinds = _date(said, split, place) or _number(split, place, words) or (end, kinds)
        start, last = places[first.start], places[split[end - 1].end - 1] + 1
        found.append(
            Token(said[first.start : split[end - 1].end], start, last, first.glued, dict(kinds), text[start].isupper())
        )
        place = end
    return found


def _opaque(split: list[Piece], words: TimeVocabulary) -> set[int]:
    """The places that belong to something with digits and letters that are no words of time: a contract's number, a
    version, an address.
    """
    found: set[int] = set()
    first = 0
    while first < len(split):
        last = first + 1
        while last < len(split) and split[last].glued:
            last += 1
        chunk = split[first:last]
        letters = [piece.text for piece in chunk if piece.text.isalpha()]
        digits = [piece.text for piece in chunk if piece.text.isdigit()]
        # "B4" is a word of every day.
        spelled = len(chunk) > 1 and words.at([piece.text for piece in chunk], 0)[0] == len(chunk)
        if "@" in (piece.text for piece in chunk) or (
            digits and not spelled and _is_identifier(letters, digits, words)
        ):
            found.update(range(first, last))
        first = last
    return found


def _is_identifier(letters: list[str], digits: list[str], words: TimeVocabulary) -> bool:
    if any(
        len(one) > 4
        and not (len(one) == 8 and not letters)
        and not (letters and words.knows(letters[0]) and len(letters[0]) > 2)
        for one in digits
    ):
        return len(digits) > 1 or bool(letters)
    return any(not words.knows(letter) and letter not in words.letters for letter in letters)


def _date(said: str, split: list[Piece], place: int) -> tuple[int, dict[str, Any]] | None:
    """A date in figures."""
    first = split[place]
    if not first.text.isdigit() or (first.glued and _joined_to_letters(split, place)):
        return None
    match = _DATES.match(said, first.start)
    if match is None:
        return None
    time = _TIME.match(said, match.end())
    last, end = time.end() if time else match.end(), place
    while end < len(split) and split[end].end <= last:
        end += 1
    if end < len(split) and split[end].glued and split[end].text.isalpha() and split[end].text not in "tz":
        return None
    return end, {
        "date": _parts({name: int(value) for name, value in match.groupdict().items() if value and value.isdigit()})
    }


def _joined_to_letters(split: list[Piece], place: int) -> bool:
    """Whether figures go on with what stands before them: "Mar-15-2027", "Q1/27", "1.2.3"."""
    before = split[place - 1]
    letters = before.glued and split[place - 2].text.isalpha()
    return before.text in "/." or before.text.isalpha() or (before.text == "-" and letters)


def _parts(of: dict[str, int]) -> tuple[Any, ...]:
    if "basic" in of:
        return ("ymd", of["basic"] // 10000, of["basic"] // 100 % 100, of["basic"] % 100)
    if "y" in of:
        return ("ymd", of["y"], of["m"], of["d"])
    if "a" in of:
        return ("days", of["a"], of["b"], of["c"] + (2000 if of["c"] < 100 else 0))
    if "ym_y" in of:
        return ("month", of["ym_y"], of["ym_m"])
    if "my_y" in of:
        return ("month", of["my_y"], of["my_m"])
    return ("days", of["dm_a"], of["dm_b"], None)


def _number(split: list[Piece], place: int, words: TimeVocabulary) -> tuple[int, dict[str, Any]] | None:
    """A number, with what is written with it: decimals, the "th" of a day."""
    first = split[place]
    if not first.text.isdigit():
        return None
    following = split[place + 1 : place + 4]
    if _is_decimal(following):
        sign, decimals = following[0].text, following[1].text
        number: dict[str, Any] = {"number": float(f"{first.text[:9]}.{decimals}")}
        if sign == "." and int(first.text[:9]) <= 31 and int(decimals) <= 12:
            number["dotted"] = (int(first.text), int(decimals))
        return place + 3, number
    value = int(first.text[:9])
    kinds = {"number": value, "digits": len(first.text)}
    if following and following[0].glued and following[0].text in words.suffixes and len(first.text) <= 2:
        return place + 2, {"nth": value}
    if len(first.text) == 4 and FIRST_YEAR <= value <= LAST_YEAR:
        kinds["year"] = value
    return place + 1, kinds


def _is_decimal(following: list[Piece]) -> bool:
    """Whether decimals are written to a number: one or two figures behind a point or comma."""
    if len(following) < 2 or not (following[0].glued and following[1].glued):
        return False
    return following[0].text in (".", ",") and following[1].text.isdigit() and len(following[1].text) <= 2
