"""Lists of contracts: the query of a question is remembered, so that it can be narrowed ("only the expired ones") and
continued ("show more").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from actions.base import Event, Question, Reply
from actions.contracts_named import SHOWN_AT_ONCE, account_told, unknown_name, which_account
from actions.contracts_shown import ask_who, buttons, data, lines, more, not_found, numbers
from actions.fact_words import said
from actions.listing_groups import grouped
from actions.listing_words import age, check_told, heading_of, names_in, nothing_such, to_check_button
from actions.period import LISTS, another_number, ask_back, remembering
from actions.query import both_lists, of_first_group, query_before, reading_of, remembered, unread_among
from actions.renewal_rate import rate_of
from actions.strangers import of_strangers
from actions.whether import answered, told_instead
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.contracts import DUE_WITHIN_DAYS, Terms
from renewals.matching import MOST_ACCOUNTS
from renewals.periods import Period, Unclear
from renewals.query import ContractQuery, QueryReading, begins_with_next, following, to_json
from renewals.query.kinds import NEXT
from renewals.query_told import Chip, chips_of, unread_told
from renewals.store.beside import check_beside
from renewals.store.contracts import contracts_of

WITHOUT_A_PERIOD = timedelta(days=DUE_WITHIN_DAYS)
MOST_CHIPS = 3
SLACK = "slack"
ENDING = "expiring-contracts"


@dataclass(frozen=True)
class Listing:
    """A query as it is to be shown.

    `unread`: words that did not narrow it; `inherited`: a part of it was asked for before; `apart`: the query of each
    side of a comparison; `missing`: of the unread words those of what the contract file does not hold; `signs`: what
    else the words are.
    """

    query: ContractQuery
    unread: tuple[str, ...] = ()
    inherited: bool = False
    apart: tuple[ContractQuery, ...] = ()
    missing: tuple[str, ...] = ()
    signs: frozenset[str] = frozenset()


def listed(question: Question, ends: bool) -> Reply:
    """The contracts that a question asks for.

    `ends`: it asks for what ends, so that without a period it is the next 90 days.
    """
    if question.unknown_person:
        return ask_who(question)
    reading = reading_of(question)
    if reading.unclear is not None:
        corrected = another_number(question)
        if corrected is None:
            return _asked_back(question, reading, reading.unclear)
        reading = replace(reading, query=replace(reading.query, ending=corrected), unclear=None)
    if (unknown := unknown_name(question)) and (unread_among(reading, unknown) or question.values("name")):
        return not_found(question, unknown)
    if (stranger := of_strangers(question, reading)) is not None:
        return stranger
    if (told := account_told(question)) and not reading.query.values("account"):
        reading = replace(reading, query=reading.query.having("account", [told.number]))
    before = query_before(question)
    answers_which = question.slots.get("waiting") in LISTS and bool(reading.query.values("account"))
    if answers_which:
        reading = replace(reading, signs=reading.signs | {"opens"})
    if "unites" in reading.signs:
        before, reading = both_lists(question, before, reading)
    before, reading = of_first_group(question, before, reading)
    found = following(before, reading, SHOWN_AT_ONCE)
    query = _within_a_period(question, found.query, reading, ends and found.query == reading.query)
    query = begins_with_next(query) if isinstance(question.subject, SalesRep) else query
    asked: list[Event] = [remembered(query)]
    # A name that more accounts have than can be asked for means all of them.
    few = 0 < len(reading.query.values("account")) <= MOST_ACCOUNTS
    which = which_account(question) if few else None
    if which is not None and not _narrowed_beside(reading.query):
        return replace(which, events=[*which.events, *asked])
    if (rate := rate_of(question, reading, query)) is not None:
        return rate
    reply = shown(question, _listing(query, reading, found.inherited))
    if reading.file is not None and isinstance(question.subject, SalesRep):
        reply = _as_file(question, reply, reading.file)
    return remembering(question, reading.query.ending, replace(reply, about=_topic(question, query)))


def _listing(query: ContractQuery, reading: QueryReading, inherited: bool) -> Listing:
    return Listing(query, reading.unread, inherited, _apart(query, reading), reading.missing, reading.signs)


def _apart(query: ContractQuery, reading: QueryReading) -> tuple[ContractQuery, ...]:
    """The sides of a comparison, where nothing of the list before is taken over."""
    return reading.apart if query.where == reading.query.where and query.ending == reading.query.ending else ()


def _as_file(question: Question, reply: Reply, kind: str) -> Reply:
    """The reply whose list follows as a file or picture, where the door makes these; else it says where."""
    if question.door != SLACK:
        return replace(reply, text=f"{question.phrase('file-elsewhere', 'acts')}\n{reply.text}")
    return replace(reply, data={**(reply.data or {}), "acts": {"file": kind}})


def _topic(question: Question, query: ContractQuery) -> str:
    """The topic that a list answers: a period makes it what ends, one account of a representative's that account."""
    if query.by:
        return "contract-list"
    if query.ending:
        return ENDING
    alone = isinstance(question.subject, SalesRep) and len(query.values("account")) == 1 and not _narrowed_beside(query)
    return "account-overview" if alone else "contract-list"


def _asked_back(question: Question, reading: QueryReading, unclear: Unclear) -> Reply:
    """Asks for the period; what else was asked for waits, so that a pressed period goes on with it."""
    rest = following(query_before(question), replace(reading, unclear=None), SHOWN_AT_ONCE).query
    rest = replace(rest, ending=None, skip=0)
    if rest == ContractQuery():
        return replace(ask_back(question, unclear), about=ENDING)
    asked = ask_back(question, unclear, goes_on=True)
    return replace(asked, about=ENDING, events=[*asked.events, remembered(rest)])


def _narrowed_beside(query: ContractQuery) -> bool:
    """Whether more than an account is asked for: all that the name fits are then meant together."""
    return len(query.where) > 1


def _within_a_period(question: Question, query: ContractQuery, reading: QueryReading, ends: bool) -> ContractQuery:
    """A query of what ends says until when; "the next to end" has not ended yet."""
    if query.ending or query.values("status") or query.skip or reading.removed:
        return query
    if "next" in reading.signs:
        return replace(query, ending=Period(question.today, None))
    timeless = query.by or query.most or query.sort or (query.narrowed and "end_verb" not in reading.signs)
    return (
        query
        if timeless or not ends
        else replace(query, ending=Period(question.today, question.today + WITHOUT_A_PERIOD))
    )


def shown(question: Question, listing: Listing) -> Reply:
    """The list, or its next page, or its groups; with its total, what was not read,
    and what can be taken away again.
    """
    query = listing.query
    if query.by:
        return grouped(question, query, unread_told(listing.unread, question.language, listing.missing), listing.apart)
    found, total = contracts_of(question.session, question.subject, SHOWN_AT_ONCE, query, query.skip, question.today)
    chips = chips_of(query, question.language, names_in(question, query))
    ended = _ended_among(question, query)
    _, to_check = check_beside(question.session, question.subject, query, question.today)
    heading = "\n".join(
        [
            *unread_told(listing.unread, question.language, listing.missing),
            *answered(question, query, listing.signs, bool(found)),
            heading_of(question, query, total, {contract.account for contract in found}),
            *([question.phrase("ended-last", "contract-list", count=ended)] if ended else []),
            *check_told(question, to_check),
        ]
    )
    # A front that can draw lists shows more than the first page by what was asked for.
    facts = {**data(question, found, total), "listing": to_json(query), "heading": heading}
    if query.ending is not None:
        facts["period"] = dict(zip(("start", "end"), to_json(query)["ending"], strict=True))
    events = [remembered(query)]
    if not found:
        return _empty(question, listing, to_check, chips, facts, events)
    seen_so_far = query.skip + len(found)
    owners = isinstance(question.subject, SalesRep) and len(query.values("owner")) != 1
    if query.sort == "seats" and query.most == 1:
        return _most_seats(question, query, facts, events)
    first, rows = _first_by_seats(question, query, found), lines(question, found, owners, query.shows_seats)
    text = f"{first}{heading}\n{rows}{more(question, seen_so_far, total)}{age(question)}"
    way_to_ended = [*([_to_ended(question, ended)] if ended else []), *to_check_button(question, to_check)]
    pressed = [*way_to_ended, *buttons(found)[: 3 - len(way_to_ended) if chips else 4], *_taken_away(question, chips)]
    pressed = pressed[: 4 if total > seen_so_far else 5]
    if total > seen_so_far:
        pressed.append(
            Button(question.phrase("show-more", "contract-list"), question.phrase("show-more", "contract-list"))
        )
    return Reply(text, kind="contract", buttons=pressed, data=facts, shown=numbers(found), events=events)


def _ended_among(question: Question, query: ContractQuery) -> int:
    """How many contracts of a list that begins with what ends next are past their end; 0 on its further pages."""
    if query.sort != NEXT or query.skip:
        return 0
    ended = replace(query, sort=None, ending=Period(None, question.today - timedelta(days=1)))
    return contracts_of(question.session, question.subject, 1, ended, 0, question.today)[1]


def _to_ended(question: Question, ended: int) -> Button:
    return Button(
        question.phrase("show-ended", "contract-list", count=ended), question.phrase("say-ended", "contract-list")
    )


def _first_by_seats(question: Question, query: ContractQuery, found: Sequence[Terms]) -> str:
    """Which contracts have the most seats, or the fewest, where that is asked for, and how many; nothing where all have
    as many.
    """
    first = [one for one in found if one.quantity == found[0].quantity]
    if query.sort != "seats" or query.skip or len(first) == len(found):
        return ""
    return _with_so_many(question, query, first) + "\n"


def _most_seats(question: Question, query: ContractQuery, facts: dict[str, object], events: list[Event]) -> Reply:
    """The one contract with the most seats, or the fewest; all that have as many."""
    found, _ = contracts_of(
        question.session, question.subject, SHOWN_AT_ONCE, replace(query, most=None), 0, question.today
    )
    first = [one for one in found if one.quantity == found[0].quantity]
    shown_facts = {**facts, **data(question, first, len(first))}
    text = _with_so_many(question, query, first) + age(question)
    return Reply(
        text, kind="contract", buttons=buttons(first)[:5], data=shown_facts, shown=numbers(first), events=events
    )


def _with_so_many(question: Question, query: ContractQuery, first: Sequence[Terms]) -> str:
    if len(first) == 1:
        return said(question, "most-seats" if query.descending else "fewest-seats", first[0])
    names = ", ".join(f"{one.product} ({one.contract_number})" for one in first)
    return said(
        question, "most-seats-several" if query.descending else "fewest-seats-several", first[0], contracts=names
    )


def _has_notice_dates(question: Question) -> bool:
    """Whether any contract in the asker's sight has a last day to stop its automatic renewal on file."""
    ever = ContractQuery(notice=Period(None, None))
    return contracts_of(question.session, question.subject, 1, ever, 0, question.today)[1] > 0


def _taken_away(question: Question, chips: list[Chip]) -> list[Button]:
    """A button for each condition that words can take away."""
    by_words = [chip for chip in chips if chip.by_words][:MOST_CHIPS]
    return [
        Button(
            question.phrase("without", "query", label=chip.label)[:75],
            question.phrase("say-without", "query", label=chip.label),
        )
        for chip in by_words
    ]


def _empty(
    question: Question,
    listing: Listing,
    to_check: int,
    chips: list[Chip],
    facts: dict[str, object],
    events: list[Event],
) -> Reply:
    """Nothing is like that; what rests on an earlier question says so and offers the whole. `to_check`: how many stand
    beside it that should have renewed by themselves.
    """
    text = "\n".join(
        [
            *unread_told(listing.unread, question.language, listing.missing),
            *answered(question, listing.query, listing.signs, False),
            nothing_such(question, listing.query),
            *told_instead(question, listing.query),
            *check_told(question, to_check),
        ]
    )
    if listing.query.notice and not _has_notice_dates(question):
        text += "\n" + question.phrase("no-notice-dates", "contract-list")
    wider = to_check_button(question, to_check)
    if not listing.query.skip:
        if listing.inherited:
            text += "\n" + question.phrase("inherited", "query", conditions=" · ".join(chip.label for chip in chips))
            wider.append(
                Button(question.phrase("show-whole", "query"), question.phrase("anew", "query", text=question.text))
            )
        if isinstance(question.subject, SalesRep) and listing.query.values("owner"):
            wider.append(
                Button(
                    question.phrase("show-territory", "contract-list"),
                    question.phrase("say-territory", "contract-list"),
                )
            )
    return Reply(text, buttons=[*wider, *_taken_away(question, chips)][:5], data=facts, events=events)
