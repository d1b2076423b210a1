"""Bounds, ranges and sets: "before March", "not until June", "from Monday to Friday", "March, April and May"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from renewals.periods.calendar import Moment, chosen, counted, cut, once
from renewals.periods.durations import amount, window
from renewals.periods.kinds import CannotRead, Period
from renewals.periods.reader import Reader

OPPOSITE = {"before": "from", "until": "from", "by": "after", "after": "by", "from": "before"}
LOOKED_BACK = 6


@dataclass(frozen=True)
class Clause:
    """One period as it is named, from one token to another: what, and the bound that stands before it.

    `moments`: one, or the two of a range.

    `denied`: where the "not" stands that has turned the bound round.
    """

    first: int
    last: int
    moments: tuple[Moment, ...]
    bound: str | None = None
    days: Period | None = None
    denied: int | None = None


def clause(reader: Reader, place: int) -> Clause | None:
    """The period that is named at a token; None where none is."""
    days = window(reader, place)
    if days:
        return Clause(place, days[1], (), None, days[0])
    bound = reader.kind(place, "bound")
    if bound in ("by", "until", "through") and reader.has(place - 1, "more_than"):
        # "At least until March" is the opposite of "until March".
        raise CannotRead("unread", place - 1, place + 1)
    at = place + 1 if bound else place
    opened = reader.has(at, "between")
    begins = at + 1 if opened else at
    found = _named(reader, begins, bound is not None or opened)
    if bound and reader.has(place, "last") and (last := reader.moment(place)):
        return Clause(place, last[1], (last[0],))
    if found is None:
        return _window_by(reader, place, at, bound)
    moment, end = found
    if moment.spans and (opened or bound == "from"):
        return Clause(place, end, (moment,))
    second = _second(reader, end, opened)
    if second:
        return _followed(reader, Clause(place, second[1], (moment, second[0]), None if bound == "from" else bound))
    if opened:
        raise CannotRead("unread", at, end)
    lasting = amount(reader, reader.skip(end + 1, "the")) if reader.has(end, "for") else None
    if lasting and lasting.direction is None and moment.unit == "day":
        start = chosen(moment, reader.today, reader.past).start
        assert start is not None
        return Clause(place, lasting.end, (), None, Period(start, lasting.after(start)))
    return _followed(reader, Clause(place, end, (moment,), bound))


def _window_by(reader: Reader, place: int, at: int, bound: str | None) -> Clause | None:
    """ "D'ici 30 jours", "jusqu'à six mois", "until six months"."""
    if bound not in ("by", "until", "through"):
        return None
    days = window(reader, at)
    return Clause(place, days[1], (), None, days[0]) if days and days[0].end and days[0].start == reader.today else None


def _named(reader: Reader, place: int, bounded: bool) -> tuple[Moment, int] | None:
    """What is named at a token, or behind "the" and "in"; after a bound also now."""
    at = place
    for _ in range(4):
        if bounded and reader.has(at, "now"):
            return once(Period(reader.today, reader.today)), at + 1
        if found := reader.moment(at):
            return _ended(reader, *found)
        if not reader.has(at, "the", "in", "edge_of") or not (bounded or reader.has(at, "in", "the", "edge_of")):
            return None
        at += 1
    return None


def _ended(reader: Reader, moment: Moment, end: int) -> tuple[Moment, int]:
    """With the word that may end it: "Q1 end", "this year end"; where more is said, "end" is a verb."""
    last = end + 1 >= len(reader.tokens) or not reader.text(end + 1)[0].isalpha()
    if reader.text(end) != "end" or not last or moment.unit not in ("month", "quarter", "half", "year") or moment.edge:
        return moment, end
    return moment.part(cut("end"), moment.unit, "end"), end + 1


def _second(reader: Reader, place: int, opened: bool) -> tuple[Moment, int] | None:
    """The second half of a range: after "to", or after "and" where "between" opened it."""
    joined = reader.has(place, "to") or (opened and reader.kind(place, "and") == "and")
    if not joined:
        return None
    return _named(reader, place + 1, bounded=True)


def _followed(reader: Reader, found: Clause) -> Clause:
    """With the bound that may stand after: "March or later", "le 15 mars au plus tard"."""
    after = reader.kind(found.last, "suffix_bound")
    if after is None or (reader.text(found.last) == "on" and found.bound != "from"):
        return found
    if reader.has(found.last, "and") and reader.moment(reader.skip(found.last + 1, "the")):
        # "Tomorrow and on Saturday"
        return found
    if len(found.moments) > 1 or (
        found.bound not in (None, after) and not (found.bound == "until" or found.bound == "through")
    ):
        return replace(found, last=found.last + 1)
    return replace(found, last=found.last + 1, bound=found.bound or after)


def negated(reader: Reader, found: Clause) -> Clause:
    """With the opposite bound where what is named is denied: "doesn't end before March".

    What cannot be turned round is not read.
    """
    place, verb = found.first - 1, False
    for back in range(LOOKED_BACK):
        at = place - back
        if at < 0 or reader.text(at) in ",.;:!?":
            return found
        if reader.has(at, "negation") and not reader.has(at, "never"):
            close = (
                back == 0
                or verb
                or all(reader.has(between, "in", "the", "edge_of") for between in range(at + 1, place + 1))
            )
            if close and found.bound in OPPOSITE and len(found.moments) == 1:
                return replace(found, bound=OPPOSITE[found.bound], denied=at)
            if close or found.bound:
                raise CannotRead("unread", at, found.last)
            return found
        verb = verb or reader.has(at, "end_verb")
    return found


def period_of(reader: Reader, found: Clause) -> Period:
    """The days of a clause."""
    if found.days:
        return found.days
    if len(found.moments) > 1:
        whole = spanned(reader, found.moments)
        if found.bound not in (None, "from", "by"):
            raise CannotRead("unread", found.first, found.last)
        if (whole[-1].end or date.max) < (whole[0].start or date.min):
            raise CannotRead("unread", found.first, found.last)
        return Period(whole[0].start, whole[-1].end)
    moment = found.moments[0]
    past = reader.past or found.bound == "since"
    try:
        meant = chosen(moment, reader.today, past)
    except CannotRead as problem:
        raise CannotRead(problem.reason, found.first, found.last) from None
    return _bounded(reader, found.bound, meant, moment.edge == "end", past)


def _bounded(reader: Reader, bound: str | None, meant: Period, is_end: bool, past: bool) -> Period:
    today, start, end = reader.today, meant.start, meant.end
    if bound is None or start is None or end is None:
        return meant
    if bound in ("from", "since"):
        return Period(start, today if (end < today or past) and start <= today else None)
    if bound == "after":
        return Period(end + timedelta(days=1), today if past and end < today else None)
    # "Before the end of March" lets the last day of March count; "before March" and "before the 15th" do not.
    ends = end if bound != "before" or is_end else start - timedelta(days=1)
    return Period(None if ends < today or reader.past else today, ends)


def spanned(reader: Reader, moments: tuple[Moment, ...]) -> list[Period]:
    """Several moments one after another.

    What names no year has that of the last where the last names one; else each is looked for after the one before.
    """
    last = moments[-1]
    dated = last.cycle == "once" and any(one.cycle in ("year", "month") for one in moments[:-1])
    monthly = last.cycle == "year" and moments[0].cycle == "month"
    if not moments[0].strict:
        # "From tomorrow to Friday" ends tomorrow where that is a Friday.
        moments = (moments[0], *(replace(one, strict=False) for one in moments[1:]))
    if not (dated or monthly or reader.past):
        found = [chosen(moments[0], reader.today)]
        for one in moments[1:]:
            found.append(chosen(one, found[-1].start or reader.today))
        return found
    found = [chosen(last, reader.today, reader.past)]
    for one in reversed(moments[:-1]):
        found.insert(0, _latest_before(one, found[0].start or reader.today, reader.today))
    return found


def _latest_before(moment: Moment, start: date, today: date) -> Period:
    """The one that begins last before a day; a weekday, the next from today on."""
    if moment.cycle == "once":
        return chosen(moment, today)
    if moment.cycle == "week":
        return chosen(moment, today)
    k = counted(moment.cycle, start)
    for one in (k, k - 1, k - 2, k - 3, k - 4):
        meant = moment.at(one)
        if meant and meant.start and meant.start <= start:
            return meant
    raise CannotRead("no-such-day")
