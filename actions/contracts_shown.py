"""How contracts are picked by what a person named, and how they are put into words.

Shared by the actions on contracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Question, Reply
from actions.kept import kept
from actions.particulars import particulars
from actions.whose import owner_meant
from renewals import answers, own_contracts, vendor
from renewals.access import SalesRep, Stranger
from renewals.answers import Button
from renewals.contracts import Terms
from renewals.languages import days, long_date, small_words
from renewals.matching import QUESTION_WORDS, AccountName, accounts_named, products_named
from renewals.name_words import CONNECTORS
from renewals.names import folded
from renewals.query import EVERYTHING, ContractQuery
from renewals.store.contracts import contracts_of, numbered

SHOWN_AT_ONCE = 10
# Firms are named within so many characters: no question is longer before it comes to the point, and each name is
# compared with all accounts.
NAMED_WITHIN = 300
LONGEST_NAME = 4
_BEFORE_A_FIRM = frozenset(
    ("of for from at about account company customer client firm compte société entreprise chez pour de du").split()
)
# The beginning of a word that may be one of a firm's name: a letter that is no small one ("Acme", "AT&T", "Ørn",
# "株式会社"), or digits and `&`.
_CAPITALISED = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w&.-]*\w|\d{1,4}&\w+")
_BETWEEN_WORDS = re.compile(r"\W")
# Where a sentence's subject stands: between these, or after these.
_BEFORE_A_SUBJECT = frozenset("does do did has have will que qu quels quelles".split())
_AFTER_A_SUBJECT = frozenset(
    ("have has end expire renew lapse own run hold got get stop finish a at t il elle ont possede").split()
)
_VERBS_BEFORE = frozenset("finit finissent expire expirent termine terminent echoit".split())
_PRONOUNS = frozenset(("I", "a", "à", "y"))
# What contracts and people are called; a firm is none of them.
_NO_FIRM = frozenset(
    "support maintenance coverage cover couverture subscription subscriptions abonnement abonnements license "
    "licence licenses licences warranty garantie service services deal"
    " agreement agreements entitlement entitlements protection everything anything something nothing someone "
    "anyone everyone tout chacun chacune everybody nobody antivirus firewall"
    " term terms offering offre offres hardware software online stuff thing things company people team firm "
    "entreprise societe today tomorrow soon demain bientot first last".split()
)


@cache
def _vendor_s_words() -> frozenset[str]:
    """The words of the vendor's names, in all languages."""
    known = [vendor.names(answers.DOMAIN / language) for language in answers.languages()]
    return frozenset(
        word for names in known for name in ("vendor", "parent", "portal") for word in folded(names[name]).split()
    )


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


def products_meant(question: Question) -> list[str]:
    """The products that the message means, among those that the person's contracts can be for."""
    return products_named(question.text, question.values("product"), question.names.products)


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
        return question.text, EVERYTHING.having("number", [question.all_but], negated=True)
    mentioned, products, accounts = question.values("product"), products_meant(question), accounts_meant(question)
    named = ", ".join([*(mentioned or products), *(account.name for account in accounts)])
    query = (
        ContractQuery()
        .having("product", products or mentioned)
        .having("account", [account.number for account in accounts])
    )
    owner = None if named else owner_meant(question)
    return named or None, query.having("owner", [owner]) if owner else query


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
    if isinstance(question.subject, Stranger) or question.values("contract_number"):
        return None
    known = (
        {word for _, value in question.entities for word in folded(value).split()} | QUESTION_WORDS | _vendor_s_words()
    )
    for name in firms_in(question.text):
        words = folded(name).split()
        if not words or known.intersection(words) or accounts_named(name, question.names.accounts):
            continue
        if not products_named(name, [], question.names.products):
            return name
    return None


def firms_in(text: str) -> Iterator[str]:
    """What looks like a firm's name: words with capitals after "for" and its like ("for Acme Corp"), or before "'s"
    ("Acme's"); words in the place of one, however they are written ("what does acme have").
    """
    words = text[:NAMED_WITHIN].replace("’", "'").split()
    yield from _named_within(words)
    for place, word in enumerate(words):
        if _BETWEEN_WORDS.split(word)[-1] in _BEFORE_A_FIRM:
            named = _named_after(words[place + 1 : place + 1 + LONGEST_NAME])
        else:
            named = _named_until(words[max(0, place + 1 - LONGEST_NAME) : place + 1])
        if named:
            yield " ".join(named)


def _named_within(words: Sequence[str]) -> Iterator[str]:
    """The words between a verb's two halves ("does … end"), or after a verb to the end ("quand finit …"), where none of
    them is a word of every day.
    """
    plain = [folded(word) for word in words]
    for place, word in enumerate(plain):
        if word in _BEFORE_A_SUBJECT:
            end = next(
                (
                    end
                    for end in range(place + 1, min(place + 2 + LONGEST_NAME, len(words)))
                    if plain[end] in _AFTER_A_SUBJECT
                ),
                None,
            )
        elif word in _VERBS_BEFORE and len(words) - place - 1 <= LONGEST_NAME:
            end = len(words)
        else:
            continue
        named = [one.strip("?!.,;:\"'«»“”()") for one in words[place + 1 : end]] if end else []
        if any(named) and not any(_is_ordinary(one) for one in named):
            yield " ".join(one for one in named if one)


def _is_ordinary(word: str) -> bool:
    """Whether a word is one of every day.

    A letter that stands alone may be one of a firm's initials, save the pronoun that is a capital.
    """
    plain = folded(word)
    if len(plain) < 2 or plain in CONNECTORS:
        return word in _PRONOUNS
    return word.islower() and (plain in small_words() or plain in QUESTION_WORDS or plain in _NO_FIRM)


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
    """Where several accounts fit what a representative said: asks which, a bare name being an answer
    (nlu/dialogue/own_names.py).
    """
    accounts = accounts_meant(question) if named is None else named
    if not isinstance(question.subject, SalesRep) or question.values("contract_number") or len(accounts) < 2:
        return None
    buttons = [Button(account.name[:75], account.name) for account in accounts]
    text = question.phrase("which", "account-overview", accounts=", ".join(account.name for account in accounts))
    return Reply(text, kind="clarify", buttons=buttons, events=[SlotSet("waiting", question.topic)])


def not_found(question: Question, named: str | None) -> Reply:
    """Says that nothing fits, with what the person does have."""
    if isinstance(question.subject, SalesRep) and named is not None:
        # Of hundreds the first ten are no help, and look like an answer.
        phrase = "no-colleague" if named == no_colleague(question) else "none-called"
        text = question.phrase(phrase, "contract-expiry", wanted=named[:80])
        return Reply(text, kind="clarify", data={"contracts": [], "total": 0})
    others, _ = contracts_of(question.session, question.subject, SHOWN_AT_ONCE)
    if not others or named is None:
        return Reply(question.phrase("none", "contract-expiry"), data={"contracts": [], "total": 0})
    text = question.phrase("not-found", "contract-expiry", wanted=named[:80]) + "\n" + lines(question, others)
    return Reply(
        text, kind="clarify", buttons=buttons(others), data=data(question, others, len(others)), shown=numbers(others)
    )


def lines(question: Question, contracts: Sequence[Terms], owners: bool = False) -> str:
    """One line a contract: number, product, end, days; and the account, where there are several; and the owners, where
    they are asked for.
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
