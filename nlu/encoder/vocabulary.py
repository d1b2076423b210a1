"""Which pieces of the base model's vocabulary stay: those that words of the languages are made of."""

from __future__ import annotations

import unicodedata
from typing import Iterable, List, Sequence, Set

from nlu.encoder.tokenizer import SPECIAL_PIECES, SubwordTokenizer

# So many of a language's most frequent words, and of these so many also in capitals.
WORDS, WORDS_IN_CAPITALS = 300_000, 30_000
# Every single character up to the last of Latin Extended-B, and what people type beside letters.
SIGNS = [chr(code) for code in range(33, 0x250)] + [*"…–—’“”«»€£¥•"]


def vocabulary_of(tokenizer: SubwordTokenizer, languages: Sequence[str], texts: Iterable[str]) -> List[int]:
    """The ids of the pieces that write the frequent words of the languages (by wordfreq's lists), all signs, and some
    texts.
    """
    used: Set[int] = set()
    for language in languages:
        for form in _forms_of(language):
            used.update(tokenizer.ids(form))
    for text in (*SIGNS, *(f"a {sign}" for sign in SIGNS), *texts):
        used.update(tokenizer.ids(text))
    return [*range(SPECIAL_PIECES), *sorted(used - {*range(SPECIAL_PIECES)})]


def _forms_of(language: str) -> Set[str]:
    """A language's words as people write them: with a capital, in capitals, without accents."""
    from wordfreq import top_n_list  # its lists are read here; only who trains the encoder has it

    words = top_n_list(language, WORDS, wordlist="best")
    forms = {form for word in words for form in (word, word.capitalize(), without_accents(word))}
    return forms | {word.upper() for word in words[:WORDS_IN_CAPITALS]}


def without_accents(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
