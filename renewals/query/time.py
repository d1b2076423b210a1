"""What a question says of time, and which of its words that takes: a word of a period is not a page, a "not" or a
state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from renewals import periods
from renewals.periods import Fiscal, Period, Unclear
from renewals.periods.words import words_of
from renewals.query.items import Item, ItemizedText

# Words that are no words of time, though the reader of periods may know them.
NO_TIME = (
    "status", "named", "page", "contacted", "noted", "reminded", "snoozed", "forecast", "disagrees", "auto_renew",
    "reseller_some", "segment", "area", "ends_in", "notice", "shift", "wide", "started", "ascending", "descending",
    "not_mine", "still_ahead", "money", "aside", "no_time",
)  # fmt: skip
# Of these, what may as well be a part of a period ("the rest of the year", "le trimestre suivant").
MAY_BE_TIME = ("status", "page", "shift")
# What stands between the sides of a comparison.
SIDES = ("with", "avec")
# What else such a part may be: it is taken from all other rules.
TAKEN = ("page", "shift", "now", "ask", "or", "not", "status")


def time_first(said: ItemizedText, language: str, today: date, fiscal: Fiscal | None) -> periods.PeriodReading:
    """The period that a text names, before any other rule has read a word of it.

    What stands within it, and says more than one word, belongs to it.
    """
    found, taking = _read(
        said,
        language,
        today,
        fiscal,
        lambda item: any(kind in item.meanings for kind in NO_TIME if kind not in MAY_BE_TIME),
    )
    # "Today or tomorrow"; of "how many do we have today that end in March?" the day is no part.
    joined = isinstance(found.meant, Period) and len(found.places) > 1
    for items, inside in taking:
        for item in items:
            alone = not any(other is not item and "opener" not in other.meanings for other in items)
            within = item in inside or "page" in item.meanings
            kept = alone and "not" not in item.meanings and not ("now" in item.meanings and joined)
            if within and not kept and any(kind in item.meanings for kind in TAKEN):
                item.time = True
    return found


def time_of(
    said: ItemizedText, language: str, today: date, fiscal: Fiscal | None, turns: bool = True, past: bool = False
) -> periods.PeriodReading:
    """The period that a text names.

    Words that belong to something else are taken out before; those that are read are marked.

    `turns`: words that turn a page or go on to the next week do that; `past`: it tells when something was done.
    """
    if not turns:
        for place, item in enumerate(said.items):
            before = place - 1
            while said.is_a(before, "and", "or", "little", "opener"):
                before -= 1
            beside = [one for one in (said.at(before), said.at(place + 1)) if one is not None]
            if "shift" in item.meanings or (
                "page" in item.meanings and any(one.time or "unit_of_time" in one.meanings for one in beside)
            ):
                item.used, item.meanings = False, {}
    # "How many do we have today?" asks for no day; "what ends today?" does.
    ends = any(
        "end_verb" in item.meanings or "opener" in item.meanings or "soft_status" in item.meanings
        for item in said.items
    )
    found, taking = _read(
        said,
        language,
        today,
        fiscal,
        lambda item: is_no_time(item) or ("now" in item.meanings and not ends and not item.time),
        past,
    )
    for item in (item for items, _ in taking for item in items):
        item.time = not is_no_time(item)
    return found


def of_term(text: str, language: str, today: date, said: ItemizedText) -> Unclear | None:
    """Where the length of a notice is named ("30 days notice"): what is unclear about that."""
    alone = periods.read(text, language, today).meant
    amount = any("notice" in item.meanings for item in said.items)
    return alone if amount and isinstance(alone, Unclear) and alone.reason == "unread" else None


def is_no_time(item: Item) -> bool:
    """Whether another rule has read a word. "Expired", "due" and "late" may belong to a time all the same."""
    if item.time:
        return False
    return (item.used and "soft_status" not in item.meanings) or any(kind in item.meanings for kind in NO_TIME)


def _read(
    said: ItemizedText,
    language: str,
    today: date,
    fiscal: Fiscal | None,
    is_out: Callable[[Item], bool],
    past: bool = False,
) -> tuple[periods.PeriodReading, list[tuple[list[Item], list[Item]]]]:
    """The period in a text without some of its items; and for each place where it is named the items there, and those
    of them that lie within it.
    """
    letters = list(said.text)
    late = any(item.meanings.keys() & {"status", "soft_status"} for item in said.items)
    compares = any("compare" in item.meanings for item in said.items)
    for place, item in enumerate(said.items):
        if "compare" in item.meanings and place > 0:
            # "This quarter vs next quarter"
            letters[item.start : item.end] = "&" + " " * (item.end - item.start - 1)
        elif compares and item.text in SIDES:
            # "Compare Q4 with Q1"
            letters[item.start : item.end] = "&".ljust(item.end - item.start)
        elif is_out(item):
            # "End on or after 1 March": the verb alone says nothing of time.
            end = item.start + len(item.text.split()[0]) if "ends_in" in item.meanings else item.end
            # "In Q1 and aren't on auto" is not "Q1 and on"; "not Sam's, ending after March" is not "not after March".
            apart = ";" if end > item.start and ("not" in item.meanings or _is_denied(said, place)) else ""
            letters[item.start : end] = apart + " " * (end - item.start - len(apart))
            if (article := _article_before(said, place)) is not None:
                letters[article.start : article.end] = " " * (article.end - article.start)
        elif "spelled" in item.meanings and not item.used:
            # "> 90 days"
            letters[item.start : item.end] = [f" {item.meanings['spelled']} ", *[""] * (item.end - item.start - 1)]
        elif late and _is_a_range(said, place):
            # "Overdue 30 to 60 days" is as much as "between 30 and 60 days".
            letters[item.start] = f" {_between(said.language)} {letters[item.start]}"
        elif "over" in item.meanings and late and _is_so_long(said, place + 1):
            # "Overdue over 90 days", not "over the next 90 days"
            letters[item.start : item.end] = [f" {item.meanings['over']} ", *[""] * (item.end - item.start - 1)]
    found = periods.read("".join(letters), language, today, fiscal, past=past)
    begins = list(accumulate((len(letter) for letter in letters), initial=0))
    taking = []
    for start, end in found.places:
        there = [item for item in said.items if begins[item.start] < end and start < begins[item.end]]
        taking.append((there, [item for item in there if start <= begins[item.start] and begins[item.end] <= end]))
    return found, taking


def _article_before(said: ItemizedText, place: int) -> Item | None:
    """The article of what is taken out, where it is written as a bound of time is: "des revendeurs au T1"."""
    before = said.at(place - 1)
    if before is None or "little" not in before.meanings or before.time:
        return None
    kinds = words_of(said.language).at([before.text], 0)[1]
    return before if "bound" in kinds and "edge_of" in kinds else None


def _is_denied(said: ItemizedText, place: int) -> bool:
    """Whether a "not" stands right before an item, and belongs to it: "doesn't end in March" is said of the time."""
    before = said.at(place - 1)
    return before is not None and "not" in before.meanings and "ends_in" not in said.items[place].meanings


@cache
def _between(language: str) -> str:
    """The word that opens a range."""
    words = words_of(language).phrases.items()
    return max((word for word, rest in words if any("between" in is_ and not more for more, is_ in rest)), key=len)


def _is_a_range(said: ItemizedText, place: int) -> bool:
    """Whether two numbers of days, weeks … stand there: "30 to 60 days"."""
    kinds = ("number", "to", "number", "unit_of_time")
    items = [said.at(place + step) for step in range(4)]
    before = said.at(place - 1)
    opened = before is not None and before.text == _between(said.language)
    # "Overdue, 1 October 2026 to 31 October 2026" are dates.
    last = items[-1]
    dated = last is not None and "month" in words_of(said.language).at([last.text], 0)[1]
    return not (opened or dated) and all(
        item is not None and kind in item.meanings for item, kind in zip(items, kinds, strict=True)
    )


def _is_so_long(said: ItemizedText, place: int) -> bool:
    """Whether a length of time stands there: "90 days", "a year"."""
    amount, unit = said.at(place), said.at(place + 1)
    counted = amount is not None and ("number" in amount.meanings or amount.text in ("a", "an", "one", "un", "une"))
    return counted and unit is not None and "unit_of_time" in unit.meanings


def is_a_length(said: ItemizedText) -> bool:
    """Whether a length of time is named, and no days of the calendar: "60 days", "a month"."""
    return any(_is_so_long(said, place) for place in range(len(said.items)))


def past(period: Period, today: date) -> Period:
    """ "Overdue more than 60 days": the days before today that are as far away as those that were read."""
    if period.start is not None and period.start > today and period.end is None:
        return Period(None, today - (period.start - today))
    if period.start is not None and period.end is not None and period.start > today:
        # "Overdue between 30 and 60 days"
        return Period(today - (period.end - today), today - (period.start - today))
    if period.start == today and period.end is not None and period.end > today:
        return Period(today - (period.end - today), today - timedelta(days=1))
    return period
