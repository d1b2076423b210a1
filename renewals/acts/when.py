"""The day, and the time of day, that a part of a sentence names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from renewals import periods
from renewals.acts.kinds import MINUTES_OF_A_DAY, Unsure
from renewals.periods import Period, Unclear
from renewals.periods.words import words_of
from renewals.query.items import Item, ItemizedText

# "At 3" is in the afternoon; who means the night says so.
AFTERNOON = range(1, 7)
ONE = ("a", "an", "one", "un", "une")
GOES_ON = ("before", "after", "from", "avant", "apres", "de")
# "Thursday 10" may be a date where the 10th is a Thursday within this time.
DATE_WITHIN = timedelta(days=62)


@dataclass(frozen=True)
class When:
    """A day with its minute, where one is named; `unsure`: why there is no day.

    `named`: there are words about time at all.
    """

    day: date | None = None
    minute: int | None = None
    unsure: Unsure | None = None
    named: bool = False


def when_in(said: ItemizedText, items: Sequence[Item], language: str, today: date, until: bool = False) -> When:
    """When some items of a text say; those that are read are marked.

    `until`: a day is named until which something holds.
    """
    repeating = [item for item in items if item.is_a("repeating")]
    for item in repeating:
        item.used = True
    when = _once(said, items, language, today, until)
    return When(unsure=Unsure("repeating"), named=True) if repeating else when


def _once(said: ItemizedText, items: Sequence[Item], language: str, today: date, until: bool) -> When:
    places = [place for place, item in enumerate(said.items) if any(item is one for one in items)]
    minute, clock = _clock(said, places, language)
    begins = min((item.start for item in items), default=0)
    letters = [" "] * (max((item.end for item in items), default=0) - begins)
    for item in items:
        skipped = item.used or item in clock or "named" in item.meanings or (until and "until" in item.meanings)
        if not skipped:
            written = said.text[item.start : item.end]
            # "For a week" is one week.
            written = "1".ljust(len(written)) if until and _is_one_unit(said, item) else written
            letters[item.start - begins : item.end - begins] = written
    found = periods.read("".join(letters), language, today)
    for item in items:
        if item in clock or any(item.start - begins < end and start < item.end - begins for start, end in found.places):
            item.time = True
    if isinstance(found.meant, Unclear):
        for item in items:
            if not item.used and found.meant.said and said.text[item.start : item.end] in found.meant.said:
                item.time = True
        return When(None, minute, Unsure("unread", found.meant.said), True)
    if isinstance(found.meant, Period):
        day = _day_of(found.meant, today)
        if day is None:
            return When(None, minute, Unsure("unread", "".join(letters).strip()[:80]), True)
        both = _date_or_hour(said, clock, minute, day, today)
        return When(None, minute, both, True) if both else When(day, minute, None, True)
    return When(today, minute, None, True) if clock else When(unsure=Unsure("none"))


def _is_one_unit(said: ItemizedText, item: Item) -> bool:
    """Whether an article stands before a unit of time: "a week", "une semaine"; but not "a week before the end"."""
    place = said.items.index(item)
    following, behind = said.at(place + 1), said.at(place + 2)
    goes_on = behind is not None and ("until" in behind.meanings or behind.text in GOES_ON)
    return item.text in ONE and following is not None and "unit_of_time" in following.meanings and not goes_on


def _day_of(period: Period, today: date) -> date | None:
    """The day that a period names: its first, where that is ahead, else its last."""
    if period.start is not None and (period.start > today or period.end is None or period.start == period.end):
        return period.start
    return period.end


def _date_or_hour(
    said: ItemizedText, clock: Sequence[Item], minute: int | None, day: date, today: date
) -> Unsure | None:
    """ "Thursday 10", where the 10th is a Thursday soon: it may be either."""
    if len(clock) != 1 or not clock[0].text.isdigit() or minute is None:
        return None
    before = said.items[said.items.index(clock[0]) - 1] if said.items.index(clock[0]) else None
    if before is None or "at" in before.meanings:
        return None
    number = int(clock[0].text)
    dates = (today + timedelta(days=ahead) for ahead in range(1, DATE_WITHIN.days))
    dated = next((one for one in dates if one.day == number and one.weekday() == day.weekday()), None)
    if dated is None:
        return None
    words = said.text[before.start : clock[0].end]
    return Unsure("which", words, ((day, minute), (dated, None)))


def _clock(said: ItemizedText, places: Sequence[int], language: str) -> tuple[int | None, list[Item]]:
    """The time of day in minutes, and the items that name it."""
    for place in places:
        item = said.items[place]
        if item.used:
            continue
        if "clock" in item.meanings:
            return int(item.meanings["clock"]), [item]
        if item.text.isdigit() and (found := _figures(said, place, language)):
            return found
    return None, []


def _figures(said: ItemizedText, place: int, language: str) -> tuple[int, list[Item]] | None:
    """A time in figures: "9:30", "9h30", "9 am", "at 9", "Thursday 9"."""
    hour, items, last = int(said.items[place].text), [said.items[place]], place + 1
    minutes, sure, in_words = 0, False, False
    after = said.at(last)
    if after and after.text == ":" and _digits(said, last + 1, 2):
        minutes, items, last, sure = (
            int(said.items[last + 1].text),
            [*items, *said.items[last : last + 2]],
            last + 2,
            True,
        )
    elif after and "hours" in after.meanings:
        items, last, sure, in_words = [*items, after], last + 1, True, True
        if _digits(said, last, 2):
            minutes, items, last = int(said.items[last].text), [*items, said.items[last]], last + 1
    half = said.at(last)
    if half and "half_day" in half.meanings and hour <= 12:
        hour, items, sure, in_words = hour % 12 + int(half.meanings["half_day"]), [*items, half], True, True
    before = said.at(place - 1)
    at = before is not None and "at" in before.meanings and not before.used
    if before is not None and at and sure:
        items.append(before)
    if not sure and not (at and _ends(said, last, language)) and not _after_a_day(said, place, last, language):
        return None
    if not in_words and hour in AFTERNOON and not said.items[place].text.startswith("0"):
        hour += 12
    minute = hour * 60 + minutes
    return (minute, items) if minute < MINUTES_OF_A_DAY and minutes < 60 else None


def _digits(said: ItemizedText, place: int, count: int) -> bool:
    item = said.at(place)
    return item is not None and item.text.isdigit() and len(item.text) == count


def _ends(said: ItemizedText, place: int, language: str) -> bool:
    """Whether nothing follows that would make a number part of a date, or a number of days."""
    item = said.at(place)
    if item is None:
        return True
    kinds = words_of(language).at([item.text], 0)[1]
    return (
        not ({"unit", "short_unit", "month"} & kinds.keys())
        and item.text not in ("/", "-", ".", "%")
        and not item.text.isdigit()
    )


def _after_a_day(said: ItemizedText, place: int, last: int, language: str) -> bool:
    before = said.at(place - 1)
    if before is None or not _ends(said, last, language):
        return False
    return bool({"weekday", "calendar_day"} & words_of(language).at([before.text], 0)[1].keys())
