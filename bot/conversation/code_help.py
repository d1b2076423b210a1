"""What somebody wants who was asked for a code: another one, another contract, another mailbox.

The words stand in the domain. Pure.
"""

from __future__ import annotations

from bot.conversation.wording import holds
from renewals.names import folded

AGAIN, ANOTHER_CONTRACT, ELSEWHERE = "resend", "another", "elsewhere"
TOPIC = "verification"
# A longer message is about something else as well.
MOST_WORDS, LONGEST = 20, 400


def wish_of(text: str) -> str | None:
    """What a message wants of the code; nothing where it says none of that in so many words."""
    if len(text) > LONGEST or len(words := folded(text)) == 0 or len(words.split()) > MOST_WORDS:
        return None
    if holds(words, TOPIC, "elsewhere-words"):
        return ELSEWHERE
    if holds(words, TOPIC, "another-words"):
        # A number within it is taken as one.
        return None if any(map(str.isdigit, text)) else ANOTHER_CONTRACT
    return AGAIN if holds(words, TOPIC, "resend-words") else None
