"""Where a customer who is not verified wants to be answered: an e-mail address or a telephone number, found in what
they write. Pure.
"""

from __future__ import annotations

import re

from bot.conversation.own_address import READ, TOPIC, email_in, is_own
from bot.conversation.wording import words_of
from renewals.addresses import is_address
from renewals.names import folded

DIGITS_OF_A_NUMBER = range(7, 16)
LETTERS_BESIDE_A_NUMBER = 12
# So many digits in a message of few letters are meant for a number.
DIGITS_OF_AN_ATTEMPT, LETTERS_OF_AN_ATTEMPT = 4, 20
_NUMBER = re.compile(r"(?<![\w-])(?:\+ ?)?\(?\d[\d ().\-/]{5,24}")


def phone_in(text: str) -> str | None:
    """The first telephone number in a text, as it is written: seven to fifteen digits."""
    found = (match.group().strip(" -./").rstrip(" (") for match in _NUMBER.finditer(text[:READ]))
    return next((" ".join(number.split()) for number in found if len(_digits(number)) in DIGITS_OF_A_NUMBER), None)


def address_in(text: str) -> str | None:
    """The e-mail address, else the telephone number, in a text."""
    return email_in(text) or phone_in(text)


def own_address_in(text: str) -> str | None:
    """The address in a text, where it is its writer's own."""
    address = address_in(text)
    return address if address and is_own(text, address) else None


def gives_number(text: str) -> bool:
    """Whether a message tells the telephone number at which its writer can be called: a date or a quantity is none."""
    phone = phone_in(text)
    return phone is not None and "?" not in text and (phone[0] in "+0(" or is_own(text, phone))


def given_beside(text: str) -> str | None:
    """The address that somebody gives who was asked for a yes: an e-mail address with words beside it (alone it is a
    proof of who they are), or a telephone number with few; nothing where the text begins with a yes.
    """
    words = folded(text[:READ]).split()
    if not words or words[0] in words_of(TOPIC, "yes-words") or is_address(text.strip()):
        return None
    phone = phone_in(text)
    few = sum(map(str.isalpha, text)) <= LETTERS_BESIDE_A_NUMBER
    given = phone is not None and "/" not in phone and (few or gives_number(text))
    return email_in(text) or (phone if given else None)


def is_attempt(text: str) -> bool:
    """Whether a text that holds neither was meant to: something with an at sign, or a number too short or too long."""
    words = text[:READ].split()
    if any("@" in word.strip("@") for word in words):
        return True
    if "?" in text:
        return False
    numbers = [word for word in words if any(map(str.isdigit, word))]
    # A contract's number is none.
    plain = not any(map(str.isalpha, "".join(numbers)))
    return (
        plain
        and len(_digits("".join(numbers))) >= DIGITS_OF_AN_ATTEMPT
        and sum(map(str.isalpha, text)) <= LETTERS_OF_AN_ATTEMPT
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
