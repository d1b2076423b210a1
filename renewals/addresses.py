"""E-mail addresses in one form: as they are compared, and as mail is sent to them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import idna

LONGEST = 254
LONGEST_LOCAL = 64
# What no mail is delivered to (RFC 2606, 6761, 7686).
NOWHERE = frozenset("invalid localhost localdomain onion arpa".split())
# Invisible signs that stick to what is copied from a page or a spreadsheet.
_UNSEEN = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_AROUND = (("'", "'"), ('"', '"'), ("<", ">"), ("‘", "’"), ("“", "”"), ("«", "»"), ("`", "`"))
_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+")
# Small letters, digits and signs in full width are how some keyboards write them.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DOTS = str.maketrans("。．｡", "...")


class NotAnAddress(ValueError):
    """No mail could arrive there; the message says why, as the end of a sentence that begins with the address."""


@lru_cache(maxsize=8192)
def address_of(text: str) -> str:
    """An address in the form in which addresses are compared: small letters, NFC, the domain as it stands in the DNS;
    raises NotAnAddress.

    What copying leaves around it (spaces, invisible signs, quotation marks, `mailto:`) is taken off.
    """
    bare = _bare(text)
    if len(bare) > 2 * LONGEST:
        raise NotAnAddress(f"is longer than {LONGEST} characters")
    local, at, domain = bare.rpartition("@")
    if not at or not local or not domain:
        raise NotAnAddress("is no e-mail address")
    _check_local(local)
    address = f"{local}@{_domain(domain)}"
    if len(address.encode()) > LONGEST:
        raise NotAnAddress(f"is longer than {LONGEST} characters")
    return address


def is_address(text: str) -> bool:
    """Whether mail could arrive at an address."""
    try:
        address_of(text)
    except NotAnAddress:
        return False
    return True


def same_address(text: str) -> str:
    """The form in which an address is compared; of what is none, the text in small letters."""
    try:
        return address_of(text)
    except NotAnAddress:
        return text.strip().lower()


def _bare(text: str) -> str:
    bare = "".join(sign for sign in text[: 4 * LONGEST] if sign not in _UNSEEN).translate(_NARROW).strip()
    for first, last in _AROUND:
        if len(bare) > 1 and bare[0] == first and bare[-1] == last:
            bare = bare[1:-1].strip()
    bare = bare[7:] if bare[:7].lower() == "mailto:" else bare
    return unicodedata.normalize("NFC", bare.lower())


def _check_local(local: str) -> None:
    if len(local.encode()) > LONGEST_LOCAL:
        raise NotAnAddress(f"has more than {LONGEST_LOCAL} characters before the @")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise NotAnAddress("has a dot too many before the @")
    if not all(_ATOM.fullmatch(part) for part in local.split(".")):
        raise NotAnAddress("holds a sign that no address has before its @")


@lru_cache(maxsize=8192)
def _domain(domain: str) -> str:
    """A domain as it stands in the DNS ("société.fr" -> "xn--socit-esab.fr")."""
    try:
        written = idna.encode(domain.translate(_DOTS), uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise NotAnAddress(f"has no domain to which mail could go ('{domain[:40]}')") from None
    last = written.rpartition(".")[2]
    if "." not in written or written.endswith(".") or last.isdigit() or len(last) < 2 or last in NOWHERE:
        raise NotAnAddress(f"has no domain to which mail could go ('{domain[:40]}')")
    return written
