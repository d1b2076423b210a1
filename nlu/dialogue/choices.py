"""A choice among the buttons of the last reply: by its place ("the second one"), or of a topic that was asked back or
offered.
"""

from __future__ import annotations

from typing import Optional

from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.turn import BUTTON, Decision, Turn
from nlu.text.tokens import tokenize
from protocol.turn import PreviousTurn

# No reply has more buttons.
_NUMBERS = "123456789"


def chosen_text(text: str, previous: PreviousTurn, lexicon: Lexicon) -> Optional[str]:
    """What the button says that a text picks by its place ("the second one", "the 3rd button", "2"); None where it
    picks none.
    """
    place = _place(text, len(previous.buttons), lexicon)
    return previous.buttons[place].say if place is not None and place < len(previous.buttons) else None


def _place(text: str, count: int, lexicon: Lexicon) -> Optional[int]:
    """The place among so many buttons, from 0."""
    tokens = tokenize(text)
    bare = tuple(word for word in tokens if word not in lexicon.choice_words)
    if bare in lexicon.last_choice:
        return count - 1 if count else None
    if tokens in lexicon.other_choice:
        return 1 if count == 2 else None
    if len(bare) == 1 and len(bare[0]) == 1 and bare[0] in _NUMBERS:
        return _NUMBERS.index(bare[0])
    said = tuple(word for word in lexicon.content_words(text) if word not in lexicon.choice_words)
    return next((number for number, wordings in enumerate(lexicon.ordinals) if said in wordings), None)


def resolve(turn: Turn) -> Optional[Decision]:
    """One of the topics that were asked back or offered: the previous message once more, now with that topic and all
    that it named.
    """
    topic = turn.ranking[0][0]
    if turn.interpretation.stage == BUTTON and topic in turn.previous.offers:
        return _previous_message(turn, topic, dict(turn.previous.ranking).get(topic, 0.0))
    if not turn.previous.close_call:
        return None
    # Pressed, it says its question; typed, it is what stands on it.
    offered = [
        turn.text == button.say or (turn.tokens and turn.tokens == tokenize(button.label))
        for button in turn.previous.buttons[:2]
    ]
    place = next((place for place, meant in enumerate(offered) if meant), None)
    if place is None:
        return None
    topic, probability = turn.previous.ranking[place]
    return _previous_message(turn, topic, probability)


def _previous_message(turn: Turn, topic: str, probability: float) -> Decision:
    return Decision(topic, "choice", probability, turn.previous.text, turn.previous.entities, turn.previous.ranking)
