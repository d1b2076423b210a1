"""How contracts are picked by what a person named, and how they are put into words. Shared by the actions on contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Question, Reply
from actions.whose import owner_meant
from renewals.access import Customer, SalesRep
from renewals.answers import Button
from renewals.contracts import Status, Terms
from renewals.languages import days, long_date
from renewals.matching import QUESTION_WORDS, AccountName, accounts_named, products_named
from renewals.names import folded
from renewals.store.contracts import Wanted, contracts_of

SHOWN_AT_ONCE = 10
VENDOR = {"symantec", "mysymantec", "broadcom"}
# Firms are named within so many characters: no question is longer before it comes to the point, and each name is compared with all accounts.
NAMED_WITHIN = 300
LONGEST_NAME = 4
_BEFORE_A_FIRM = frozenset("of for from at about account company customer client firm compte société entreprise chez pour de du".split())
# The beginning of a word that may be one of a firm's name: a capital, then at least one letter or digit more ("Acme", "AT&T", "Hewlett-Packard").
_CAPITALISED = re.compile(r"[A-ZÀ-Ý][\w&.-]*\w")
_BETWEEN_WORDS = re.compile(r"\W")


def ask_who(question: Question) -> Reply:
    """Asks a stranger to prove who they are; with a contract's number at hand, the gateway sends the code at once."""
    numbers = question.values("contract_number")
    if numbers:
        return Reply(question.phrase("code-sent", "verification", number=numbers[0]), kind="verify", data={"contract_number": numbers[0]})
    return Reply(question.phrase("ask-number", "verification"), kind="verify")


def products_meant(question: Question) -> list[str]:
    """The products that the message means, among those that the person's contracts can be for."""
    return products_named(question.text, question.values("product"), question.names.products)


def accounts_meant(question: Question) -> list[AccountName]:
    """The accounts that the message names, among those that the person may see."""
    return accounts_named(question.text, question.names.accounts)


def wanted(question: Question) -> tuple[str | None, Wanted]:
    """What the person named, in their words, and the contracts that it picks: contract numbers before products and accounts."""
    numbers = question.values("contract_number")
    if numbers:
        return ", ".join(numbers), Wanted(numbers=tuple(numbers))
    mentioned = question.values("product")
    products, accounts = products_meant(question), accounts_meant(question)
    named = ", ".join([*(mentioned or products), *(account.name for account in accounts)])
    return named or None, Wanted(
        products=tuple(products) if products or mentioned else None,
        accounts=tuple(account.number for account in accounts),
        owner=None if named else owner_meant(question),
    )


def find(question: Question, limit: int = SHOWN_AT_ONCE) -> tuple[list[Terms], int, str | None]:
    """The contracts that the person named and may see, how many there are in all, and what was named."""
    named, picked = wanted(question)
    stranger = None if named else nobody_known(question) or another_firm_named(question)
    if stranger:
        return [], 0, stranger
    found, total = contracts_of(question.session, question.subject, limit, picked)
    return found, total, named


def nobody_known(question: Question) -> str | None:
    """The name in "and for Acme?" where it is no product and no account that the person may see: the answer must not be about others instead."""
    names = question.values("name")
    return names[0] if names and not products_meant(question) and not accounts_meant(question) else None


def another_firm_named(question: Question) -> str | None:
    """A name in a customer's question that is none of theirs: the answer must not look as if it were about that firm."""
    if not isinstance(question.subject, Customer):
        return None
    known = {word for _, value in question.entities for word in folded(value).split()} | QUESTION_WORDS | VENDOR
    for name in firms_in(question.text):
        if not known.intersection(folded(name).split()) and not accounts_named(name, question.names.accounts):
            return name
    return None


def firms_in(text: str) -> Iterator[str]:
    """What looks like a firm's name: words with capitals after "for" and its like ("for Acme Corp"), or before "'s" ("Acme's")."""
    words = text[:NAMED_WITHIN].replace("’", "'").split()
    for place, word in enumerate(words):
        if _BETWEEN_WORDS.split(word)[-1] in _BEFORE_A_FIRM:
            named = _named_after(words[place + 1 : place + 1 + LONGEST_NAME])
        else:
            named = _named_until(words[max(0, place + 1 - LONGEST_NAME) : place + 1])
        if named:
            yield " ".join(named)


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


def which_account(question: Question, named: Sequence[AccountName] | None = None) -> Reply | None:
    """Where several accounts fit what a representative said: asks which, a bare name being an answer (nlu/dialogue/own_names.py)."""
    accounts = accounts_meant(question) if named is None else named
    if not isinstance(question.subject, SalesRep) or question.values("contract_number") or len(accounts) < 2:
        return None
    buttons = [Button(account.name[:75], account.name) for account in accounts]
    text = question.phrase("which", "account-overview", accounts=", ".join(account.name for account in accounts))
    return Reply(text, kind="clarify", buttons=buttons, events=[SlotSet("waiting", question.topic)])


def not_found(question: Question, named: str | None) -> Reply:
    """Says that nothing fits, with what the person does have."""
    others, _ = contracts_of(question.session, question.subject, SHOWN_AT_ONCE)
    if not others or named is None:
        return Reply(question.phrase("none", "contract-expiry"), data={"contracts": [], "total": 0})
    text = question.phrase("not-found", "contract-expiry", wanted=named[:80]) + "\n" + lines(question, others)
    return Reply(text, kind="clarify", buttons=buttons(others), data=data(question, others, len(others)), shown=numbers(others))


def lines(question: Question, contracts: Sequence[Terms], owners: bool = False) -> str:
    """One line a contract: number, product, end, days; and the account, where there are several; and the owners, where they are asked for."""
    several = len({contract.account_number for contract in contracts}) > 1 or isinstance(question.subject, SalesRep)
    return "\n".join(
        question.phrase(
            "line-owner" if owners else "line-account" if several else "line",
            "contract-list",
            **({"owner": contract.owner_email} if owners else {}),
            **({"account": contract.account} if several else {}),
            contract_number=contract.contract_number,
            product=contract.product,
            end_date=long_date(contract.end_on, question.language),
            state=_state(question, contract),
        )
        for contract in contracts
    )


def _state(question: Question, contract: Terms) -> str:
    left = contract.days_left(question.today)
    name = "state-today" if left == 0 else f"state-{contract.status(question.today).value}"
    return question.phrase(name, "contract-list", days=days(left, question.language))


def one_contract(question: Question, contract: Terms) -> str:
    """When it ends, the days, and what to do next."""
    return f"{ending(question, contract)}\n{next_step(question, contract)}\n{_particulars(question, contract)}"


def ending(question: Question, contract: Terms) -> str:
    """When a contract ends or has ended, and how many days that is from today."""
    left = contract.days_left(question.today)
    name = "today" if left == 0 else "expired" if contract.status(question.today) is Status.EXPIRED else "active"
    return question.phrase(
        name,
        "contract-expiry",
        product=contract.product,
        contract_number=contract.contract_number,
        end_date=long_date(contract.end_on, question.language),
        days=days(left, question.language),
    )


def _particulars(question: Question, contract: Terms) -> str:
    """The rest that is on file: people ask for it in words, and it stands there without being asked for."""
    return question.phrase(
        "particulars",
        "contract-expiry",
        account=contract.account,
        quantity=contract.quantity,
        automatic=question.phrase("yes" if contract.auto_renew else "no", "contract-expiry"),
        reseller=contract.reseller or "—",
        contact=contract.contact_name or "—",
    )


def next_step(question: Question, contract: Terms) -> str:
    reseller = f" ({contract.reseller})" if contract.reseller else ""
    audience = "rep-" if isinstance(question.subject, SalesRep) else ""
    return question.phrase(audience + contract.next_step(question.today), "next-step", reseller=reseller)


def counted(question: Question, total: int) -> str:
    return question.phrase("contracts-one" if total == 1 else "contracts-other", "contract-list", count=total)


def more(question: Question, shown: int, total: int) -> str:
    return "\n" + question.phrase("more", "contract-list", count=total - shown) if total > shown else ""


def data(question: Question, contracts: Sequence[Terms], total: int) -> dict[str, Any]:
    """The facts shown, for a front that draws them; a single contract's also on the top level."""
    facts = [contract.facts(question.today) for contract in contracts]
    return {**(facts[0] if len(facts) == 1 else {}), "contracts": facts, "total": total}


def numbers(contracts: Sequence[Terms]) -> list[str]:
    return [contract.contract_number for contract in contracts]


def buttons(contracts: Sequence[Terms]) -> list[Button]:
    return [Button(f"{contract.product} · {contract.contract_number}"[:75], contract.contract_number) for contract in contracts[:5]]
