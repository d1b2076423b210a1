"""A name that nothing on file has, in a representative's question: a list without it would look like an answer."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from actions.base import Question, Reply
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.names import folded
from renewals.people import PersonName
from renewals.query import QueryReading

LONGEST_LABEL, LONGEST_NAME = 75, 80
# A colleague whose name has a word as like as this (of 100) may be meant; so many are offered.
NEAR = 65
MOST_OFFERED = 3


def of_strangers(question: Question, reading: QueryReading) -> Reply | None:
    """Says that nothing on file is called so and asks what is meant: colleagues whose names are near, or the question
    without the name; None where each name is known.
    """
    if not reading.strangers or not isinstance(question.subject, SalesRep):
        return None
    rest = question.text
    for name in reading.strangers:
        rest = rest.replace(f"{name}'s", " ").replace(f"{name}’s", " ").replace(name, " ")
    rest = " ".join(rest.split())
    wanted = ", ".join(reading.strangers)[:LONGEST_NAME]
    text, offered = with_near(question, question.phrase("nobody-called", "query", wanted=wanted), reading.strangers)
    label = question.phrase("without", "query", label=reading.strangers[0])[:LONGEST_LABEL]
    left = [Button(label, rest)] if rest else []
    return Reply(text, kind="clarify", buttons=[*offered, *left], data={"contracts": [], "total": 0})


def with_near(question: Question, text: str, names: Sequence[str]) -> tuple[str, list[Button]]:
    """What is said of names that nobody has, with the question which colleague is meant where some are called alike;
    and a button for each of these.
    """
    near = [(one, name) for name in names for one in near_people(question, name)][:MOST_OFFERED]
    if not near:
        return text, []
    called = [one.name or one.email for one, _ in near]
    told = question.phrase("near-people", "query", names=", ".join(called))
    buttons = [
        Button(label[:LONGEST_LABEL], question.text.replace(name, label))
        for label, (_, name) in zip(called, near, strict=True)
    ]
    return f"{text}\n{told}", buttons


def near_people(question: Question, name: str) -> list[PersonName]:
    """The colleagues with a word of their names most like one of a name's, the nearest first."""
    people = question.known.trade.people
    words = folded(name).split()

    def alike(one: PersonName) -> float:
        return max((float(fuzz.ratio(said, word)) for said in words for word in one.words), default=0.0)

    nearest = sorted(people, key=lambda one: (-alike(one), one.email))
    return [one for one in nearest if alike(one) >= NEAR][:MOST_OFFERED]
