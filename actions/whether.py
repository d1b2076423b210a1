"""Whether one contract is like that ("is the DLP contract overdue?"): a yes or a no with the contract itself, where
a representative asks about one account or contract, and no empty list.
"""

from __future__ import annotations

from dataclasses import replace

from actions.base import Question
from actions.contracts_shown import lines
from renewals.access import SalesRep
from renewals.contracts import Terms
from renewals.query import ContractQuery
from renewals.store.contracts import contracts_of

# What a contract is named by; the other conditions are what is asked of it.
NAMES = ("account", "number")
KEPT = (*NAMES, "product", "reseller", "country")
# Of more contracts a list says more than a yes or a no.
MOST = 3


def spoken_of(question: Question, query: ContractQuery) -> list[Terms]:
    """The few contracts that are named, whatever else is asked of them; none where nothing names them."""
    named = any(query.values(field) for field in NAMES)
    if not named or query.by or query.skip or not isinstance(question.subject, SalesRep):
        return []
    bare = ContractQuery(where=tuple(one for one in query.where if one.field in KEPT))
    found, total = contracts_of(question.session, question.subject, MOST, bare, 0, question.today)
    return found if total <= MOST and bare != replace(query, sort=None) else []


def answered(question: Question, query: ContractQuery, signs: frozenset[str], found: bool) -> list[str]:
    """ "Yes." or "No." before a list, where that is asked."""
    asks = "whether" in signs and bool(spoken_of(question, query))
    return [question.phrase("so-it-is" if found else "not-so", "contract-list")] if asks else []


def told_instead(question: Question, query: ContractQuery) -> list[str]:
    """What is on file of the contracts that are not like that."""
    contracts = spoken_of(question, query)
    if not contracts:
        return []
    return [question.phrase("on-file", "contract-list"), lines(question, contracts, owners=True)]
