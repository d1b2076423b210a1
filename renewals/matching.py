"""Finds which of some known products and accounts a person meant, despite typing, accents and abbreviations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from renewals.languages import small_words
from renewals.name_words import (
    LEGAL_FORMS,
    MOST_WORDS,
    UNSPACED_FORMS,
    Place,
    SearchedText,
    longest,
    units,
    whole,
    words_of,
)
from renewals.names import folded

ALIKE = 87.0
ENOUGH_OF_A_NAME = 0.4
# Words of products' names that are ordinary words of questions about them.
ORDINARY = frozenset(
    (
        "security protection service services support management suite system enterprise complete cloud software "
        "hardware web email access center"
    ).split()
)
_E_MAIL = re.compile(r"\be-mail", re.IGNORECASE)
ACCOUNTS_ALIKE = 84.0
ENOUGH_OF_AN_ACCOUNT = 0.3
MOST_ACCOUNTS = 5
# A name's words are looked for joined so many together; a whole name begins within so many words of a message.
LONGEST_RUN = 4
NAMED_WITHIN_WORDS = 60
# What questions about accounts are made of; no firm is meant by these words.
QUESTION_WORDS = frozenset(
    "account accounts customer client clients compte comptes contract contracts contrat contrats when what "
    "does end ends ending expire expires renewal renewals renew renouvellement"
    " overview status give show tell about for with our me us is are the and quand quoi finit fin expire "
    "donne montre sur pour avec notre nos moi nous est sont apercu point etat"
    " situation who owner next quarter month year trimestre mois annee prochain dis all tous toutes which "
    "quels quelles qui que how comment product produit".split()
)
# Words that many firms have in their names; alone they mean none of them.
TRADES = frozenset(
    "bank banque hotel hospital hopital clinic clinique school ecole university universite industries "
    "industrie service services systems solutions international europe france"
    " technologies technology boulangerie pharmacie restaurant logistics transport transports assurance "
    "assurances insurance energy energie media consulting holding partners".split()
)


class AccountName(NamedTuple):
    """An account, by its number and name."""

    number: str
    name: str


def products_named(text: str, mentioned: Sequence[str], names: Iterable[str]) -> list[str]:
    """The names that a message means: those most like what was recognised in it, else those of whose words it holds
    most.

    `mentioned`: full names already recognised ("SEP" -> "Endpoint Protection"). `names`: what there is. Several may be
    returned, all about equally near.
    """
    known = [(name, folded(name)) for name in names]
    if exact := _held_whole(SearchedText(text), [name for name, _ in known], ORDINARY):
        return sorted(exact)
    recognised = [(max((_alike(folded(one), plain) for one in mentioned), default=0.0), name) for name, plain in known]
    best = max((score for score, _ in recognised), default=0.0)
    if best >= ALIKE:
        return sorted(name for score, name in recognised if score >= best - 1)
    # "Mail Security" is no part of "e-mail security".
    said = list(dict.fromkeys(folded(_E_MAIL.sub("email", text)).split()))[:MOST_WORDS]
    if any(len(words := folded(one).split()) > 1 and set(words) <= set(said) for one in mentioned):
        # A product that is named in full and is none of these is meant, not another one that shares words with it.
        return []
    held = [(share_held(plain.split(), _telling(plain.split()), said, beginnings=True), name) for name, plain in known]
    most = max((score for score, _ in held), default=0.0)
    return sorted(name for score, name in held if score >= ENOUGH_OF_A_NAME and score >= most - 0.1)


def _telling(words: Sequence[str]) -> Sequence[str]:
    return [word for word in words if word not in ORDINARY] or words


def _alike(one: str, other: str) -> float:
    return max(float(fuzz.token_set_ratio(one, other)), float(fuzz.ratio(one, other)))


def telling_words(text: str) -> list[str]:
    """The beginnings of words of a message that can be part of a firm's name, joined as well ("h & k" -> "hk")."""
    words = words_of(text)
    alone = [
        word.folded for word in words if len(word.folded) > 1 and not word.folded.isdigit() and _may_name(word.folded)
    ]
    joined = [
        "".join(word.folded for word in words[first : first + count])
        for first, word in enumerate(words)
        for count in (2, 3)
        if len(word.folded) <= 2
        and len(words) >= first + count
        and any(len(one.folded) == 1 for one in words[first : first + count])
    ]
    return list(dict.fromkeys([*alone, *joined]))


def whole_names(text: str) -> list[str]:
    """What a message may hold as a whole name, in one word; by these a firm is found among any number of others that
    begin alike.
    """
    words = words_of(text)[:NAMED_WITHIN_WORDS]
    runs = (
        "".join(word.folded for word in words[first:end])
        for first in range(len(words))
        for end in range(first + 1, min(first + 7, len(words) + 1))
    )
    return list(
        dict.fromkeys(
            run[:200] for run in runs if len(run) > 1 and run not in QUESTION_WORDS and run not in small_words()
        )
    )


def accounts_named(text: str, accounts: Iterable[AccountName], most: int = MOST_ACCOUNTS) -> list[AccountName]:
    """The accounts whose names a text holds, at most so many (five by default): those that it holds whole; else those
    of whose names it holds most letters.
    """
    said, known = SearchedText(text), list(accounts)
    exact = set(_held_whole(said, [account.name for account in known], QUESTION_WORDS | TRADES))
    if exact:
        return sorted((account for account in known if account.name in exact), key=lambda account: account.name)[:most]
    plain = [
        word.folded
        for word in said.words
        if len(word.folded) > 1 and word.folded not in QUESTION_WORDS and word.folded not in LEGAL_FORMS
    ]
    scored = []
    for account in known:
        own = units(account.name)
        share = _share(own, said, plain)
        if share >= ENOUGH_OF_AN_ACCOUNT:
            scored.append((share * sum(len(unit) for unit, _ in own), share, account))
    best = max((letters for letters, _, _ in scored), default=0.0)
    near = [(share, account) for letters, share, account in scored if letters >= 0.85 * best]
    held = [(share, account) for share, account in near if share == 1.0]
    return [account for _, account in sorted(held or near, key=lambda pair: (-pair[0], pair[1].name))[:most]]


def _held_whole(said: SearchedText, names: Sequence[str], ordinary: Collection[str]) -> list[str]:
    """The names that a text holds whole: with their legal form before without it, and none that is part of a longer
    one.
    """
    for key_of in (_with_its_form, _core):
        found = {name: place for name in names if (place := said.means(*key_of(name), ordinary))}
        if found:
            kept = set(longest(list(found.values())))
            return [name for name, place in found.items() if place in kept]
    return []


def places_held(said: SearchedText, names: Iterable[str], ordinary: Collection[str]) -> list[Place]:
    """Where a text holds some names whole, with their legal form or without."""
    keys = {key_of(name) for name in names for key_of in (_with_its_form, _core)}
    return [place for key in keys if (place := said.means(*key, ordinary))]


def _with_its_form(name: str) -> tuple[str, int]:
    return whole(name), 0


def _core(name: str) -> tuple[str, int]:
    own = units(name)
    return "".join(unit for unit, _ in own), sum(count for _, count in own)


def _share(own: Sequence[tuple[str, int]], said: SearchedText, plain: Sequence[str]) -> float:
    """How much of a name a text holds, letters counting; 0 where none of its telling words stands there."""
    found = [
        max((_likeness(unit, word, ACCOUNTS_ALIKE, beginnings=False) for word in plain), default=0.0) for unit, _ in own
    ]
    telling = [
        place
        for place, (unit, _) in enumerate(own)
        if unit not in TRADES and not (unit.isdigit() and own[place][1] == 1)
    ]
    # A name's beginning, exactly as it is, is enough of it ("H&K", "3M").
    least = 0.0
    for first in range(len(own)):
        for end in range(first + 1, min(first + LONGEST_RUN, len(own)) + 1):
            key, count = "".join(unit for unit, _ in own[first:end]), sum(count for _, count in own[first:end])
            if place := said.means(key, count, QUESTION_WORDS):
                found[first:end] = [1.0] * (end - first)
                least = (
                    ENOUGH_OF_AN_ACCOUNT
                    if first == 0 and (count > end or _tells(key) or said.words[place.start].capital)
                    else least
                )
    if not any(found[place] for place in telling):
        return 0.0
    return max(
        least,
        sum(len(unit) * share for (unit, _), share in zip(own, found, strict=True)) / sum(len(unit) for unit, _ in own),
    )


def _tells(key: str) -> bool:
    return len(key) > 2 or not key.isalpha()


def accounts_beginning_with(text: str, accounts: Iterable[AccountName]) -> list[AccountName]:
    """The accounts whose first word a text holds ("how does Acme stand?"), at most five; a word of a trade or an
    ordinary one does not count.
    """
    said = {word for word in telling_words(text) if word not in TRADES and word not in ORDINARY}
    begun = [
        account for account in accounts if folded(account.name).split()[:1] and folded(account.name).split()[0] in said
    ]
    return sorted(begun, key=lambda account: account.name)[:MOST_ACCOUNTS]


def accounts_called(name: str, accounts: Collection[AccountName]) -> list[AccountName]:
    """The accounts of a name, or of part of one, where nothing else was said: each of its words stands for a word of
    theirs; at most five.

    Three letters stand for a word that begins with them. Where a trade is all that was said ("hospital"), it is meant.
    """
    key = whole(name)
    if exact := [account for account in accounts if key and whole(account.name) == key]:
        return sorted(exact)[:MOST_ACCOUNTS]
    said = [unit for unit, _ in units(name) if _may_name(unit)]
    called = [
        account for account in accounts if said and all(_stands(one, folded(account.name).split()) for one in said)
    ]
    return sorted(called, key=lambda account: account.name)[:MOST_ACCOUNTS] or accounts_named(name, accounts)


def _stands(one: str, words: Sequence[str]) -> bool:
    return any(
        (len(one) >= 3 and word.startswith(one)) or _likeness(word, one, ACCOUNTS_ALIKE, beginnings=False)
        for word in words
    )


def _may_name(word: str) -> bool:
    return word not in QUESTION_WORDS and word not in LEGAL_FORMS and word not in UNSPACED_FORMS


def share_held(
    words: Sequence[str],
    telling: Collection[str],
    said: Sequence[str],
    least_alike: float = ALIKE,
    beginnings: bool = False,
) -> float:
    """How much of a name stands in what was said, letters counting: 1 for all of its words, 0 where none of the telling
    ones does.

    Words are alike from `least_alike` percent on; with `beginnings`, four letters or more stand for the word that
    begins with them.
    """
    found = {
        word: max((_likeness(word, other, least_alike, beginnings) for other in said), default=0.0) for word in words
    }
    if not any(found[word] for word in telling):
        return 0.0
    return sum(len(word) * found[word] for word in words) / sum(len(word) for word in words)


def _likeness(word: str, other: str, least: float, beginnings: bool) -> float:
    if word == other:
        return 1.0
    if beginnings and len(other) >= 4 and word.startswith(other):
        return 0.9
    alike = float(fuzz.ratio(word, other))
    return alike / 100 if len(word) > 3 and alike >= least else 0.0
