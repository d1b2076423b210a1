"""A message that lets go of what was talked of ("no forget it", "actually never mind, I'll ask my reseller")."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import Optional

from nlu.dialogue.turn import Decision, Turn, decision_of
from protocol.turn import REPRESENTATIVE, SURELY_ASKS

CANCEL = "cancel"
MOST_WORDS = 12
# So many words behind the opening ask for something.
WORDS_OF_A_QUESTION = 2
# A question, or a sentence more.
_GOES_ON = re.compile(r"\?|[.!;]\s*\w")


def _asks_for_contracts(turn: Turn) -> bool:
    """ "Scrap that, my three biggest": what stands behind asks for other contracts, as a representative does."""
    return turn.speaker == REPRESENTATIVE and turn.contracts == SURELY_ASKS


def resolve(turn: Turn) -> Optional[Decision]:
    """The end of what was begun, where the message opens so, asks nothing and names nothing."""
    if turn.entities or _GOES_ON.search(turn.text) or len(turn.tokens) > MOST_WORDS:
        return None
    lexicon = turn.rules.lexicon
    said = tuple(dropwhile(lexicon.remark_fillers.__contains__, turn.tokens))
    opened = max((len(phrase) for phrase in lexicon.dropping if said[: len(phrase)] == phrase), default=0)
    if not opened or (_asks_for_contracts(turn) and len(said) - opened >= WORDS_OF_A_QUESTION):
        return None
    return decision_of(turn, CANCEL, "dropping")
