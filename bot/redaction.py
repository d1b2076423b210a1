"""Takes from a customer's words what belongs to a person or a firm, before they may become an example."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy.orm import Session

from bot.settings import ROOT
from renewals import answers
from renewals.matching import AccountName, accounts_named
from renewals.names import folded
from renewals.store.reviews import firms_with, people_with
from renewals.yaml_file import read_yaml

# No part of an address is longer (RFC 5321, RFC 1035).
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
# Telephone and card numbers, however they are grouped; a date or a year is shorter.
_LONG_NUMBER = re.compile(r"(?:\d[\s./-]?){9,}")


class Personal(ValueError):
    """The text holds something of a person or a firm that cannot be replaced; the message says what."""


def masked(text: str) -> str:
    """The text with made-up e-mail addresses and zeroed numbers of contracts, telephones and cards, to be shown to
    whoever reviews it.
    """
    return _LONG_NUMBER.sub(_zeroed, _numbers_zeroed(_addresses_replaced(text)))


def impersonal(session: Session, text: str) -> str:
    """The text on one line, with contract numbers zeroed and people's e-mail addresses made up; raises Personal where
    it names a person or a firm.
    """
    # A line without control characters and brackets, which mean something where examples are kept.
    line = " ".join(re.sub(r"[\[\]{}]", " ", "".join(sign if sign.isprintable() else " " for sign in text)).split())
    if _LINK.search(line):
        raise Personal("it holds a link")
    line = _numbers_zeroed(_addresses_replaced(line))
    if re.search(r"[1-9]", "".join(_LONG_NUMBER.findall(line))):
        raise Personal("it holds a long number")
    words = [*dict.fromkeys(word for word in folded(line).split() if len(word) > 2)]
    firms = accounts_named(line, [AccountName("", name) for name in firms_with(session, words)])
    if firms:
        raise Personal(f"it names {firms[0].name}")
    for person in people_with(session, words):
        if len(set(folded(person).split()) & set(words)) > 1:
            raise Personal(f"it names {person}")
    return line


def _addresses_replaced(text: str) -> str:
    public = _public_addresses()
    return _ADDRESS.sub(lambda found: found[0] if found[0].lower() in public else "name@example.com", text)


def _numbers_zeroed(text: str) -> str:
    for pattern in _contract_numbers():
        text = pattern.sub(_zeroed, text)
    return text


def _zeroed(found: re.Match[str]) -> str:
    return re.sub(r"\d", "0", found[0])


@cache
def _contract_numbers() -> list[re.Pattern[str]]:
    known = read_yaml(ROOT / "nlu" / "entities" / "lookups" / "contract_number.yml")
    return [re.compile(pattern, re.IGNORECASE) for pattern in known["patterns"]]


@cache
def _public_addresses() -> frozenset[str]:
    """The vendor's own mailboxes: they stand in the assistant's answers."""
    said = "\n".join(file.read_text(encoding="utf-8") for file in answers.DOMAIN.glob("*/*.yml"))
    regions = (ROOT / "renewals" / "data" / "regions.yml").read_text(encoding="utf-8")
    return frozenset(address.lower() for address in _ADDRESS.findall(f"{said}\n{regions}"))
