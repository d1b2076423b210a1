""" "The second one, what does it cover?": a contract of the list before, picked by its place beside a question."""

from __future__ import annotations

import re
from typing import Optional, Sequence, Tuple

from nlu.dialogue.lexicon import Lexicon
from nlu.text.tokens import Tokens, tokenize
from protocol.turn import PreviousTurn

_WORD = re.compile(r"[^\W_]+")
_PAUSES = (",", ";", ":", "\u2013", "\u2014")
Words = Sequence[Tuple[int, int, Tokens]]


def with_number_picked(text: str, previous: PreviousTurn, lexicon: Lexicon) -> Optional[str]:
    """The text with a contract's number in the place of the words that pick it; None where none is picked.

    A place alone says too little ("the first of March"): a pause follows it at the beginning, a word for a contract
    stands behind it, or it ends the message behind a word such as "about".
    """
    if not previous.listed:
        return None
    words = [(found.start(), found.end(), tokenize(found.group())) for found in _WORD.finditer(text)]
    for number, (_, _, token) in enumerate(words):
        place = lexicon.place_named(token)
        if place is None:
            continue
        begin, end = _span(words, number, lexicon)
        if _picks(text, words, begin, end, lexicon):
            listed = previous.listed[place:][:1]
            return text[: words[begin][0]] + listed[0] + text[words[end][1] :] if listed else None
    return None


def _span(words: Words, number: int, lexicon: Lexicon) -> Tuple[int, int]:
    """The first and the last word of a place, with the article before it and the word for a contract behind it."""
    article = number > 0 and words[number - 1][2] in lexicon.picks.articles
    noun = number + 1 < len(words) and words[number + 1][2] in lexicon.picks.nouns
    return number - article, number + noun


def _picks(text: str, words: Words, begin: int, end: int, lexicon: Lexicon) -> bool:
    if begin == 0 and end > 0 and text[words[end][1] :].lstrip().startswith(_PAUSES):
        return True
    following = words[end + 1][2] if end + 1 < len(words) else None
    if words[end][2] in lexicon.picks.nouns:
        # "The first contract to end" picks none.
        return following not in lexicon.picks.not_before
    openers = [words[place][2] for place in (begin - 1, begin) if 0 <= place < end]
    return following is None and any(one in lexicon.picks.openers for one in openers)
