"""Finds which of some known names a person meant, despite typing, accents and abbreviations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from renewals.names import folded

ALIKE = 87.0


def named_in(text: str, mentioned: Sequence[str], names: Iterable[str]) -> list[str]:
    """The names that a message means: those most like what was recognised in it, else those that stand in it.

    `mentioned`: full names already recognised ("SEP" -> "Endpoint Protection"). `names`: what there is. Several may be returned, all equally near.
    """
    scored = [
        (max((_alike(folded(one), folded(name)) for one in mentioned), default=0.0) or _contained(folded(text), folded(name)), name)
        for name in names
    ]
    best = max((score for score, _ in scored), default=0.0)
    return sorted(name for score, name in scored if score >= ALIKE and score >= best - 1)


def _alike(one: str, other: str) -> float:
    return max(float(fuzz.token_set_ratio(one, other)), float(fuzz.ratio(one, other)))


def _contained(text: str, name: str) -> float:
    """How well a name's words stand in a text, in their order; a short name must stand there as it is."""
    if not name:
        return 0.0
    if f" {name} " in f" {text} ":
        return 100.0
    return float(fuzz.partial_ratio(name, text)) if len(name) >= 5 and len(text) >= len(name) else 0.0
