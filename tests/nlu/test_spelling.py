"""Several misspelt words in one short message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.dialogue.spelling import Spelling, is_one_slip

COUNTS = {"when": 600, "does": 900, "contract": 500, "expire": 100, "expert": 200, "wen": 1, "price": 90, "devis": 300}
SPELLING = Spelling(COUNTS, {"when", "does", "my", "contract", "expire", "play", "something"})


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("wen does my contrac expier", "when does my contract expire"),
        ("wehn doess my contract end?", "when does my contract end?"),
    ],
)
def test_misspelt_words_are_mended_by_the_words_of_the_examples(text: str, mended: str) -> None:
    assert SPELLING.mended(text) == mended


@pytest.mark.parametrize(
    "text",
    [
        "when does my contrac end",
        "play something by Davis",
        "pricee xx yy",
        "contrac expier " * 20,
        "",
    ],
)
def test_one_slip_real_words_and_long_texts_are_left(text: str) -> None:
    assert SPELLING.mended(text) is None


LETTERS = st.text("abc", max_size=6)


def slips(word: str) -> set[str]:
    """All texts that are one slip away."""
    cut = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in cut if right}
    changed = {left + letter + right[1:] for left, right in cut if right for letter in "abc"}
    added = {left + letter + right for left, right in cut for letter in "abc"}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cut if len(right) > 1}
    return (dropped | changed | added | swapped) - {word}


@given(LETTERS, LETTERS)
def test_one_slip_is_a_letter_dropped_added_or_changed_or_two_swapped(word: str, other: str) -> None:
    assert word == other or is_one_slip(word, other) == (other in slips(word))
