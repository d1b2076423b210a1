"""Finds the accounts that a person names, among those they may see."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from renewals.access import Subject, visible_to
from renewals.names import folded
from renewals.store.tables import Account, AccountWord, Contract

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
    "bank banque hotel hospital hopital clinic clinique school ecole university universite industries industrie services service systems solutions international europe france"
    " technologies technology boulangerie pharmacie restaurant logistics transport transports assurance assurances insurance energy energie media consulting holding partners".split()
)
ALIKE = 84.0
ENOUGH_OF_A_NAME = 0.3
MOST = 5
READ_AT_MOST = 2000


def accounts_named(session: Session, subject: Subject, text: str) -> list[Account]:
    """The accounts whose names a text holds, despite typing and accents: those that it holds most of, at most five."""
    said = [word for word in folded(text).split() if len(word) > 1 and word not in QUESTION_WORDS]
    telling = [word for word in said if word not in LEGAL_FORMS and not word.isdigit()]
    if not telling:
        return []
    begins_alike = [sa.and_(AccountWord.word >= word[:3], AccountWord.word < word[:3] + "\uffff") for word in telling]
    seen = sa.select(Contract.id).where(Contract.account_id == Account.id, visible_to(subject)).exists()
    query = (
        sa.select(Account).where(Account.id.in_(sa.select(AccountWord.account_id).where(sa.or_(*begins_alike))), seen).limit(READ_AT_MOST)
    )
    scored = [(_held(account.name_folded, said), account) for account in session.scalars(query)]
    best = max((score for score, _ in scored), default=0.0)
    near = [(score, account) for score, account in scored if score >= ENOUGH_OF_A_NAME and score > best - 0.15]
    return [account for _, account in sorted(near, key=lambda pair: (-pair[0], pair[1].name))[:MOST]]


def _held(name: str, said: Sequence[str]) -> float:
    """How much of a name's own words stand in what was said: 1 for all of them, letters counting."""
    own = [word for word in name.split() if word not in LEGAL_FORMS] or name.split()
    found = {word: max((_same(word, other) for other in said), default=0.0) for word in own}
    if not any(found[word] for word in own if word not in TRADES):
        return 0.0
    return sum(len(word) * found[word] for word in own) / sum(len(word) for word in own)


def _same(word: str, other: str) -> float:
    if word == other:
        return 1.0
    alike = float(fuzz.ratio(word, other))
    return alike / 100 if len(word) > 3 and alike >= ALIKE else 0.0
