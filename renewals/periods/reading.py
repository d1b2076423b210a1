"""A whole text: its clauses, how they go together, and the words about time that are left over.

Nothing about time is left unread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from protocol.characters import without_long_characters
from renewals.periods import dates, edges, figures, fiscal, parts, relative, seasons, weekdays, weeks
from renewals.periods.calendar import once
from renewals.periods.clauses import Clause, clause, negated, period_of, spanned
from renewals.periods.kinds import CannotRead, Fiscal, Period, Unclear
from renewals.periods.leftover import left_over, run, why
from renewals.periods.prepared import prepare
from renewals.periods.reader import Reader
from renewals.periods.tokens import Token, tokens
from renewals.periods.words import words_of

RULES = (
    seasons.season_or_feast,
    parts.possessed,
    fiscal.year_or_quarter,
    parts.quarter,
    weeks.week,
    parts.nth,
    parts.numbered_unit,
    parts.nth_of_month,
    weekdays.weekday_date,
    figures.figures,
    dates.year_first,
    dates.day_month,
    dates.month_day,
    relative.rest,
    relative.acronym,
    edges.edge,
    relative.unit,
    relative.weekday,
    dates.month_alone,
    weekdays.nth_alone,
    dates.named_day,
    relative.weekend,
    parts.year,
    relative.the_unit,
    relative.fail_for_weekdays,
)
MOST_CLAUSES = 6
# No message is longer than this.
LONGEST_READ = 2000
SOON_IN = timedelta(days=90)


@dataclass(frozen=True)
class PeriodReading:
    """What a text says of time, and where: (start, end) of what was read.

    `of_ending`: it speaks of something that ends.
    """

    meant: Period | Unclear | None
    places: tuple[tuple[int, int], ...] = ()
    of_ending: bool = False


def period_in(
    text: str, language: str, today: date, fiscal: Fiscal | None = None, names: Sequence[str] = ()
) -> Period | Unclear | None:
    """The period that a text names, seen from a day; None where it has no word about time."""
    return read(text, language, today, fiscal, names).meant


def read(
    text: str,
    language: str,
    today: date,
    begins: Fiscal | None = None,
    names: Sequence[str] = (),
    past: bool = False,
) -> PeriodReading:
    """The period that a text names.

    `begins`: when the person's fiscal year begins, where that is known; `names`: firms and products in it; `past`: it
    tells when something was done, so that "in October" is the last one.
    """
    words = words_of(language)
    text = without_long_characters(text[:LONGEST_READ])
    found = _without_names(text, tokens(text, words), names)
    reader = Reader(found, words, today, past, begins, rules=RULES)
    prepare(reader)
    return replace(
        _read(text, reader), of_ending=any(reader.has(place, "end_verb", "ended") for place in range(len(found)))
    )


def _read(text: str, reader: Reader) -> PeriodReading:
    try:
        clauses = _clauses(reader)
        taken = {place for one in clauses for place in range(one.first, one.last)}
        meant = _together(reader, clauses)
        left = left_over(reader, taken)
        spans = [(one.first, one.last) for one in clauses] + [
            (one.denied, one.denied + 1) for one in clauses if one.denied is not None
        ]
        places = tuple(sorted((reader.tokens[first].start, reader.tokens[last - 1].end) for first, last in spans))
        if left:
            tried = _of_seasons(text, reader)
            options = tuple(dict.fromkeys(tried)) or ((meant,) if meant else ())
            if len(options) == 1 and tried and not any("season" in token.kinds for token in reader.tokens):
                # "Before Christmas" is sure: whoever was asked back could press one button alone.
                return tried[options[0]]
            return PeriodReading(Unclear(why(reader, left), _said(text, reader, *run(left)), options), places)
        return PeriodReading(meant, places)
    except CannotRead as problem:
        # "From 15 August to All Saints": its end is a feast's day.
        tried = _of_seasons(text, reader)
        sure = len(tried) == 1 and not any("season" in token.kinds for token in reader.tokens)
        return next(iter(tried.values())) if sure else PeriodReading(_unclear(text, reader, problem))
    except (OverflowError, ValueError):
        return PeriodReading(Unclear("no-such-day", text[:80].strip()))


def _of_seasons(text: str, reader: Reader) -> dict[Period, PeriodReading]:
    """What the whole means by the seasons of either half of the world, and by the days of feasts."""
    if reader.season_shift is not None or not any(token.kinds.keys() & {"season", "feast"} for token in reader.tokens):
        return {}
    tries = [replace(reader, season_shift=shift) for shift in seasons.HALVES_OF_THE_WORLD]
    found = [_read(text, one) for one in tries]
    return {one.meant: one for one in found if isinstance(one.meant, Period)}


def _unclear(text: str, reader: Reader, problem: CannotRead) -> Unclear:
    first = problem.first if problem.first is not None else 0
    said = _said(text, reader, first, problem.last if problem.last is not None else len(reader.tokens))
    tries: list[Reader] = []
    if problem.reason == "which-order":
        tries = [replace(reader, order=order) for order in ("dmy", "mdy")]
    if problem.reason == "which-fiscal":
        tries = [replace(reader, fiscal=begins) for begins in fiscal.COMMON]
    others = [_read(text, one).meant for one in tries]
    options = dict.fromkeys([*problem.options, *(one for one in others if isinstance(one, Period))])
    return Unclear(problem.reason, said, tuple(options))


def _said(text: str, reader: Reader, first: int, last: int) -> str:
    return text[reader.tokens[first].start : reader.tokens[min(last, len(reader.tokens)) - 1].end][:80]


def _without_names(text: str, found: list[Token], names: Sequence[str]) -> list[Token]:
    """The tokens, those of a firm's or product's name emptied: "April International" is no month."""
    lowered = text.lower()
    for name in names:
        begins = lowered.find(name.lower()) if name else -1
        for token in found if begins >= 0 else ():
            if begins <= token.start and token.end <= begins + len(name):
                token.kinds = {}
    return found


def _clauses(reader: Reader) -> list[Clause]:
    """The clauses of a text, in its order."""
    found: list[Clause] = []
    place = 0
    while place < len(reader.tokens):
        if reader.has(place, "soon"):
            one: Clause | None = Clause(place, place + 1, (), None, Period(reader.today, reader.today + SOON_IN))
        elif reader.has(place, "never"):
            one = None
        else:
            one = clause(reader, place)
        if one is None:
            place += 1
            continue
        place = one.last
        if one.bound == "since" and reader.has(one.first - 1, "holder"):
            # "Customers since 2019" are no period: of whom, not when.
            for at in range(one.first, one.last):
                reader.tokens[at].kinds = {"never": "x"}
            continue
        found.append(negated(reader, one))
        if len(found) > MOST_CLAUSES:
            raise CannotRead("which-of", found[0].first, found[-1].last)
    return found


def _together(reader: Reader, clauses: list[Clause]) -> Period | None:
    """What several clauses mean: a set without gaps, a beginning and an end, or nothing that is sure."""
    if not clauses:
        return None
    if len(clauses) == 1:
        return period_of(reader, clauses[0])
    if all(_joins(reader, one, other) for one, other in zip(clauses, clauses[1:])):  # noqa: B905, RUF007
        if all(one.bound is None for one in clauses):
            return _set(reader, clauses)
        if len(clauses) == 2 and (both := _beginning_and_end(reader, *clauses)):
            return both
    options = tuple(dict.fromkeys(period_of(reader, one) for one in clauses))[:4]
    if len(options) == 1 and all(one.bound is None for one in clauses):
        return options[0]
    raise CannotRead("which-of", clauses[0].first, clauses[-1].last, options)


def _joins(reader: Reader, one: Clause, other: Clause) -> bool:
    between = range(one.last, other.first)
    joined = any(reader.has(place, "and", "but") for place in between)
    bounds = one.bound is not None and other.bound is not None
    # "June July August"
    months = not between and all(
        len(at.moments) == 1 and at.moments[0].unit == "month" and at.bound is None for at in (one, other)
    )
    return (joined or (bounds and len(between) == 0) or months) and all(
        reader.has(place, "and", "but", "in", "the", "edge_of") for place in between
    )


def _set(reader: Reader, clauses: list[Clause]) -> Period:
    """ "March, April and May"; parts with a gap between them are no single period: those that follow one another are
    offered together.
    """
    if all(len(one.moments) == 1 for one in clauses):
        found = spanned(reader, tuple(one.moments[0] for one in clauses))
    else:
        found = [period_of(reader, one) for one in clauses]
    runs = [found[0]]
    for one, other in zip(found, found[1:]):  # noqa: B905, RUF007
        if one.end is not None and other.start is not None and other.start == one.end + timedelta(days=1):
            runs[-1] = Period(runs[-1].start, max(runs[-1].end or one.end, other.end or one.end))
        else:
            runs.append(other)
    if len(runs) > 1:
        raise CannotRead("which-of", clauses[0].first, clauses[-1].last, tuple(dict.fromkeys(runs))[:4])
    return runs[0]


def _beginning_and_end(reader: Reader, one: Clause, other: Clause) -> Period | None:
    """ "After March but before June"."""
    if any(reader.kind(place, "and") == "or" for place in range(one.last, other.first)):
        return None
    if one.bound in ("before", "by", "until", "through") and other.bound in ("after", "from"):
        one, other = other, one
    if (
        one.bound not in ("after", "from")
        or other.bound not in ("before", "by", "until", "through")
        or not (one.moments and other.moments)
    ):
        return None
    start = spanned(reader, (one.moments[0], other.moments[0]))
    begins = period_of(reader, replace(one, moments=(once(start[0]),)))
    ends = period_of(reader, replace(other, moments=(replace(other.moments[0], at=lambda _: start[1], cycle="once"),)))
    if begins.start is None or ends.end is None or begins.start > ends.end:
        raise CannotRead("unread", one.first, other.last)
    return Period(begins.start, ends.end)
