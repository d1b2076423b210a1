"""What a message asks that names an account and little else: what was asked before, now for that account."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Question, Reply, TopicAction
from actions.contract_coverage import ContractCoverage
from actions.contract_expiry import ContractExpiry
from actions.contract_list import ContractList
from actions.contracts_shown import accounts_meant
from actions.listing import LISTS, listing_before, shown
from actions.renewal_owner import RenewalOwner
from actions.whose import owner_after

FEW_WORDS = 6
OF_ONE_ACCOUNT: dict[str, type[TopicAction]] = {
    action.topic: action for action in (ContractCoverage, ContractExpiry, ContractList, RenewalOwner)
}


def asked_before(question: Question) -> Reply | list[Reply] | None:
    """The answer to "and for Contoso?": the topic before, for the accounts named; None where nothing of the kind was asked, or more is said."""
    accounts = accounts_meant(question) if len(question.text.split()) <= FEW_WORDS else []
    if not accounts:
        return None
    topic = question.slots.get("waiting") or question.topic_before or ""
    before = listing_before(question)
    if topic in LISTS and before:
        numbers = tuple(account.number for account in accounts)
        narrowed = replace(before, accounts=numbers, shown=0, owner=owner_after(question, before.owner))
        return replace(shown(question, narrowed), about="contract-list")
    return OF_ONE_ACCOUNT[topic]().answer_as(question) if topic in OF_ONE_ACCOUNT else None
