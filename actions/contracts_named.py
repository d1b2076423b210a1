"""Which contracts a message names: by number, product, account or colleague; and names that nobody on file has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rasa_sdk.events import SlotSet

from actions.base import Question, Reply
from actions.fact_words import WORDS, holds, says
from actions.firms_named import firms_in
from actions.whose import owner_meant
from renewals import answers, vendor
from renewals.access import Customer, SalesRep, Visitor
from renewals.answers import Button
from renewals.contracts import Terms
from renewals.matching import QUESTION_WORDS, AccountName, accounts_named, products_named
from renewals.names import folded
from renewals.query import EVERYTHING, ContractQuery
from renewals.store.contracts import contracts_of, numbered

SHOWN_AT_ONCE = 10
CONTRACTS_READ = 200


@cache
def _vendor_s_words() -> frozenset[str]:
    """The words of the vendor's names, in all languages."""
    known = [vendor.names(answers.DOMAIN / language) for language in answers.languages()]
    return frozenset(
        word for names in known for name in ("vendor", "parent", "portal") for word in folded(names[name]).split()
    )


def products_meant(question: Question) -> list[str]:
    """The products that the message means, among those that the person's contracts can be for."""
    mentioned, known = dict.fromkeys(question.values("product")), question.names.products
    if len(mentioned) < 2:
        found = products_named(question.text, [*mentioned], known)
        return found if found or mentioned else _own_by_use(question)
    # "Between Endpoint Protection and Email Security": each is meant, though the text holds but one name whole.
    return list(dict.fromkeys(name for one in mentioned for name in products_named(one, [one], known)))


def _own_by_use(question: Question) -> list[str]:
    """A customer's products that everyday words mean by what they are for ("the web filter")."""
    if not isinstance(question.subject, Customer):
        return []
    lines = [
        line.partition(": ")
        for language in answers.languages()
        for line in answers.phrase(language, WORDS, "product-words").splitlines()
    ]
    beginnings = tuple(one for used, _, words in lines if holds(question, words.split("|")) for one in used.split())
    if not beginnings:
        return []
    own, _ = contracts_of(question.session, question.subject, CONTRACTS_READ)
    return sorted({one.product for one in own if any(w.startswith(beginnings) for w in folded(one.product).split())})


def accounts_meant(question: Question) -> list[AccountName]:
    """The accounts that the message names, among those that the person may see."""
    return accounts_named(question.text, question.names.accounts)


def wanted(question: Question) -> tuple[str | None, ContractQuery]:
    """What the person named, in their words, and the contracts that it picks: contract numbers before products and
    accounts.
    """
    numbers = question.values("contract_number")
    if numbers:
        return ", ".join(numbers), numbered(*numbers)
    if question.all_but:
        return question.text, _all_but(question, question.all_but)
    if question.of_the_last and (last := _last_to_end(question)):
        return last, numbered(last)
    mentioned, products, accounts = question.values("product"), products_meant(question), accounts_meant(question)
    named = ", ".join([*(mentioned or products), *(account.name for account in accounts)])
    query = (
        ContractQuery()
        .having("product", products or mentioned)
        .having("account", [account.number for account in accounts])
    )
    if not named and (told := account_told(question)):
        return told.name, ContractQuery().having("account", [told.number])
    owner = None if named else owner_meant(question)
    return named or None, query.having("owner", [owner]) if owner else query


def _all_but(question: Question, number: str) -> ContractQuery:
    """The contracts beside one: a customer's others; a representative's, those of its account."""
    others = EVERYTHING.having("number", [number], negated=True)
    if not isinstance(question.subject, SalesRep):
        return others
    told, _ = contracts_of(question.session, question.subject, 1, numbered(number))
    return others.having("account", [one.account_number for one in told])


def account_told(question: Question) -> AccountName | None:
    """The one account of which a representative was just told, where the message says "they" and names none."""
    previous = question.previous
    # A contract that was told counts no more once a list was shown since.
    told = (previous.contract,) if previous.contract else previous.listed
    if not told or not isinstance(question.subject, SalesRep) or not says(question, "they-words"):
        return None
    if question.values("contract_number") or products_meant(question) or accounts_meant(question):
        return None
    found, _ = contracts_of(question.session, question.subject, CONTRACTS_READ, numbered(*told))
    accounts = {AccountName(one.account_number, one.account) for one in found}
    return accounts.pop() if len(accounts) == 1 else None


def _last_to_end(question: Question) -> str | None:
    """The number of the contract that ends last, of all that the person may see."""
    found, _ = contracts_of(question.session, question.subject, CONTRACTS_READ)
    return max(found, key=lambda one: one.end_on).contract_number if found else None


def find(question: Question, limit: int = SHOWN_AT_ONCE) -> tuple[list[Terms], int, str | None]:
    """The contracts that the person named and may see, how many there are in all, and what was named."""
    named, picked = wanted(question)
    stranger = None if named else unknown_name(question)
    if stranger:
        return [], 0, stranger
    found, total = contracts_of(question.session, question.subject, limit, picked)
    return found, total, named


def unknown_name(question: Question) -> str | None:
    """A name that the message means and that is none in the person's sight: the answer must not look as if it were
    about it.
    """
    return no_colleague(question) or nobody_known(question) or another_firm_named(question)


def no_colleague(question: Question) -> str | None:
    """The name of a colleague who is meant and whom nobody on file is called."""
    return next((mention.said for mention in question.people if not mention.people), None)


def nobody_known(question: Question) -> str | None:
    """The name in "and for Acme?" where it is no product and no account that the person may see: the answer must not be
    about others instead.
    """
    names = question.values("name")
    return names[0] if names and not products_meant(question) and not accounts_meant(question) else None


def another_firm_named(question: Question) -> str | None:
    """A firm's name in a question where it is none that the person may see, nor a product or anything else that is
    known.
    """
    if isinstance(question.subject, Visitor) or question.values("contract_number"):
        return None
    known = (
        {word for _, value in question.entities for word in folded(value).split()} | QUESTION_WORDS | _vendor_s_words()
    )
    for name in firms_in(question.text):
        words = folded(name).split()
        if not words or known.intersection(words) or accounts_named(name, question.names.accounts):
            continue
        if not products_named(name, [], question.names.products) and not _is_own_reseller(question, words):
            return name
    return None


def _is_own_reseller(question: Question, words: Sequence[str]) -> bool:
    """Whether the words of a name belong to the reseller of a customer's contract: "we ordered it at InfoShop"."""
    if not isinstance(question.subject, Customer):
        return False
    own, _ = contracts_of(question.session, question.subject, CONTRACTS_READ)
    return any(set(words) <= set(folded(one.reseller).split()) for one in own if one.reseller)


def which_account(question: Question, named: Sequence[AccountName] | None = None) -> Reply | None:
    """Where several accounts fit what a representative said: asks which, a bare name being an answer
    (nlu/dialogue/own_names.py).
    """
    accounts = accounts_meant(question) if named is None else named
    if not isinstance(question.subject, SalesRep) or question.values("contract_number") or len(accounts) < 2:
        return None
    buttons = [Button(account.name[:75], account.name) for account in accounts]
    names = ", ".join(account.name for account in accounts)
    fitting = accounts_named(question.text, question.names.accounts, most=len(question.names.accounts))
    left = len(fitting) - len(accounts) if named is None else 0
    text = question.phrase("which-more" if left > 0 else "which", "account-overview", accounts=names, count=left)
    return Reply(text, kind="clarify", buttons=buttons, events=[SlotSet("waiting", question.topic)])
