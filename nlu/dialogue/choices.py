"""A choice among the buttons of the last reply: by its place ("the second one"), or of one of two topics that were asked back."""

from __future__ import annotations

from typing import Optional

from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.turn import Decision, Turn
from protocol.turn import PreviousTurn


def chosen_text(text: str, previous: PreviousTurn, lexicon: Lexicon) -> Optional[str]:
    """What the button says that a text picks by its place; None where it picks none."""
    said = lexicon.content_words(text)
    place = next((number for number, wordings in enumerate(lexicon.ordinals) if said in wordings), None)
    return previous.buttons[place].say if place is not None and place < len(previous.buttons) else None


def resolve(turn: Turn) -> Optional[Decision]:
    """One of the two topics that were asked back: the previous message once more, now with that topic and all that it named."""
    offered = [button.say for button in turn.previous.buttons[:2]]
    if not turn.previous.close_call or turn.text not in offered:
        return None
    topic, probability = turn.previous.ranking[offered.index(turn.text)]
    return Decision(topic, "choice", probability, turn.previous.text, turn.previous.entities, turn.previous.ranking)
