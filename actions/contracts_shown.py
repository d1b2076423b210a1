"""How contracts are put into words, as lines, endings, facts and buttons.

Shared by the actions on contracts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.base import Question, Reply
from actions.contracts_named import SHOWN_AT_ONCE, no_colleague
from actions.kept import kept
from actions.particulars import particulars
from actions.strangers import with_near
from renewals import own_contracts
from renewals.access import SalesRep
from renewals.answers import Button
from renewals.contracts import Terms
from renewals.languages import days, long_date
from renewals.store.contracts import contracts_of


def ask_who(question: Question) -> Reply:
    """Asks a stranger to prove who they are; with a contract's number at hand, the gateway sends the code at once."""
    numbers = question.values("contract_number")
    if numbers:
        return Reply(
            question.phrase("code-sent", "verification", number=numbers[0]),
            kind="verify",
            data={"contract_number": numbers[0]},
        )
    return Reply(question.phrase("ask-number", "verification"), kind="verify")


def not_found(question: Question, named: str | None) -> Reply:
    """Says that nothing fits, with what the person does have."""
    if isinstance(question.subject, SalesRep) and named is not None:
        # Of hundreds the first ten are no help, and look like an answer.
        phrase = "no-colleague" if named == no_colleague(question) else "none-called"
        text = question.phrase(phrase, "contract-expiry", wanted=named[:80])
        text, offered = with_near(question, text, [named] if phrase == "no-colleague" else [])
        return Reply(text, kind="clarify", buttons=offered, data={"contracts": [], "total": 0})
    others, _ = contracts_of(question.session, question.subject, SHOWN_AT_ONCE)
    if not others or named is None:
        return Reply(question.phrase("none", "contract-expiry"), data={"contracts": [], "total": 0})
    text = question.phrase("not-found", "contract-expiry", wanted=named[:80]) + "\n" + lines(question, others)
    return Reply(
        text, kind="clarify", buttons=buttons(others), data=data(question, others, len(others)), shown=numbers(others)
    )


def lines(question: Question, contracts: Sequence[Terms], owners: bool = False, seats: bool = False) -> str:
    """One line a contract: number, product, end, days; and the account, where there are several; and the owners and the
    seats, where they are asked for.
    """
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
        + (question.phrase("line-seats", "contract-list", seats=contract.quantity) if seats else "")
        for contract in contracts
    )


def _state(question: Question, contract: Terms) -> str:
    left, notice = contract.days_left(question.today), contract.notice_ahead(question.today)
    name = "today" if left == 0 else contract.status(question.today).value
    if notice:
        name = "notice-today" if notice == question.today else "notice"
    return question.phrase(
        f"state-{name}", "contract-list", days=days(left, question.language), **_notice(question, notice)
    )


def one_contract(question: Question, contract: Terms) -> str:
    """When it ends, the days, and what to do next; for a representative also what is kept of it."""
    return "\n".join(
        [
            ending(question, contract),
            next_step(question, contract),
            particulars(question, contract),
            *kept(question, contract),
        ]
    )


def ending(question: Question, contract: Terms) -> str:
    """When a contract ends, has ended or should have renewed, until when its renewal can be stopped, and how many days
    that is from today.
    """
    left, notice = contract.days_left(question.today), contract.notice_ahead(question.today)
    if notice:
        name = "notice-today" if notice == question.today else "notice"
    else:
        name = "today" if left == 0 else contract.status(question.today).value if left < 0 else "active"
    return question.phrase(
        name,
        "contract-expiry",
        product=contract.product,
        contract_number=contract.contract_number,
        end_date=long_date(contract.end_on, question.language),
        days=days(left, question.language),
        **_notice(question, notice),
    )


def _notice(question: Question, notice: date | None) -> dict[str, str]:
    """The last day to stop automatic renewal, and the days left, in words."""
    if notice is None:
        return {}
    left = (notice - question.today).days
    return {"notice_date": long_date(notice, question.language), "notice_days": days(left, question.language)}


def next_step(question: Question, contract: Terms) -> str:
    return own_contracts.next_step(contract, question.today, question.language, isinstance(question.subject, SalesRep))


def counted(question: Question, total: int) -> str:
    return question.phrase("contracts-one" if total == 1 else "contracts-other", "contract-list", count=total)


def more(question: Question, shown: int, total: int) -> str:
    return "\n" + question.phrase("more", "contract-list", count=total - shown) if total > shown else ""


def data(question: Question, contracts: Sequence[Terms], total: int) -> dict[str, Any]:
    """The facts shown, for a front that draws them; a single contract's also on the top level."""
    represents = isinstance(question.subject, SalesRep)
    facts = [own_contracts.facts(contract, question.today, question.language, represents) for contract in contracts]
    return {**(facts[0] if len(facts) == 1 else {}), "contracts": facts, "total": total}


def numbers(contracts: Sequence[Terms]) -> list[str]:
    return [contract.contract_number for contract in contracts]


def buttons(contracts: Sequence[Terms]) -> list[Button]:
    return [
        Button(f"{contract.product} · {contract.contract_number}"[:75], contract.contract_number)
        for contract in contracts[:5]
    ]
