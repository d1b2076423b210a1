"""The words of a text that no rule has read."""

from __future__ import annotations

from collections.abc import Sequence

from renewals.periods import Unclear
from renewals.query.items import ItemizedText

# What is left of these says nothing that limits.
HARMLESS = (
    "little", "head", "noun", "end_verb", "only", "opener", "and", "or", "but", "these", "wide", "mine", "soft_status",
    "one", "single", "to", "seat", "who", "anew", "now", "within", "which", "imperative", "ends_in", "for_me", "act",
    "those", "amend", "rate", "list_verb", "listed", "freed", "add", "both", "own_region", "that_one", "aside",
    "whether",
)  # fmt: skip
MOST_UNREAD = 12


def missing(said: ItemizedText) -> tuple[str, ...]:
    """The words for what the contract file does not hold: what was renewed, and money with its amount."""
    return tuple(
        said.text[item.start : item.end] for item in said.items if item.meanings.keys() & {"not_on_file", "money"}
    )


def beside(unread: Sequence[str], unclear: Unclear) -> tuple[str, ...]:
    """The unread words that do not belong to the period that is asked back."""
    asked = [word.strip(",;.()") for word in unclear.said.lower().split()]
    return tuple(one for one in unread if not set(one.lower().split()) <= set(asked))


def unread_in(said: ItemizedText) -> tuple[str, ...]:
    """The words that no rule has read and that may limit, as they are written."""
    left: list[str] = []
    for item in said.items:
        harmless = (
            item.used
            or item.time
            or any(kind in item.meanings for kind in HARMLESS)
            or item.meanings.get("no_list") == "asks"
        )
        if (
            harmless
            or not any(letter.isalnum() for letter in item.text)
            or (len(item.text) == 1 and item.text.isalpha() and item.text.isascii())
        ):
            continue
        left.append(said.text[item.start : item.end])
    return tuple(dict.fromkeys(left))[:MOST_UNREAD]
