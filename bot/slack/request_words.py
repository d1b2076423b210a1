"""Whether a message takes a request up, gives it back, hands it over, or shares an answer; and what it says of which.

Pure; the words stand in domain/<language>/desk-wishes.yml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from renewals import answers
from renewals.names import folded

WORDS = "desk-wishes"
CLAIM, RELEASE, GIVE, SHARE = "claim", "release", "give", "share"
# What the words of a wish begin with; the longest wins, and of as many words the first kind.
KINDS = (SHARE, RELEASE, GIVE, CLAIM)
READ_WITHIN = 300
REFERENCE = re.compile(r"(?<![\w-])H-[2-9A-Z]{7}(?![\w-])", re.IGNORECASE)
CHANNEL = re.compile(r"<#(C\w+|G\w+)(?:\|[^>]*)?>")
USER = re.compile(r"<@(U\w+|W\w+)(?:\|[^>]*)?>")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Wish:
    """`what`: one of `KINDS`.

    `about`: the words that say which request, or what is shared where; `to`: those that say to whom.
    """

    what: str
    about: str
    to: str = ""

    @property
    def references(self) -> list[str]:
        """The requests that are named by their references."""
        return list(dict.fromkeys(found[0].upper() for found in REFERENCE.finditer(self.about)))

    @property
    def bare(self) -> bool:
        """Whether nothing says which one: "it", "this request"."""
        return all(_is_bare(word) for word in _words(REFERENCE.sub(" ", self.about)))


def wished(text: str) -> Wish | None:
    """What a message wishes, as it was written; None where it is no such wish.

    A wish begins the message. A request is spoken of as such ("Contoso's request"), by its reference, or by a pronoun:
    "take Contoso" is none.
    """
    text = text[:READ_WITHIN].replace("’", "'")
    found = list(_WORD.finditer(text))
    words = [folded(word[0]) for word in found]
    for language in answers.languages():
        place = _behind(words, _phrases(language, "before"))
        lengths = {kind: _longest(words, place, _phrases(language, kind)) for kind in KINDS}
        kind = max(KINDS, key=lambda one: lengths[one])
        # "Can you claim it?" wishes; another question asks.
        if lengths[kind] and (place or not text.rstrip().endswith("?")):
            rest = text[found[place + lengths[kind] - 1].end() :].removeprefix("'")
            wish = _given(language, rest) if kind == GIVE else Wish(kind, rest)
            if wish is not None and _speaks_of_one(wish):
                return wish
    return None


def _given(language: str, rest: str) -> Wish | None:
    """What is handed over, and to whom: they stand behind the last word that leads to a person."""
    leads = [word for word in _WORD.finditer(rest) if folded(word[0]) in _set(language, "to")]
    for lead in reversed(leads):
        to = rest[lead.end() :].strip(" .,!:")
        if to:
            return Wish(GIVE, rest[: lead.start()], to)
    return None


def _speaks_of_one(wish: Wish) -> bool:
    words = _words(REFERENCE.sub(" ", wish.about))
    if wish.what == SHARE:
        about = _words(re.sub(r"#[\w-]+", " ", CHANNEL.sub(" ", wish.about)))
        # "Share it with Dana": in which channel is asked.
        with_whom = next((at for at, word in enumerate(about) if at and _is_one_of(word, "with", "to")), len(about))
        about = about[:with_whom]
        return bool(about) and all(_is_one_of(word, "it", "little", "answer", "channel", "them") for word in about)
    return bool(wish.references) or any(_is_one_of(word, "request") for word in words) or (bool(words) and wish.bare)


def names_here(wish: Wish) -> bool:
    """Whether what is shared goes to the channel in which that is said."""
    return any(_is_one_of(word, "channel") for word in _words(wish.about))


def with_whom(wish: Wish) -> str | None:
    """With which colleague an answer is to be shared, in the words of the wish: behind the last word that leads to
    somebody, or a pronoun (""); None where a channel is named, or nobody.
    """
    if wish.what != SHARE or CHANNEL.search(wish.about) or "#" in wish.about or names_here(wish):
        return None
    leads = [word for word in _WORD.finditer(wish.about) if _is_one_of(folded(word[0]), "with", "to")]
    to = wish.about[leads[-1].end() :].strip(" .,!:") if leads else ""
    if to:
        return "" if all(_is_one_of(word, "them") for word in _words(to)) else to
    return "" if any(_is_one_of(word, "them") for word in _words(wish.about)) else None


def said_of(wish: Wish) -> str:
    """The words by which a request was named."""
    kept = [word for word in re.split(r"\s+", wish.about) if any(not _is_bare(part) for part in _words(word))]
    return " ".join(kept).strip(" .,;:!")


def _is_bare(word: str) -> bool:
    return _is_one_of(word, "request", "it", "little")


def _words(text: str) -> list[str]:
    return [folded(word[0]) for word in _WORD.finditer(text)]


def _is_one_of(word: str, *names: str) -> bool:
    return any(word in _set(language, name) for language in answers.languages() for name in names)


def _behind(words: list[str], phrases: frozenset[tuple[str, ...]]) -> int:
    place = 0
    while length := _longest(words, place, phrases):
        place += length
    return place


def _longest(words: list[str], place: int, phrases: frozenset[tuple[str, ...]]) -> int:
    """How many words from a place on are one of some phrases, the longest one; 0 where they are none."""
    longest = min(max(map(len, phrases)), len(words) - place)
    return next((length for length in range(longest, 0, -1) if tuple(words[place : place + length]) in phrases), 0)


@cache
def _phrases(language: str, name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in answers.phrase(language, WORDS, f"words-{name}").split("|"))


@cache
def _set(language: str, name: str) -> frozenset[str]:
    return frozenset(answers.phrase(language, WORDS, f"words-{name}").split())
