"""What is on file of contracts that renew by themselves: whether they do, when, and until when that can be stopped."""

from __future__ import annotations

from actions.base import Question
from actions.contracts_named import SHOWN_AT_ONCE
from actions.contracts_shown import counted, more, next_step
from actions.fact_words import WORDS, form, said, says
from actions.meant_contracts import Meant
from renewals.contracts import Status, Terms


def automatic_renewal(question: Question, contract: Terms) -> str:
    """Whether a contract renews by itself, and until when that can be stopped."""
    if not contract.auto_renew:
        return said(question, form(question, contract, "automatic-no", "automatic-no-ended", ""), contract)
    ahead, over = contract.notice_ahead(question.today), contract.notice_over(question.today)
    running = "automatic-notice" if ahead else "automatic-notice-over" if over else "automatic-yes"
    return said(question, form(question, contract, running, "", "automatic-check"), contract)


def renewing(question: Question, about: Meant) -> str:
    """Which contracts renew by themselves."""
    yes = [contract for contract in about.contracts if contract.auto_renew]
    if len(about.contracts) == 1:
        contract = about.contracts[0]
        if not yes:
            return said(question, "renews-no", contract) + "\n" + next_step(question, contract)
        plain = contract.status(question.today) is not Status.CHECK and not contract.notice_on
        return said(question, "renews-yes", contract) if plain else automatic_renewal(question, contract)
    if not yes and about.named:
        named = ", ".join(f"{one.product} ({one.contract_number})" for one in about.contracts[:SHOWN_AT_ONCE])
        return question.phrase("renewing-none-of-these", WORDS, contracts=named)
    if not yes:
        return question.phrase("renewing-none", WORDS)
    told = [question.phrase("renewing", WORDS), *(_line(question, contract) for contract in yes[:SHOWN_AT_ONCE])]
    others = [
        f"{contract.product} ({contract.contract_number})" for contract in about.contracts if not contract.auto_renew
    ]
    if 0 < len(others) <= SHOWN_AT_ONCE:
        told.append(question.phrase("renewing-not", WORDS, contracts=", ".join(others)))
    return "\n".join(told) + more(question, min(len(yes), SHOWN_AT_ONCE), len(yes))


def _line(question: Question, contract: Terms) -> str:
    running = "renewing-line-notice" if contract.notice_ahead(question.today) else "renewing-line"
    return said(question, form(question, contract, running, "", "renewing-line-check"), contract)


def renewing_briefly(question: Question, about: Meant) -> str:
    """Which contracts renew by themselves, in one sentence where they are few and nothing is to be said of any."""
    yes = [one for one in about.contracts if one.auto_renew]
    if not yes:
        return question.phrase("renewing-none", WORDS)
    if len(yes) > SHOWN_AT_ONCE or any(one.ended(question.today) or one.notice_ahead(question.today) for one in yes):
        return renewing(question, about)
    named = ", ".join(f"{one.product} ({one.contract_number})" for one in yes)
    return question.phrase("renewing-brief", WORDS, count=counted(question, about.total), contracts=named)


def anything_to_do(question: Question, about: Meant) -> str:
    """Whether a person has to do something for their contracts to go on."""
    if len(about.contracts) != 1:
        return renewing(question, about)
    contract = about.contracts[0]
    if contract.auto_renew and not contract.ended(question.today):
        told = said(question, "todo-no", contract)
        return told + "\n" + next_step(question, contract) if contract.notice_ahead(question.today) else told
    return (
        said(question, form(question, contract, "todo-yes", "todo-ended", "todo-check"), contract)
        + "\n"
        + next_step(question, contract)
    )


def last_day_to_stop(question: Question, about: Meant) -> str:
    """Until when the automatic renewal of the contracts that are meant can be stopped; of several, of those that renew
    by themselves.
    """
    meant = (
        [contract for contract in about.contracts if contract.auto_renew]
        if len(about.contracts) > 1
        else about.contracts
    )
    if not meant:
        return question.phrase("renewing-none", WORDS)
    shown = meant[:SHOWN_AT_ONCE]
    return "\n".join(said(question, _until(question, contract), contract) for contract in shown) + more(
        question, len(shown), len(meant)
    )


def asks_for_notice(question: Question) -> bool:
    """Whether a question names the day until which notice can be given."""
    return says(question, "notice-words")


def _until(question: Question, contract: Terms) -> str:
    if not contract.auto_renew:
        return form(question, contract, "stop-nothing", "stop-nothing-ended", "")
    ahead = contract.notice_ahead(question.today)
    if ahead:
        return "stop-by-today" if ahead == question.today else "stop-by"
    return form(
        question, contract, "stop-over" if contract.notice_over(question.today) else "stop-unknown", "", "stop-check"
    )
