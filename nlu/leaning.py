"""The words by which a message leans on what went before (nlu/follow_ups.yml), ready for comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterable, List, Tuple

import yaml

from nlu.wording import fold

Words = Tuple[str, ...]
RULES: Dict[str, Any] = yaml.safe_load((Path(__file__).resolve().parent / "follow_ups.yml").read_text(encoding="utf-8"))
# Topics that are no answer to a question about renewals.
SMALL_TALK: FrozenSet[str] = frozenset(RULES["small_talk"].split())
LITTLE_WORDS: FrozenSet[str] = frozenset(RULES["little_words"].split())


def words(text: str) -> Words:
    """The words of a text, folded, without punctuation; "l'autre" is two."""
    plain = fold(text).replace("'", " ").replace("-", " ").split()
    return tuple(word for word in (one.strip(".,;:!?") for one in plain) if word)


def telling(text: str) -> Words:
    """The words of a text that say something of their own."""
    return tuple(word for word in words(text) if word not in LITTLE_WORDS)


def holds(said: Words, phrases: Iterable[Words]) -> bool:
    """Whether any of some phrases stands in what was said, word by word."""
    return any(phrase == said[start : start + len(phrase)] for phrase in phrases for start in range(len(said) - len(phrase) + 1))


def phrases(name: str) -> List[Words]:
    """The phrases that the rules keep under a name."""
    return [words(phrase) for phrase in RULES[name]]
