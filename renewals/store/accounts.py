"""Finds the accounts that a person names, among those they may see."""

from __future__ import annotations

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from renewals.access import Subject, visible_to
from renewals.names import folded
from renewals.store.tables import Account, Contract

# Words of questions and of firms' legal forms say nothing about which firm is meant.
COMMON = frozenset(
    "give me show tell what whats about the for of on in and with account accounts customer client overview status our a an my is are us we"
    " donne moi montre dis quoi sur le la les de des du d l un une et avec compte comptes apercu point etat situation vue ensemble notre nous ou en est"
    " sarl sa sas gmbh ltd inc llc corp co group groupe ag bv plc kg societe company limited".split()
)

ALIKE = 84.0
MOST = 5
READ_AT_MOST = 2000


def accounts_named(session: Session, subject: Subject, text: str) -> list[Account]:
    """The accounts whose names a text holds, despite typing and accents: the most alike, at most five, all about equally alike."""
    words = [word for word in folded(text).split() if word not in COMMON and len(word) > 1]
    if not words:
        return []
    seen = sa.select(Contract.account_id).where(visible_to(subject))
    # A name's words, or their beginnings where something is mistyped further on, narrow a large territory in the database.
    beginnings = [Account.name_folded.like(f"%{word[:3]}%") for word in words]
    rows = session.scalars(sa.select(Account).where(Account.id.in_(seen), sa.or_(*beginnings)).limit(READ_AT_MOST)).all()
    said = " ".join(words)
    scored = [(_alike(account.name_folded, said), account) for account in rows]
    best = max((score for score, _ in scored), default=0.0)
    near = sorted(
        ((score, account) for score, account in scored if score >= ALIKE and score >= best - 3), key=lambda pair: (-pair[0], pair[1].name)
    )
    return [account for _, account in near[:MOST]]


def _alike(name: str, said: str) -> float:
    own = " ".join(word for word in name.split() if word not in COMMON) or name
    return max(
        float(fuzz.token_sort_ratio(own, said)),
        float(fuzz.token_set_ratio(own, said)) if len(own) > 3 else 0.0,
        float(fuzz.partial_ratio(own, said)) if len(own) >= 5 else 0.0,
    )
