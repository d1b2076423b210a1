"""Finds which of some known names a person meant, despite typing, accents and abbreviations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from renewals.names import folded

ALIKE = 87.0
ENOUGH_OF_A_NAME = 0.4
# Words of products' names that are ordinary words of questions about them.
ORDINARY = frozenset(
    "security protection service services support management suite system enterprise complete cloud software hardware web email access center".split()
)


def named_in(text: str, mentioned: Sequence[str], names: Iterable[str]) -> list[str]:
    """The names that a message means: those most like what was recognised in it, else those of whose words it holds most.

    `mentioned`: full names already recognised ("SEP" -> "Endpoint Protection"). `names`: what there is. Several may be returned, all about equally near.
    """
    known = [(name, folded(name)) for name in names]
    recognised = [(max((_alike(folded(one), plain) for one in mentioned), default=0.0), name) for name, plain in known]
    best = max((score for score, _ in recognised), default=0.0)
    if best >= ALIKE:
        return sorted(name for score, name in recognised if score >= best - 1)
    said = folded(text).split()
    held = [(_held(plain, said), name) for name, plain in known]
    most = max((score for score, _ in held), default=0.0)
    return sorted(name for score, name in held if score >= ENOUGH_OF_A_NAME and score >= most - 0.1)


def _alike(one: str, other: str) -> float:
    return max(float(fuzz.token_set_ratio(one, other)), float(fuzz.ratio(one, other)))


def _held(name: str, said: Sequence[str]) -> float:
    """How much of a name's words stand in what was said, letters counting; a name is meant only where a word of its own does."""
    words = name.split()
    found = {word: max((_same(word, other) for other in said), default=0.0) for word in words}
    own = [word for word in words if word not in ORDINARY] or words
    if not any(found[word] for word in own):
        return 0.0
    return sum(len(word) * found[word] for word in words) / sum(len(word) for word in words)


def _same(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if len(other) >= 4 and word.startswith(other):
        return 0.9
    alike = float(fuzz.ratio(word, other))
    return alike / 100 if len(word) > 4 and alike >= ALIKE else 0.0
