"""What a message names as a firm, by capitals and by its place in the sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from renewals.languages import small_words
from renewals.matching import QUESTION_WORDS
from renewals.name_words import CONNECTORS
from renewals.names import folded

# Firms are named within so many characters: no question is longer before it comes to the point, and each name is
# compared with all accounts.
NAMED_WITHIN = 300
LONGEST_NAME = 4
_BEFORE_A_FIRM = frozenset(
    ("of for from at about account company customer client firm compte société entreprise chez pour de du").split()
)
# The beginning of a word that may be one of a firm's name: a letter that is no small one ("Acme", "AT&T", "Ørn",
# "株式会社"), or digits and `&`.
_CAPITALISED = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w&.-]*\w|\d{1,4}&\w+")
_BETWEEN_WORDS = re.compile(r"\W")
# Where a sentence's subject stands: between these, or after these.
_BEFORE_A_SUBJECT = frozenset("does do did has have will que qu quels quelles".split())
_AFTER_A_SUBJECT = frozenset(
    ("have has end expire renew lapse own run hold got get stop finish a at t il elle ont possede").split()
)
_VERBS_BEFORE = frozenset("finit finissent expire expirent termine terminent echoit".split())
_PRONOUNS = frozenset(("I", "i", "a", "à", "y", "u"))
# What contracts and people are called; a firm is none of them.
_NO_FIRM = frozenset(
    "support maintenance coverage cover couverture subscription subscriptions abonnement abonnements license "
    "licence licenses licences warranty garantie service services deal"
    " agreement agreements entitlement entitlements protection everything anything something nothing someone "
    "anyone everyone one people customers clients tout chacun chacune everybody nobody antivirus firewall"
    " term terms offering offre offres hardware software online stuff thing things company people team firm "
    "entreprise societe today tomorrow soon demain bientot first last".split()
)


def firms_in(text: str) -> Iterator[str]:
    """What looks like a firm's name: words with capitals after "for" and its like ("for Acme Corp"), or before "'s"
    ("Acme's"); words in the place of one, however they are written ("what does acme have").
    """
    words = text[:NAMED_WITHIN].replace("’", "'").split()
    yield from _named_within(words)
    for place, word in enumerate(words):
        if _BETWEEN_WORDS.split(word)[-1] in _BEFORE_A_FIRM:
            named = _named_after(words[place + 1 : place + 1 + LONGEST_NAME])
        else:
            named = _named_until(words[max(0, place + 1 - LONGEST_NAME) : place + 1])
        if named:
            yield " ".join(named)


def _named_within(words: Sequence[str]) -> Iterator[str]:
    """The words between a verb's two halves ("does … end"), or after a verb to the end ("quand finit …"), where none of
    them is a word of every day.
    """
    plain = [folded(word) for word in words]
    for place, word in enumerate(plain):
        if word in _BEFORE_A_SUBJECT:
            end = next(
                (
                    end
                    for end in range(place + 1, min(place + 2 + LONGEST_NAME, len(words)))
                    if plain[end] in _AFTER_A_SUBJECT
                ),
                None,
            )
        elif word in _VERBS_BEFORE and len(words) - place - 1 <= LONGEST_NAME:
            end = len(words)
        else:
            continue
        named = [one.strip("?!.,;:\"'«»“”()") for one in words[place + 1 : end]] if end else []
        if any(named) and not any(_is_ordinary(one) for one in named):
            yield " ".join(one for one in named if one)


def _is_ordinary(word: str) -> bool:
    """Whether a word is one of every day.

    A letter that stands alone may be one of a firm's initials, save the pronoun that is a capital.
    """
    plain = folded(word)
    if len(plain) < 2 or plain in CONNECTORS:
        return word in _PRONOUNS
    return word.islower() and (plain in small_words() or plain in QUESTION_WORDS or plain in _NO_FIRM)


def _named_after(words: Sequence[str]) -> list[str]:
    """The capitalised words with which some words begin; a sign after one of them ends the name."""
    named: list[str] = []
    for word in words:
        begun = _CAPITALISED.match(word)
        if begun is None:
            break
        named.append(begun[0])
        if begun[0] != word:
            break
    return named


def _named_until(words: Sequence[str]) -> list[str]:
    """The capitalised words that end in the last of some words, where that one is "Acme's"."""
    owner, mark, rest = words[-1].lstrip("([{\"'«“").partition("'s")
    if not mark or rest[:1].isalnum() or not _CAPITALISED.fullmatch(owner):
        return []
    named = [owner]
    for word in reversed(words[:-1]):
        if not _CAPITALISED.fullmatch(word):
            break
        named.insert(0, word)
    return named
