"""A mail to a contract's contact, drafted for a representative: in the customer's language, from the contract's facts,
without prices. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import quote, urlencode

from babel.languages import get_official_languages

from renewals import answers
from renewals.addresses import is_address
from renewals.contracts import Status, Terms
from renewals.languages import days, long_date
from renewals.own_contracts import next_step

WORDS = "draft-mail"
# A longer link is not taken by every mail program, nor by Slack.
LONGEST_LINK = 2000


@dataclass(frozen=True)
class Draft:
    """A mail that nobody has sent. `language`: the one it is written in; `name`, `address`: of whom it goes to."""

    language: str
    name: str
    address: str
    subject: str
    text: str

    @property
    def link(self) -> str | None:
        """The address that opens the draft in a mail program (mailto); without its text where that would be too long.

        None without an address.
        """
        if not is_address(self.address):
            return None
        to = f"mailto:{quote(self.address, safe='@')}?"
        whole = to + urlencode({"subject": self.subject, "body": self.text.replace("\n", "\r\n")}, quote_via=quote)
        return whole if len(whole) <= LONGEST_LINK else to + urlencode({"subject": self.subject}, quote_via=quote)


def draft(contract: Terms, today: date, language: str, sender: str) -> Draft:
    """The mail on a contract's renewal in a language, signed by whoever will send it."""
    left = contract.days_left(today)
    names = {Status.EXPIRED: "ended", Status.CHECK: "check"}
    name = names.get(contract.status(today)) or ("renews" if contract.auto_renew else "ends" if left else "today")
    facts = {
        "number": contract.contract_number,
        "product": contract.product,
        "quantity": contract.quantity,
        "end": long_date(contract.end_on, language),
        "days": days(left, language),
    }
    lines = [
        answers.phrase(language, WORDS, "begin", name=contract.contact_name)
        if contract.contact_name
        else _said(language, "begin-nameless"),
        "",
        answers.phrase(language, WORDS, name, **facts),
        next_step(contract, today, language),
        "",
        _said(language, "end"),
        "",
        answers.phrase(language, WORDS, "signed", sender=sender),
    ]
    subject = answers.phrase(language, WORDS, f"subject-{name}", **facts)
    return Draft(language, contract.contact_name, contract.contact_email, subject, "\n".join(lines))


def _said(language: str, name: str) -> str:
    return answers.phrase(language, WORDS, name)


@cache
def language_of_country(country: str) -> str:
    """The first official language of a country (ISO 3166-1 alpha-2) that the assistant speaks; the usual one where it
    speaks none of them.
    """
    official = get_official_languages(country, de_facto=True)
    return next((language for language in official if language in answers.languages()), answers.default_language())
