"""An e-mail address in a message, and whether it is where its writer can be reached.

The words stand in the domain. Pure.
"""

from __future__ import annotations

import re

from bot.conversation.wording import holds, words_of
from renewals.addresses import is_address
from renewals.names import folded

TOPIC = "handoff"
READ = 1000
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,185}\.[A-Za-z]{2,24}")
_AROUND = ".,;:!?<>()[]\"'«»“”‘’"


def email_in(text: str) -> str | None:
    """The first e-mail address in a text, if it can be one."""
    words = (word.strip(_AROUND).removeprefix("mailto:") for word in text[:READ].split())
    return next(
        (word for word in words if "@" in word and is_address(word) and ".." not in word and _ADDRESS.fullmatch(word)),
        None,
    )


def is_own(text: str, address: str) -> bool:
    """Whether an address in a message is its writer's: not the sender's of a mail that they tell of,
    or a colleague's.
    """
    words = folded(text[:READ].replace(address, " "))
    return set(words.split()) <= set(words_of(TOPIC, "own-address-words")) or holds(words, TOPIC, "reach-me-words")


def own_email_in(text: str) -> str | None:
    """The e-mail address in a message, where it is its writer's own."""
    address = email_in(text)
    return address if address and is_own(text, address) else None
