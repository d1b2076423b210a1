"""Words as a query. Every word that limits is read, or named as unread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from renewals import periods
from renewals.periods import Fiscal, Period, Unclear
from renewals.periods.words import words_of
from renewals.query import thread
from renewals.query.asides import set_apart
from renewals.query.compared import NOTHING_COMPARED, periods_compared, query_of
from renewals.query.conditions import Found, found_in, however_renewed, mixed
from renewals.query.dated import dated
from renewals.query.items import ItemizedText, Named, items_of
from renewals.query.kinds import Condition, ContractQuery
from renewals.query.measures import seated
from renewals.query.named_before import spelled_out
from renewals.query.settled import settle
from renewals.query.shape import shape_of
from renewals.query.strangers import strangers_in
from renewals.query.time import is_a_length, of_term, past, time_first, time_of
from renewals.query.unclear import PAST_DUE, are_overdue, denies_an_end, unclear_in
from renewals.query.unread import HARMLESS, beside, missing, unread_in
from renewals.query.words import vocabulary

__all__ = ["Named", "QueryReading", "read"]

# What is asked for beside the contracts (kind "act"): all of them in a file.
FILES = {"export": "csv", "chart": "chart"}
# States that contracts past their end have.
PAST = ("expired", "overdue")
# Beside a period "expired" says that the end is past, however the contract renews.
EITHER = ("expired",)


@dataclass(frozen=True)
class QueryReading:
    """What a text asks for by itself.

    `unread`: the words that limit and were not understood, as written. `unclear`: a period that has to be asked back.
    `removed`: conditions that a press or a word takes away. `page`: 1 for the next one, -1 for the one before. `shift`:
    "the week after" the one that was shown. `wide`: all that the asker may see, in so many words. `signs`: what else
    the words are ("head", "noun", "opener", "only", "end_verb", "not", "these", "status"); `of_ending`: it speaks of
    something that ends. `own_words`: how many words say anything. `amount`: a number that takes the place of the one
    before ("make it 4500"). `missing`: of the unread words those of what the contract file does not hold. `freed`:
    fields that are to limit nothing ("auto or not"). `strangers`: of the unread words those that look like a name.
    `file`: the list is to come as a file (`csv`) or picture (`chart`).
    `apart`: the query of each side of a comparison, where the groups are of something else ("Q1 and Q2 by region").
    """

    query: ContractQuery
    unread: tuple[str, ...] = ()
    unclear: Unclear | None = None
    removed: tuple[Condition, ...] = ()
    page: int = 0
    shift: str | None = None
    wide: bool = False
    signs: frozenset[str] = field(default_factory=frozenset)
    of_ending: bool = False
    own_words: int = 0
    amount: int | None = None
    missing: tuple[str, ...] = ()
    freed: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    file: str | None = None
    apart: tuple[ContractQuery, ...] = ()


def read(
    text: str,
    language: str,
    today: date,
    me: str = "",
    named: Sequence[Named] = (),
    fiscal: Fiscal | None = None,
    regions: Sequence[str] = (),
) -> QueryReading:
    """What a text asks for, seen from a day.

    `me`: the asker's address, where they own contracts; `named`: the names that the text holds; `regions`: the codes of
    the asker's own.
    """
    text = spelled_out(text, language, today, fiscal)
    said = items_of(text, language, vocabulary(language), words_of(language), named)
    set_apart(said)
    settle(said)
    first = time_first(said, language, today, fiscal)
    of_the_list, (page, shift), shape = thread.of_the_list(said), thread.turns(said), shape_of(said)
    signs = _signs(said) | of_the_list | shape.signs
    removes, found = thread.removes(said), found_in(said, me, regions)
    page, shift, time = _time(
        said, first, page, shift, removes, lambda turns: time_of(said, language, today, fiscal, turns=turns)
    )
    found = _beside_time(said, found)
    if page and (found or shape.by or shape.sort):
        # "Encore actifs" turns no page.
        page = 0
    period = _period(said, time, found, today, lambda: _as_past(said, language, today, fiscal))
    comparing = shape.compares or shape.of_each
    sides = periods_compared(said, time.places, language, today, fiscal) if comparing else NOTHING_COMPARED
    query, apart = query_of(said, shape, _beside_a_period(found, period, today), period, sides)
    unclear = unclear_in(said, found, time, lambda: time_of(said, language, today, fiscal, past=True))
    if period is not None and isinstance(first.meant, Unclear) and denies_an_end(said, found):
        unclear = first.meant
    query = seated(said, _either_renewal(said, found, query))
    query = dated(query, said, found, today, lambda: _as_past(said, language, today, fiscal))
    if period is not None and query.notice is not None:
        # "30 days notice" is a length and no period.
        unclear = of_term(text, language, today, said)
    amount = thread.amount(said)
    unread = unread_in(said) if unclear is None else beside(unread_in(said), unclear)
    reading = QueryReading(
        query, unread, unclear, (), page, shift, False, signs, time.of_ending, 0, amount, apart=apart
    )
    return _with_words(said, _taking_away(said, reading) if removes else reading)


def _either_renewal(said: ItemizedText, found: Sequence[Found], query: ContractQuery) -> ContractQuery:
    """ "Expired, auto or not": all that are past their end are meant, and not those alone that do not renew by
    themselves.
    """
    freed = any(item.meanings.get("freed") == "auto_renew" for item in said.items)
    lapsed = any(one.soft and one.values == PAST_DUE for one in found)
    return however_renewed(query) if freed and lapsed else query


def _taking_away(said: ItemizedText, reading: QueryReading) -> QueryReading:
    """The reading of what is taken from a list: conditions, or a number of seats. So many or an order ("drop the
    biggest") cannot be, and is told as unread.
    """
    order = [item.text for item in said.items if item.meanings.keys() & {"superlative", "top", "ascending"}]
    return replace(
        reading,
        query=ContractQuery(seats=reading.query.seats),
        removed=reading.query.where,
        unread=(*reading.unread, *order),
        signs=reading.signs | {"takes_away"},
    )


def _period(
    said: ItemizedText,
    time: periods.PeriodReading,
    found: list[Found],
    today: date,
    as_past: Callable[[], Period | None],
) -> Period | None:
    """The period that was read; of what is overdue, as far as it has passed: "60 days" are those before today, and
    "Q3" is the last one.
    """
    period = time.meant if isinstance(time.meant, Period) else None
    # A renewal rate is of what was to end before today.
    if period is None or not (are_overdue(found) or any("rate" in item.meanings for item in said.items)):
        return period
    if period.start is not None and period.start > today and not is_a_length(said):
        return as_past() or period
    return past(period, today)


def _with_words(said: ItemizedText, reading: QueryReading) -> QueryReading:
    """A reading with what single words say beside the query."""
    return replace(
        reading,
        signs=reading.signs | ({"either"} if any("either" in item.meanings for item in said.items) else set()),
        wide=any(item.meanings.keys() & {"wide", "own_region"} for item in said.items),
        own_words=sum(1 for item in said.items if item.text.isalnum() and "little" not in item.meanings),
        missing=missing(said),
        strangers=strangers_in(said),
        file=next((kind for item in said.items if (kind := FILES.get(str(item.meanings.get("act"))))), None),
        freed=tuple(str(item.meanings["freed"]) for item in said.items if "freed" in item.meanings),
    )


def _time(
    said: ItemizedText,
    first: periods.PeriodReading,
    page: int,
    shift: str | None,
    removes: bool,
    read_time: Callable[[bool], periods.PeriodReading],
) -> tuple[int, str | None, periods.PeriodReading]:
    """The page, the shift and the period that a text names, each word for one of them alone. `read_time`: reads the
    period, told whether words may turn a page.
    """
    time = periods.PeriodReading(None) if removes else read_time(True)
    if (page or shift) and (time.meant is not None or (shift and unread_in(said))):
        # "Next month and the month after", "three weeks later": these words do not turn a page.
        page, shift, time = 0, None, read_time(False)
    # Where no list has been shown, "the week after" is the next one.
    return page, shift, first if shift and isinstance(first.meant, Period) else time


def _beside_a_period(found: list[Found], period: Period | None, today: date) -> list[Found]:
    """The conditions that are kept beside a period: "expired in October" is October, and "expired this year" leaves out
    what is ahead.
    """
    if period is None:
        return found
    kept = [one for one in found if not one.soft]
    if _goes_beyond(period, today):
        kept += [replace(one, soft=False, values=EITHER) for one in found if one.soft and one.values[0] in PAST]
    return kept


def _goes_beyond(period: Period, today: date) -> bool:
    """Whether a period has begun and is not over."""
    return (period.start is None or period.start < today) and (period.end is None or period.end > today)


def _signs(said: ItemizedText) -> frozenset[str]:
    signs = frozenset(
        kind
        for item in said.items
        for kind in item.meanings
        if kind in (*HARMLESS, "not", "status", "remove", "no_list")
    )
    if any(str(item.meanings.get("superlative", "")).startswith("age") for item in said.items):
        signs |= {"age"}
    if _ends_with_whose(said):
        signs |= {"whose"}
    if said.text.rstrip().endswith("?") and _asks_whether(said):
        signs |= {"whether"}
    if all(item.meanings["act"] in FILES for item in said.items if "act" in item.meanings):
        signs -= {"act"}
    return signs | {"opens"} if said.items and said.items[0].meanings.keys() & {"opener", "only"} else signs


def _ends_with_whose(said: ItemizedText) -> bool:
    """Whether a message ends with whose contracts are meant, and says no word for them: "show me Sam's", « montre ceux
    de Sam ».
    """
    items = [item for item in said.items if item.text.isalnum() or item.text in "'’" or "named" in item.meanings]
    if len(items) < 3:
        return False
    first, second, last = items[-3:]
    owns = "named" in first.meanings and second.text in "'’" and last.text == "s"
    return owns or ("those" in first.meanings and second.text in ("de", "d", "of") and "named" in last.meanings)


def _asks_whether(said: ItemizedText) -> bool:
    """Whether a yes or a no is asked for: "is Contoso overdue?", « le contrat de Contoso, il est en retard ? »."""
    first = next((at for at, item in enumerate(said.items) if not item.meanings.keys() & {"opener", "and"}), 0)
    asks = [at for at, item in enumerate(said.items) if "whether" in item.meanings]
    behind = any(said.items[at].text != "have" and " " in said.items[at].text for at in asks)
    return first in asks or behind


def _beside_time(said: ItemizedText, found: Sequence[Found]) -> list[Found]:
    """The conditions that are no part of a period: "late January" is no overdue contract. Conditions of different
    fields with an "or" between them count as unread.
    """
    left = [one for one in found if not said.items[one.place].time]
    states = {one.values[0]: one.place for one in left if one.field == "status" and not one.negated}
    if {"overdue", "expired"} <= states.keys():
        first, last = sorted((states["overdue"], states["expired"]))
        if not any("or" in item.meanings for item in said.items[first:last]):
            # "Past their date and not renewed": overdue says more.
            left = [one for one in left if (one.field, one.values) != ("status", ("expired",))]
    fields, joints = mixed(said, left)
    for place in joints | {one.place for one in left if one.field in fields}:
        # Neither alone is asked for: they are told as unread, and what is listed holds either.
        said.items[place].meanings = {"either": "x"}
        said.items[place].used = False
    return [one for one in left if one.field not in fields]


def _as_past(said: ItemizedText, language: str, today: date, fiscal: Fiscal | None) -> Period | None:
    """The period of a text that tells when something was done."""
    meant = time_of(said, language, today, fiscal, past=True).meant
    return meant if isinstance(meant, Period) else None
