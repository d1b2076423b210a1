"""Finds which of some known products and accounts a person meant, despite typing, accents and abbreviations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from renewals.names import folded

ALIKE = 87.0
ENOUGH_OF_A_NAME = 0.4
# Words of products' names that are ordinary words of questions about them.
ORDINARY = frozenset(
    "security protection service services support management suite system enterprise complete cloud software hardware web email access center".split()
)
ACCOUNTS_ALIKE = 84.0
ENOUGH_OF_AN_ACCOUNT = 0.3
MOST_ACCOUNTS = 5
# Each word of a message is compared with each word of every name: more than any question has are not looked at.
MOST_WORDS = 200
# What firms are called beside their own name.
LEGAL_FORMS = frozenset(
    "sarl sa sas sasu eurl gmbh ltd inc llc corp co group groupe ag bv nv plc kg spa srl societe company limited the et and cie de du des la le les of d l".split()
)
# What questions about accounts are made of; no firm is meant by these words.
QUESTION_WORDS = frozenset(
    "account accounts customer client clients compte comptes contract contracts contrat contrats when what does end ends ending expire expires renewal renewals renew renouvellement"
    " overview status give show tell about for with our me us is are the and quand quoi finit fin expire donne montre sur pour avec notre nos moi nous est sont apercu point etat"
    " situation who owner next quarter month year trimestre mois annee prochain dis all tous toutes which quels quelles qui que how comment product produit".split()
)
# Words that many firms have in their names; alone they mean none of them.
TRADES = frozenset(
    "bank banque hotel hospital hopital clinic clinique school ecole university universite industries industrie service services systems solutions international europe france"
    " technologies technology boulangerie pharmacie restaurant logistics transport transports assurance assurances insurance energy energie media consulting holding partners".split()
)


class AccountName(NamedTuple):
    """An account, by its number and name."""

    number: str
    name: str


def products_named(text: str, mentioned: Sequence[str], names: Iterable[str]) -> list[str]:
    """The names that a message means: those most like what was recognised in it, else those of whose words it holds most.

    `mentioned`: full names already recognised ("SEP" -> "Endpoint Protection"). `names`: what there is. Several may be returned, all about equally near.
    """
    known = [(name, folded(name)) for name in names]
    recognised = [(max((_alike(folded(one), plain) for one in mentioned), default=0.0), name) for name, plain in known]
    best = max((score for score, _ in recognised), default=0.0)
    if best >= ALIKE:
        return sorted(name for score, name in recognised if score >= best - 1)
    said = list(dict.fromkeys(folded(text).split()))[:MOST_WORDS]
    held = [(share_held(plain.split(), _telling(plain.split()), said, beginnings=True), name) for name, plain in known]
    most = max((score for score, _ in held), default=0.0)
    return sorted(name for score, name in held if score >= ENOUGH_OF_A_NAME and score >= most - 0.1)


def _telling(words: Sequence[str]) -> Sequence[str]:
    return [word for word in words if word not in ORDINARY] or words


def _alike(one: str, other: str) -> float:
    return max(float(fuzz.token_set_ratio(one, other)), float(fuzz.ratio(one, other)))


def telling_words(text: str) -> list[str]:
    """The words of a message that can be part of a firm's name."""
    return [word for word in _said(text) if word not in LEGAL_FORMS and not word.isdigit()]


def accounts_named(text: str, accounts: Iterable[AccountName]) -> list[AccountName]:
    """The accounts whose names a text holds: those of whose names it holds most letters, at most five; one that it holds whole before others."""
    said = _said(text)
    scored = []
    for account in accounts:
        own = [word for word in folded(account.name).split() if word not in LEGAL_FORMS] or folded(account.name).split()
        share = share_held(own, [word for word in own if word not in TRADES], said, ACCOUNTS_ALIKE)
        if share >= ENOUGH_OF_AN_ACCOUNT:
            scored.append((share * sum(map(len, own)), share, account))
    most = max((letters for letters, _, _ in scored), default=0.0)
    near = [(share, account) for letters, share, account in scored if letters >= 0.85 * most]
    whole = [(share, account) for share, account in near if share == 1.0]
    return [account for _, account in sorted(whole or near, key=lambda pair: (-pair[0], pair[1].name))[:MOST_ACCOUNTS]]


def accounts_beginning_with(text: str, accounts: Iterable[AccountName]) -> list[AccountName]:
    """The accounts whose first word a text holds ("how does Acme stand?"), at most five; a word of a trade or an ordinary one does not count."""
    said = {word for word in telling_words(text) if word not in TRADES and word not in ORDINARY}
    begun = [account for account in accounts if folded(account.name).split()[:1] and folded(account.name).split()[0] in said]
    return sorted(begun, key=lambda account: account.name)[:MOST_ACCOUNTS]


def accounts_called(name: str, accounts: Collection[AccountName]) -> list[AccountName]:
    """The accounts of a name, or of part of one, where nothing else was said: each of its words stands for a word of theirs; at most five.

    Three letters stand for a word that begins with them. Where a trade is all that was said ("hospital"), it is meant.
    """
    said = [word for word in folded(name).split() if word not in LEGAL_FORMS]
    called = [account for account in accounts if said and all(_stands(one, folded(account.name).split()) for one in said)]
    return sorted(called, key=lambda account: account.name)[:MOST_ACCOUNTS] or accounts_named(name, accounts)


def _stands(one: str, words: Sequence[str]) -> bool:
    return any((len(one) >= 3 and word.startswith(one)) or _likeness(word, one, ACCOUNTS_ALIKE, beginnings=False) for word in words)


def _said(text: str) -> list[str]:
    words = dict.fromkeys(folded(text).split())
    return [word for word in words if len(word) > 1 and word not in QUESTION_WORDS][:MOST_WORDS]


def share_held(
    words: Sequence[str], telling: Collection[str], said: Sequence[str], least_alike: float = ALIKE, beginnings: bool = False
) -> float:
    """How much of a name stands in what was said, letters counting: 1 for all of its words, 0 where none of the telling ones does.

    Words are alike from `least_alike` percent on; with `beginnings`, four letters or more stand for the word that begins with them.
    """
    found = {word: max((_likeness(word, other, least_alike, beginnings) for other in said), default=0.0) for word in words}
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
