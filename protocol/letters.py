"""A letter (a ticket, a mail): what the gateway asks, and what the engine understands of each piece."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.turn import Understanding

# What a piece is of its letter: all of it; subject and what is asked; the subject; a sentence that asks; any other.
WHOLE, GIST, SUBJECT, QUESTION, STATEMENT = "whole", "gist", "subject", "question", "statement"


@dataclass(frozen=True)
class LetterRequest:
    """A letter to be understood outside any conversation."""

    subject: str
    body: str


@dataclass(frozen=True)
class LetterPart:
    """A piece of a letter, understood by itself; `in_place`: after what stands before it, where something does."""

    role: str
    alone: Understanding
    in_place: Understanding | None = None


@dataclass(frozen=True)
class LetterResponse:
    """The pieces of a letter in order, the whole first."""

    parts: tuple[LetterPart, ...]
