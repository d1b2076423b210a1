"""Builds turns for tests: what a test does not name is ordinary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from nlu.dialogue.rules import Rules
from nlu.dialogue.turn import Interpretation, Turn
from protocol.turn import Button, Entity, PreviousTurn


@lru_cache(maxsize=1)
def rules() -> Rules:
    return Rules.load()


def interpretation(text: str, *ranking: tuple[str, float], entities: Sequence[Entity] = ()) -> Interpretation:
    """What a text says by itself: greet, surely, unless other topics are given."""
    return Interpretation(text, tuple(entities), ranking or (("greet", 0.9), ("goodbye", 0.1)), "classifier")


def turn(text: str, *ranking: tuple[str, float], entities: Sequence[Entity] = (), **context: Any) -> Turn:
    return Turn(interpretation(text, *ranking, entities=entities), rules(), **context)


def named(text: str, kind: str, value: str, said: str = "") -> Entity:
    """An entity of a text, where it stands in it."""
    start = text.index(said or value)
    return Entity(kind, value, start, start + len(said or value))


def after(topic: str, *others: tuple[str, float], **more: Any) -> PreviousTurn:
    """A previous turn about a topic, surely, and others less so."""
    return PreviousTurn(text="the message before", topic=topic, ranking=((topic, 0.9), *others), **more)


def asked_which(first: str, second: str) -> PreviousTurn:
    """A previous turn in which the person was asked which of two topics they mean."""
    buttons = (Button("One", f"say {first}"), Button("Other", f"say {second}"))
    return PreviousTurn(
        text="the message before",
        topic=first,
        ranking=((first, 0.4), (second, 0.3), ("late-renewal", 0.1)),
        entities=(Entity("contract_number", "C-100234", 0, 8),),
        close_call=True,
        question="clarify",
        buttons=buttons,
    )
