"""A message that lets go of what was talked of ("no forget it", "actually never mind, I'll ask my reseller")."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import Optional

from nlu.dialogue.turn import Decision, Turn, decision_of

CANCEL = "cancel"
MOST_WORDS = 12
# A question, or a sentence more.
_GOES_ON = re.compile(r"\?|[.!;]\s*\w")


def resolve(turn: Turn) -> Optional[Decision]:
    """The end of what was begun, where the message opens so, asks nothing and names nothing."""
    if turn.entities or _GOES_ON.search(turn.text) or len(turn.tokens) > MOST_WORDS:
        return None
    lexicon = turn.rules.lexicon
    said = tuple(dropwhile(lexicon.remark_fillers.__contains__, turn.tokens))
    if not any(said[: len(phrase)] == phrase for phrase in lexicon.dropping):
        return None
    return decision_of(turn, CANCEL, "dropping")
