"""A thumb up or down, or another sign in the place of words, is the yes or no that it stands for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from nlu.dialogue.offers import AFFIRM
from nlu.dialogue.turn import Turn

STAGE, THANKS = "sign", "thanks"
# What changes the colour or the form of a sign, and not what it says.
_VARIANTS = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\\s]")


def read(turn: Turn) -> Turn:
    """The turn, its topic that of the sign where the message is nothing else; a thumb up that answers no question is
    praise.
    """
    topic = _topic(turn)
    if topic is None:
        return turn
    if topic == AFFIRM and not _was_asked(turn):
        topic = THANKS
    return replace(
        turn, interpretation=replace(turn.interpretation, ranking=((topic, 1.0),), stage=STAGE, questions=())
    )


def _topic(turn: Turn) -> Optional[str]:
    said = _VARIANTS.sub("", turn.text)
    if not said:
        return None
    for topic, signs in turn.rules.signs.items():
        left = said
        for sign in signs:
            left = left.replace(sign, "")
        if not left:
            return topic
    return None


def _was_asked(turn: Turn) -> bool:
    return bool(turn.asked or turn.previous.question) or turn.previous.reply.rstrip().endswith("?")
