"""Where a text names resellers: by their whole names, or by the one word that tells one from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from renewals.languages import small_words
from renewals.matching import TRADES
from renewals.name_words import LEGAL_FORMS
from renewals.names import folded
from renewals.query import Named
from renewals.text_words import Word

# Of a reseller's name a word as long is known with one slip of the finger ("Patner").
SLIP_FROM = 5
# Words that say that resellers are meant, so many words from a name at most; and before which they are asked for.
RESELLERS = frozenset("partner partners reseller resellers distributor distributors revendeur revendeurs".split()) | {
    "partenaire", "partenaires", "distributeur", "distributeurs",
}  # fmt: skip
NO_NAME_BEHIND = frozenset("by per which what each no without par quel quels quelle sans chaque aucun".split())
RESELLERS_NEAR = 4
# "Via Quartz"; "via Quartz or Opal"
THROUGH = frozenset(("via", "through", "thru"))
JOINS = frozenset(("or", "and", "ou", "et", "n"))


def resellers_named(words: Sequence[Word], resellers: Iterable[str]) -> Iterator[Named]:
    """The resellers whose names stand there whole, legal forms aside."""
    said = [word.plain for word in words]
    for reseller in resellers:
        own = [word for word in folded(reseller).split() if word not in LEGAL_FORMS] or folded(reseller).split()
        joined = "".join(own)
        for first in range(len(said)):
            last = _run(said, first, joined) or _with_a_slip(said, first, own)
            if last and not (
                last - first == 1 and (joined in small_words() or joined in TRADES) and not words[first].capital
            ):
                yield Named("reseller", (reseller,), words[first].start, words[last - 1].end)


def resellers_by_a_word(words: Sequence[Word], resellers: Sequence[str], whole: Sequence[Named]) -> Iterator[Named]:
    """Resellers by the one word that tells them from others, where it is said that resellers are meant ("Quartz or Opal
    (the partners)", "via Quartz"). `whole`: where a reseller's whole name stands.
    """
    by_word: dict[str, list[str]] = {}
    shared = Counter(word for reseller in resellers for word in set(folded(reseller).split()))
    for reseller in resellers:
        parts = [word for word in folded(reseller).split() if word not in LEGAL_FORMS]
        telling = [word for word in parts if shared[word] == 1 and len(word) >= SLIP_FROM - 1]
        if len(parts) > 1 and any(shared[word] > 1 for word in parts) and len(telling) == 1:
            by_word.setdefault(telling[0], []).append(reseller)
    words = [word for word in words if not any(one.start <= word.start < one.end for one in whole)]
    for place, word in enumerate(words):
        if word.plain in by_word and word.plain not in small_words() and _is_said_of_resellers(words, place):
            yield Named("reseller", tuple(by_word[word.plain]), word.start, word.end)


def _is_said_of_resellers(words: Sequence[Word], place: int) -> bool:
    """Whether a word for resellers stands near, which asks for none ("by partner", "which partner"); or "via" before,
    or before the name that it is joined to.
    """
    at = place - 1
    while at > 0 and words[at].plain in JOINS:
        at -= 2
    if at >= 0 and words[at].plain in THROUGH:
        return True
    near = range(max(0, place - RESELLERS_NEAR), min(len(words), place + RESELLERS_NEAR + 1))
    return any(words[one].plain in RESELLERS and not (one and words[one - 1].plain in NO_NAME_BEHIND) for one in near)


def _with_a_slip(said: Sequence[str], first: int, name: Sequence[str]) -> int | None:
    """Where words end that are a name of several words, one of them with a slip of the finger."""
    words = said[first : first + len(name)]
    if len(name) < 2 or len(words) < len(name):
        return None
    slips = [(word, own) for word, own in zip(words, name, strict=True) if word != own]
    if len(slips) != 1 or len(slips[0][1]) < SLIP_FROM or slips[0][0][0] != slips[0][1][0]:
        return None
    return first + len(name) if OSA.distance(*slips[0], score_cutoff=1) <= 1 else None


def _run(said: Sequence[str], first: int, joined: str) -> int | None:
    """Where words end that are a name when they are joined."""
    made = ""
    for last in range(first, min(first + 12, len(said))):
        made += said[last]
        if made == joined:
            return last + 1
        if not joined.startswith(made):
            return None
    return None
