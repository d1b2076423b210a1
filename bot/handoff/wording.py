"""What a customer wants with the request that they have made, where they say it in so many words.

The words stand in the domain, in every language. Pure.
"""

from __future__ import annotations

from bot.conversation.wording import holds, words_of
from bot.handoff.notices import TOPIC
from renewals.names import folded

WITHDRAW, ADD = "withdraw", "add"
# What is asked of a request's state: when it is answered, how, under which reference, what was passed on, who is there.
WHEN, HOW, REFERENCE, WHAT, THERE = "when", "how", "reference", "what", "there"
ASKED = (WHEN, HOW, WHAT, THERE, REFERENCE)
# A longer message is about something else as well.
MOST_WORDS = 14
LONGEST = 400


def wish_of(text: str) -> str | None:
    """What a message wants with a request: to withdraw it, to add to it, or to know something of it; nothing where it
    says none of that.
    """
    words = folded(text[:LONGEST])
    if added_in(text):
        return ADD
    if len(text) > LONGEST or len(words.split()) > MOST_WORDS:
        return None
    if _holds(words, "withdraw-words") and not _holds(words, "not-words"):
        return REFERENCE if _begins(words, "whether-words") else WITHDRAW
    if _holds(words, "contract-words"):
        # "My contract's reference" is not the request's.
        return None
    if _asks_when(words):
        return WHEN
    return next((name for name in ASKED if name != WHEN and _holds(words, f"{name}-words")), None)


def asks_whether_withdrawn(text: str) -> bool:
    """Whether a message asks if a request was taken back."""
    words = folded(text[:LONGEST])
    return _begins(words, "whether-words") and _holds(words, "withdraw-words") and not _holds(words, "not-words")


def _asks_when(words: str) -> bool:
    """Whether a folded text asks when an answer comes: people do so in too many ways for a list of whole questions."""
    return _holds(words, "when-words") and _holds(words, "when-answer-words") and not _holds(words, "when-not-words")


def added_in(text: str) -> bool:
    """Whether a message is to be added to the request: it begins so, and goes on."""
    begins, colon, rest = text[:LONGEST].partition(":")
    if colon and rest.strip() and folded(begins) in _words("add-colon-words"):
        return True
    words = _without(folded(text[:LONGEST]), "please-words")
    return any(words.startswith(f"{opener} ") for opener in _words("add-words"))


def adds_to_nothing(text: str) -> bool:
    """Whether a message plainly adds something to a request, where none is open ("add that we need it by Friday")."""
    words = _without(folded(text[:LONGEST]), "please-words")
    return any(words.startswith(f"{opener} ") for opener in _words("add-to-request-words"))


def is_no_need(text: str) -> bool:
    """Whether somebody needs no answer elsewhere: in such words, or in two of them ("no, no need")."""
    words, known = folded(text[:LONGEST]), _words("no-need-words")
    first, _, rest = words.partition(" ")
    return len(text) <= LONGEST and (words in known or (first in known and rest in known))


def has_helped(text: str) -> bool | None:
    """Whether somebody says that an answer has helped them, or that it has not; nothing where they say neither."""
    words = folded(text.strip(" .!?…")) if len(text) <= LONGEST else ""
    if len(words.split()) > MOST_WORDS:
        return None
    if words in _words("helped-no-words") or _holds(words, "not-helped-words"):
        return False
    return True if words in _words("helped-yes-words") or _holds(words, "has-helped-words") else None


def goes_back(text: str) -> bool:
    """Whether somebody says that they want the assistant again."""
    return folded(text.strip(" .!?…")) in _words("back-words")


def _words(name: str) -> tuple[str, ...]:
    return words_of(TOPIC, name)


def _holds(words: str, name: str) -> bool:
    return holds(words, TOPIC, name)


def _begins(words: str, name: str) -> bool:
    return any(f"{words} ".startswith(f"{one} ") for one in _words(name))


def _without(words: str, name: str) -> str:
    """A text without the polite words at its beginning."""
    while one := next((one for one in _words(name) if words.startswith(f"{one} ")), None):
        words = words[len(one) + 1 :]
    return words
