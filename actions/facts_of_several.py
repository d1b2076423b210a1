"""What is on file of several contracts together: how many units in all, in what they are alike, whether all are
running, which ends they have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from actions.base import Question
from actions.contracts_named import SHOWN_AT_ONCE
from actions.contracts_shown import counted, lines, more
from actions.fact_words import WORDS, form, said, says
from actions.meant_contracts import Meant
from actions.period import reading_of
from renewals import answers
from renewals.contracts import Status, Terms
from renewals.languages import long_date, written_number
from renewals.periods import Period

BOTH = 2
# In what contracts are compared: the words that ask for it (`alike-…-words`), and what is told of each.
Told = Callable[[Question, Terms], str]


def quantity(question: Question, contract: Terms) -> str:
    return said(question, "quantity", contract)


def how_many(question: Question, about: Meant) -> str:
    """The quantity of each contract, behind their sum where they are several."""
    shown = about.contracts[:SHOWN_AT_ONCE]
    told = "\n".join(quantity(question, contract) for contract in shown) + more(question, len(shown), about.total)
    if len(about.contracts) == 1:
        return told
    in_all = written_number(sum(contract.quantity for contract in about.contracts), question.language)
    in_all = question.phrase("quantity-in-all", WORDS, quantity=in_all, count=counted(question, about.total))
    return "\n".join([*_most(question, about.contracts), in_all, told])


def _most(question: Question, contracts: list[Terms]) -> list[str]:
    """Which of several contracts has the most units, or the fewest, where that is asked for."""
    fewest = says(question, "fewer-words")
    if not fewest and not says(question, "more-words"):
        return []
    found = extreme(contracts, fewest)
    return [said(question, "fewest-seats" if fewest else "most-seats", found)] if found else []


def extreme(contracts: list[Terms], fewest: bool) -> Terms | None:
    """The one contract with the most units, or the fewest; None where several have as many."""
    first, *others = sorted(contracts, key=lambda one: one.quantity, reverse=not fewest)
    return first if not others or others[0].quantity != first.quantity else None


def compared(question: Question, about: Meant) -> str:
    """Whether contracts are alike in what is asked for (their offering, where nothing else is), and what each has."""
    asked = next((of for name, of in _COMPARED.items() if says(question, f"alike-{name}-words")), _offering)
    told = [asked(question, contract) for contract in about.contracts]
    if len(told) == 1:
        return said(question, "alike-only-one", about.contracts[0], value=told[0])
    if len(set(told)) == 1:
        name = "alike-both" if len(told) == BOTH else "alike"
        return question.phrase(name, WORDS, count=counted(question, about.total), value=told[0])
    rows = [
        said(question, "alike-line-ended" if one.ended(question.today) else "alike-line", one, value=value)
        for one, value in zip(about.contracts[:SHOWN_AT_ONCE], told, strict=False)
    ]
    return "\n".join([question.phrase("not-alike", WORDS), *rows]) + more(question, len(rows), about.total)


def _offering(question: Question, contract: Terms) -> str:
    return answers.topics(question.language)[contract.offering].title


def _end(question: Question, contract: Terms) -> str:
    return long_date(contract.end_on, question.language)


def _reseller(question: Question, contract: Terms) -> str:
    return contract.reseller or question.phrase("alike-no-reseller", WORDS)


def _quantity(question: Question, contract: Terms) -> str:
    return written_number(contract.quantity, question.language)


def _renewal(question: Question, contract: Terms) -> str:
    return question.phrase("alike-renews" if contract.auto_renew else "alike-renews-not", WORDS)


_COMPARED: dict[str, Told] = {
    "reseller": _reseller,
    "quantity": _quantity,
    "offering": _offering,
    "renewal": _renewal,
    "end": _end,
}


def still_covered(question: Question, about: Meant) -> str:
    """Whether the contracts that are meant are running; or whether they have ended, where that is asked."""
    contracts, forms = about.contracts, _LAPSED if _asks_for_a_lapse(question) else _COVERED
    if len(contracts) == 1:
        contract, day = contracts[0], _day_to_come(question)
        if day and not contract.ended(question.today):
            return said(question, _covered_on(contract, day), contract, day=long_date(day, question.language))
        running = forms.running if contract.days_left(question.today) else forms.today
        return said(question, form(question, contract, running, forms.ended, forms.check), contract)
    ended = [contract for contract in contracts if contract.ended(question.today)]
    count = counted(question, len(contracts))
    if not ended:
        return said(question, forms.all_running, contracts[0], count=count)
    if any(contract.status(question.today) is Status.CHECK for contract in ended):
        name = "covered-unsure"
    else:
        name = forms.all_ended if len(ended) == len(contracts) else forms.some_ended
    return question.phrase(name, WORDS, count=count, ended=len(ended)) + "\n" + _listed(question, contracts)


@dataclass(frozen=True)
class _Forms:
    """The phrases of an answer to whether contracts are running, by what is on file."""

    running: str
    today: str
    ended: str
    check: str
    all_running: str
    all_ended: str
    some_ended: str


_COVERED = _Forms(
    "covered-yes", "covered-today", "covered-no", "covered-check", "covered-all", "covered-none", "covered-some"
)
_LAPSED = _Forms(
    "lapsed-no", "lapsed-today", "lapsed-yes", "automatic-check", "lapsed-none", "lapsed-all", "lapsed-some"
)


def _day_to_come(question: Question) -> date | None:
    """The day that a question names, where it is one to come ("still covered on 5 March?")."""
    meant = reading_of(question).meant
    if not isinstance(meant, Period) or meant.start is None or meant.start != meant.end:
        return None
    return meant.start if meant.start > question.today else None


def _covered_on(contract: Terms, day: date) -> str:
    if day <= contract.end_on:
        return "covered-then"
    return "covered-then-renewed" if contract.auto_renew else "covered-then-not"


def _asks_for_a_lapse(question: Question) -> bool:
    """Whether "has it expired?" is asked, and not "is it still covered?": a yes to one is a no to the other."""
    return says(question, "lapse-words") and not says(question, "cover-words")


def _listed(question: Question, contracts: list[Terms]) -> str:
    shown = contracts[:SHOWN_AT_ONCE]
    return lines(question, shown) + more(question, len(shown), len(contracts))


def registered(question: Question, about: Meant) -> str:
    """The ends on file, and who can confirm a renewal that they do not show."""
    one = about.contracts[0]
    if len(about.contracts) == 1:
        return said(question, "registered" if one.reseller else "registered-no-reseller", one)
    resellers = list(dict.fromkeys(contract.reseller for contract in about.contracts if contract.reseller))
    whom = ", ".join(resellers[:SHOWN_AT_ONCE]) or question.phrase("registered-whom", WORDS)
    return f"{question.phrase('registered-several', WORDS, resellers=whom)}\n{_listed(question, about.contracts)}"
