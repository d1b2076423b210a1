"""Whose contracts a representative asks for: "my contracts" are those that they own, anything else is all that they may see. The words are in
domain/<language>/contract-list.yml. For customers all of it is theirs."""

from __future__ import annotations

from functools import cache

from actions.base import Question
from renewals import answers
from renewals.access import SalesRep
from renewals.names import folded

# "And next month?", "only mine": what is so short goes on with the list before.
FEW_WORDS = 5


def owner_meant(question: Question) -> str | None:
    """The asker's address where a representative asks for their own contracts."""
    return question.subject.email if isinstance(question.subject, SalesRep) and says_own(question.text) else None


def says_own(text: str) -> bool:
    """Whether somebody speaks of what is theirs. A territory or a team of theirs is not meant by that."""
    return _holds(_without(text, _words("territory-words")), _words("own-words"))


def owner_after(question: Question, before: str | None) -> str | None:
    """Whose contracts a message means that goes on with a list: as it says, else whose they were."""
    return owner_meant(question) or (None if says_territory(question.text) else before)


def says_territory(text: str) -> bool:
    """Whether somebody names all that they may see, not only what is theirs."""
    return _holds(_plain(text), _words("territory-words")) and not says_own(text)


def whose_alone(question: Question) -> bool:
    """Whether a message says whose contracts are meant, and nothing else: "only mine", "the whole territory"."""
    said = isinstance(question.subject, SalesRep) and (says_own(question.text) or says_territory(question.text))
    rest = _without(_without(question.text, _words("territory-words")), _words("own-words"))
    little = {
        word for language in answers.languages() for word in folded(answers.phrase(language, "contract-list", "little-words")).split()
    }
    return said and set(rest.split()) <= little


def _plain(text: str) -> str:
    return f" {folded(text)} "


def _holds(plain: str, words: tuple[str, ...]) -> bool:
    return any(f" {word} " in plain for word in words)


def _without(text: str, words: tuple[str, ...]) -> str:
    plain = _plain(text)
    for word in words:
        plain = plain.replace(f" {word} ", "  ")
    return plain


@cache
def _words(name: str) -> tuple[str, ...]:
    """The words of all languages under a name, the longest first."""
    said = {folded(word) for language in answers.languages() for word in answers.phrase(language, "contract-list", name).split("|")}
    return tuple(sorted(said, key=lambda word: (-len(word), word)))
