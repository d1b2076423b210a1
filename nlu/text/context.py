"""What went before a message, as the classifier reads it."""

from __future__ import annotations

from typing import Optional


def context_of(topic: Optional[str], text: str) -> str:
    """The previous turn: what its answer was about (a topic, or a question of it), and the message; nothing where there
    was none.
    """
    return f"{(topic or '').replace('-', ' ').replace('/', ', ')}: {text}" if text else ""
