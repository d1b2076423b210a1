"""How a fact of a contract is put into words (domain/<language>/own-facts.yml)."""

from __future__ import annotations

from collections.abc import Iterable

from actions.base import Question
from renewals import answers
from renewals.contracts import Status, Terms
from renewals.languages import days, long_date, written_number
from renewals.names import folded

WORDS = "own-facts"


def form(question: Question, contract: Terms, running: str, ended: str, check: str) -> str:
    """The name of the phrase that fits: of a contract that is running, is past its end, or should have renewed by
    itself.
    """
    return {Status.EXPIRED: ended, Status.CHECK: check}.get(contract.status(question.today), running)


def said(question: Question, name: str, contract: Terms, **values: object) -> str:
    """A phrase, with what it may tell of a contract."""
    notice = contract.notice_on
    told = {
        "product": contract.product,
        "number": contract.contract_number,
        "start_date": long_date(contract.start_on, question.language),
        "end_date": long_date(contract.end_on, question.language),
        "days": days(contract.days_left(question.today), question.language),
        "notice_date": long_date(notice, question.language) if notice else "",
        "notice_days": days((notice - question.today).days, question.language) if notice else "",
        "offering": answers.topics(question.language)[contract.offering].title,
        "quantity": written_number(contract.quantity, question.language),
        "reseller": contract.reseller,
        "owner": contract.owner_email,
    }
    return question.phrase(name, WORDS, **{**told, **values})


def says(question: Question, name: str) -> bool:
    """Whether a message holds one of the words of a phrase (`word|other words`), in any language."""
    told = (answers.phrase(language, WORDS, name) for language in answers.languages())
    return holds(question, (word for words in told for word in words.split("|")))


def holds(question: Question, words: Iterable[str]) -> bool:
    """Whether a message holds one of some words, or of some words in a row, written plainly."""
    plain = f" {folded(question.text)} "
    return any(f" {word} " in plain for word in words)
