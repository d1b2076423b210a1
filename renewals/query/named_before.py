"""Times that rest on a time named before in the same sentence: "Q4 this year and Q1 of the following one", « décembre
et le mois suivant »; and a date in brackets that explains a feast: « l'épiphanie (6 janv) ».

The text keeps its length, so that all places in it stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from renewals import periods
from renewals.periods import Fiscal, Period
from renewals.periods.pieces import pieces, plain
from renewals.periods.words import after_it, words_of
from renewals.query.items import TIMES

UNITS = {"month": 1, "quarter": 3, "year": 12}
SAME = "same"
# What stands between a part of a year and the year: "Q1 of the following one".
OF = ("of", "de", "in")
# A quarter or a month is named by so many words at most.
MOST_WORDS = 3
# A period that was named before is looked for among so many words.
MOST_READ = 8
LONGEST_WORD = 40
_BRACKETS = re.compile(r"\(([^()]{1,30})\)")


def spelled_out(text: str, language: str, today: date, fiscal: Fiscal | None = None) -> str:
    """A text with such times written as they are meant, in the same places."""
    return _following(_explained(text, language, today), language, today, fiscal)


def _explained(text: str, language: str, today: date) -> str:
    """Without dates in brackets that say the day of the feast before them."""
    for match in _BRACKETS.finditer(text):
        told = periods.read(match[1], language, today).meant
        day = told.end if isinstance(told, Period) and told.start == told.end else None
        if day is not None and day in _feasts(text[: match.start()], language, today):
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return text


def _feasts(before: str, language: str, today: date) -> list[date | None]:
    """The day of the feast that some text ends with, if it does: the last of what is until then."""
    words = before.split()
    found = (
        periods.read(" ".join([*after_it(language)["until"], *words[-count:]]), language, today).meant
        for count in (1, 2)
    )
    return [one.end for one in found if isinstance(one, Period)]


def _following(text: str, language: str, today: date, fiscal: Fiscal | None) -> str:
    said, places = plain(text)
    for match in _patterns(language).finditer(said):
        first, last = places[match.start()], places[match.end() - 1] + 1
        if _counts(said[match.end() :], language):
            continue
        unit = next(name for name, found in match.groupdict().items() if found)
        meant = _after(text[:first], unit, language, today, fiscal)
        if meant is not None and len(meant) <= last - first:
            text = text[:first] + meant.ljust(last - first) + text[last:]
    return text


def _after(before: str, unit: str, language: str, today: date, fiscal: Fiscal | None) -> str | None:
    """What comes after the period that some text names, in figures; None where it names none for sure."""
    words = before.split()
    if words and words[-1].lower() in OF:
        # "T1 de la suivante": of the year that was named before.
        for count in range(1, MOST_WORDS + 1):
            part = periods.read(" ".join(words[-1 - count : -1]), language, today, fiscal).meant
            whole = _last_period(words[: -1 - count], language, today, fiscal)
            if isinstance(part, Period) and whole is not None and whole.start:
                return str(whole.start.year + 1)
        return None
    meant = _last_period(words, language, today, fiscal)
    if meant is None or meant.start is None or meant.end is None:
        return None
    if unit == "year":
        return str(meant.end.year + 1)
    months = (meant.end.year - meant.start.year) * 12 + meant.end.month - meant.start.month + 1
    if meant.start.day != 1 or months not in UNITS.values() or (unit != SAME and UNITS[unit] != months):
        return None
    year, month = divmod(meant.start.year * 12 + meant.start.month - 1 + months, 12)
    if months == UNITS["year"]:
        return str(year)
    return f"{year}-{month + 1:02d}" if months == 1 else f"Q{month // 3 + 1} {year}"


def _last_period(words: Sequence[str], language: str, today: date, fiscal: Fiscal | None) -> Period | None:
    """The period that some words name, else the last of them: "per quarter, from Q4 to" names Q4."""
    for first in (0, *range(max(0, len(words) - MOST_READ), len(words))):
        meant = periods.read(" ".join(words[first:]), language, today, fiscal).meant
        if isinstance(meant, Period):
            return meant
    return None


@cache
def _patterns(language: str) -> re.Pattern[str]:
    """The words for what comes after, by the unit that they name."""
    found = []
    for unit in (*UNITS, SAME):
        words = sorted(after_it(language)[unit], key=len, reverse=True)
        phrases = "|".join(re.escape(one) for one in words)
        found.append(rf"(?P<{unit}>{phrases})")
    return re.compile(rf"(?<![a-z])(?:{'|'.join(found)})(?![a-z])")


def _counts(rest: str, language: str) -> bool:
    """Whether a unit of time or a number follows: "the following 30 days" rest on nothing before."""
    following = pieces(rest[:LONGEST_WORD])[:1]
    kinds = words_of(language).at([following[0].text], 0)[1].keys() if following else set()
    return bool(following) and (following[0].text.isdigit() or bool(kinds & TIMES))
