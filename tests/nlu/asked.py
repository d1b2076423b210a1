"""Messages with the labels that the classifier gave them."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.decide import decide
from nlu.dialogue.turn import Turn
from protocol.turn import PreviousTurn
from tests.nlu.turns import after, turn


def question_of(text: str, label: str = "out-of-scope", previous: Optional[PreviousTurn] = None) -> Optional[str]:
    """The question that is decided for a message that is surely taken for a label."""
    return decide(labelled(text, label, previous)).question


def labelled(text: str, label: str, previous: Optional[PreviousTurn] = None) -> Turn:
    plain = turn(text, (label.partition("/")[0], 0.9), ("greet", 0.1), previous=previous or PreviousTurn())
    return replace(plain, interpretation=replace(plain.interpretation, questions=((label, 0.9),)))


def follows(question: str) -> PreviousTurn:
    return after(question.partition("/")[0], topic_question=question, reply="As it is.")
