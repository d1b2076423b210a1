"""The words around a list of contracts: its heading, its conditions, and that nothing is like that."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Question
from actions.contracts_shown import counted
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.languages import long_date, written_number
from renewals.period_in_words import told
from renewals.query import ContractQuery
from renewals.query.kinds import AVERAGES, NEXT
from renewals.query_told import chips_of
from renewals.store.asked import names_of
from renewals.store.importing import contracts_as_of
from renewals.store.sums import sums_of

# What the heading says by itself; the other conditions stand in a line of their own.
IN_THE_HEADING = ("owner", "account")
STATUSES_OF_A_HEADING = ("expired", "due", "active", "overdue", "check", "running")


def names_in(question: Question, query: ContractQuery) -> dict[str, str]:
    return names_of(question.session, question.subject, query, question.known)


def heading_of(question: Question, query: ContractQuery, total: int, accounts: set[str]) -> str:
    """What the list holds; for a representative also whose contracts these are; then its other conditions, and the sum
    that is asked for.
    """
    if query.skip:
        return question.phrase("continued", "contract-list")
    heading = _whose(question, query, _what(question, query, total, accounts))
    left = _other_conditions(question, query)
    parts = [
        heading,
        *([question.phrase("only", "query", conditions=" · ".join(left))] if left else []),
        *_sum(question, query),
    ]
    return "\n".join(parts)


def _whose(question: Question, query: ContractQuery, heading: str) -> str:
    subject, owners = question.subject, query.values("owner")
    if not isinstance(subject, SalesRep):
        return heading
    if owners == (subject.email,):
        return question.phrase("of-mine", "contract-list", heading=heading)
    if owners:
        names = names_in(question, query)
        return question.phrase(
            "of-colleague", "contract-list", names=", ".join(names.get(one, one) for one in owners), heading=heading
        )
    return question.phrase("of-all" if subject.manager else "of-territory", "contract-list", heading=heading)


def _other_conditions(question: Question, query: ContractQuery) -> list[str]:
    """The conditions that no heading says."""
    told_already = query
    for field in IN_THE_HEADING:
        told_already = told_already.having(field, ())
    if not query.ending and _one_status(query):
        told_already = told_already.having("status", ())
    rest = replace(told_already, ending=None)
    # A name that several accounts have is told: which of them are meant is not plain from the list.
    several = query.values("account") if len(query.values("account")) > 1 else ()
    names = (
        names_in(question, query) if several or any(query.values(one, negated=True) for one in IN_THE_HEADING) else {}
    )
    return [chip.label for chip in chips_of(rest.having("account", several), question.language, names)]


def _one_status(query: ContractQuery) -> str | None:
    statuses = query.values("status")
    return statuses[0] if len(statuses) == 1 and statuses[0] in STATUSES_OF_A_HEADING else None


def _sum(question: Question, query: ContractQuery) -> list[str]:
    if query.ask not in ("seats", "accounts", *AVERAGES):
        return []
    (sums,) = sums_of(question.session, question.subject, query, question.today)
    count = written_number(round(sums.of(query.ask), 1), question.language)
    return [question.phrase(f"sum-{query.ask}", "query", count=count)]


def _what(question: Question, query: ContractQuery, total: int, accounts: set[str]) -> str:
    count = counted(question, total)
    if query.ending is not None:
        return question.phrase(
            "heading", "expiring-contracts", period=told(query.ending, question.language), count=count
        )
    by_end = query.order in (("end", False), (NEXT, False))
    if status := _one_status(query):
        if status == "running" and not by_end:
            return question.phrase("heading-running-sorted", "contract-list", count=count)
        return question.phrase(f"heading-{status}", "contract-list", count=count)
    named = query.values("account")
    if len(accounts) == 1 and by_end and (len(named) == 1 or (len(named) == 0 and not query.narrowed)):
        return question.phrase("heading-account", "contract-list", account=next(iter(accounts)), count=count)
    plain = "rep-heading" if isinstance(question.subject, SalesRep) else "heading"
    if not by_end:
        plain += "-sorted"
    return question.phrase(plain, "contract-list", count=count)


def nothing_such(question: Question, query: ContractQuery) -> str:
    if query.skip:
        return question.phrase("no-more", "contract-list")
    others = _other_conditions(question, query)
    # An empty list has no heading that tells whose it is and of which account.
    owners = query.values("owner")
    if len(query.values("account")) == 1:
        accounts = query
        for one in query.where:
            accounts = accounts if (one.field, one.negated) == ("account", False) else accounts.without(one)
        of_accounts = replace(accounts, ending=None, notice=None, deadline=None, seats=None)
        others = [
            *(chip.label for chip in chips_of(of_accounts, question.language, names_in(question, query))),
            *others,
        ]
    of_colleague = isinstance(question.subject, SalesRep) and bool(owners) and owners != (question.subject.email,)
    territory = isinstance(question.subject, SalesRep) and not query.values("owner")
    if query.ending is not None:
        over = query.ending.end is not None and query.ending.end < question.today
        none = ("none-in-territory" if territory else "none") + ("-past" if over else "")
        said = question.phrase(none, "expiring-contracts", period=told(query.ending, question.language))
    elif owners and not of_colleague and not query.values("status") and not others:
        return question.phrase("none-of-mine", "contract-list")
    elif territory and query.narrowed:
        said = question.phrase("none-in-territory", "contract-list")
    elif query.narrowed:
        said = question.phrase("none-such", "contract-list")
    else:
        return question.phrase("none", "contract-expiry")
    if of_colleague:
        said = _whose(question, query, question.phrase("none-of-colleague", "contract-list"))
        others = [
            *([told(query.ending, question.language)] if query.ending else []),
            *_status_told(question, query),
            *others,
        ]
    return "\n".join([said, *([question.phrase("only", "query", conditions=" · ".join(others))] if others else [])])


def _status_told(question: Question, query: ContractQuery) -> list[str]:
    """A status that a heading says by itself."""
    return [question.phrase(f"status-{status}", "query")] if (status := _one_status(query)) and not query.ending else []


def check_told(question: Question, count: int) -> list[str]:
    """That so many are past their end beside what is overdue, but should have renewed by themselves, if any."""
    name = "check-beside-one" if count == 1 else "check-beside-other"
    return [question.phrase(name, "contract-list", count=counted(question, count))] if count else []


def to_check_button(question: Question, count: int) -> list[Button]:
    """The way to these."""
    show = question.phrase("show-check", "contract-list", count=count)
    return [Button(show, question.phrase("say-check", "contract-list"))] if count else []


def age(question: Question) -> str:
    """How old what is known of contracts is: for representatives, who act on it."""
    as_of = contracts_as_of(question.session) if isinstance(question.subject, SalesRep) else None
    if as_of is None:
        return ""
    # The day of the file is UTC's; for somebody west of it that may be a day that has not begun.
    day = min(as_of.date(), question.today)
    return "\n" + question.phrase("as-of", "contract-list", day=long_date(day, question.language))
