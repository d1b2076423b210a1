"""How contracts are picked by what a person named, and how they are put into words. Shared by the actions on contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from actions.base import Question, Reply
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.contracts import Status, Terms
from renewals.languages import days, long_date
from renewals.matching import named_in
from renewals.store.accounts import accounts_named
from renewals.store.contracts import contracts_of, numbered, of_account, of_products, products_of
from renewals.store.tables import Account

SHOWN_AT_ONCE = 10


def ask_who(question: Question) -> Reply:
    """Asks a stranger to prove who they are; with a contract's number at hand, the gateway sends the code at once."""
    numbers = question.values("contract_number")
    if numbers:
        return Reply(question.phrase("code-sent", "verification", number=numbers[0]), kind="verify", data={"contract_number": numbers[0]})
    return Reply(question.phrase("ask-number", "verification"), kind="verify")


def products_meant(question: Question) -> list[str]:
    """The products that the message means, among those that the person's contracts can be for."""
    return named_in(question.text, question.values("product"), products_of(question.session, question.subject))


def account_meant(question: Question) -> list[Account]:
    """The accounts that a representative names; a customer has their own and names none."""
    if not isinstance(question.subject, SalesRep):
        return []
    return accounts_named(question.session, question.subject, question.text)


def wanted(question: Question) -> tuple[str | None, list[sa.ColumnElement[bool]]]:
    """What the person named, in their words, and the condition that picks it: contract numbers before products and accounts."""
    numbers = question.values("contract_number")
    if numbers:
        return ", ".join(numbers), [numbered(numbers)]
    mentioned = question.values("product")
    products, accounts = products_meant(question), account_meant(question)
    named = ", ".join([*(mentioned or products), *(account.name for account in accounts)])
    conditions: list[sa.ColumnElement[bool]] = []
    if accounts:
        conditions.append(sa.or_(*(of_account(account.number) for account in accounts)))
    if products:
        conditions.append(of_products(products))
    elif mentioned:
        conditions.append(sa.false())
    return named or None, conditions


def find(question: Question, limit: int = SHOWN_AT_ONCE) -> tuple[list[Terms], int, str | None]:
    """The contracts that the person named and may see, how many there are in all, and what was named."""
    named, conditions = wanted(question)
    found, total = contracts_of(question.session, question.subject, limit, *conditions)
    return found, total, named


def not_found(question: Question, named: str | None) -> Reply:
    """Says that nothing fits, with what the person does have."""
    others, _ = contracts_of(question.session, question.subject, SHOWN_AT_ONCE)
    if not others or named is None:
        return Reply(question.phrase("none", "contract-expiry"), data={"contracts": [], "total": 0})
    text = question.phrase("not-found", "contract-expiry", wanted=named[:80]) + "\n" + lines(question, others)
    return Reply(text, kind="clarify", buttons=buttons(others), data=data(question, others, len(others)), shown=numbers(others))


def lines(question: Question, contracts: Sequence[Terms]) -> str:
    """One line a contract: number, product, end, days; and the account, where there are several."""
    several = len({contract.account_number for contract in contracts}) > 1 or isinstance(question.subject, SalesRep)
    return "\n".join(
        question.phrase(
            "line-account" if several else "line",
            "contract-list",
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
    left = contract.days_left(question.today)
    name = "today" if left == 0 else "expired" if contract.status(question.today) is Status.EXPIRED else "active"
    ending = question.phrase(
        name,
        "contract-expiry",
        product=contract.product,
        contract_number=contract.contract_number,
        end_date=long_date(contract.end_on, question.language),
        days=days(left, question.language),
    )
    return f"{ending}\n{next_step(question, contract)}"


def next_step(question: Question, contract: Terms) -> str:
    reseller = f" ({contract.reseller})" if contract.reseller else ""
    return question.phrase(contract.next_step(question.today), "next-step", reseller=reseller)


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
