"""What else people should know of a topic, below the answer to a question within it."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Question, Reply
from renewals import answers
from renewals.names import folded

WORDS = "in-brief"
MOST = 2
# A fact is in an answer that has so many of its words; a word is one from so many letters, by its first ones.
SHARE, LETTERS, STEM = 0.6, 5, 5


def below(question: Question, reply: Reply) -> Reply:
    """The reply, and below it those facts of its topic that it does not hold and that were not told before.

    What is on file of a contract stands alone.
    """
    if reply.shown:
        return reply
    facts = answers.topics(question.language)[WORDS].phrases.get(question.topic, "").splitlines()
    more = question.not_told([fact for fact in facts if not _holds(reply.text, fact)])[:MOST]
    return replace(reply, text="\n".join([reply.text, *more]))


def _holds(text: str, fact: str) -> bool:
    of_fact = _words(fact)
    return len(of_fact & _words(text)) >= SHARE * len(of_fact)


def _words(text: str) -> set[str]:
    return {word[:STEM] for word in folded(text).replace("'", " ").split() if len(word) >= LETTERS}
