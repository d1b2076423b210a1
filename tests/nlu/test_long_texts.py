"""What the encoder does with long texts."""

from __future__ import annotations

import time
from typing import Dict

from nlu.encoder.sentence_encoder import SentenceEncoder
from nlu.text.truncate import truncate

ENCODER = SentenceEncoder.load()

# As long as the longest of the labelled messages.
LONG_MESSAGE = (
    "Bonjour, je viens de reprendre le dossier de ma collègue partie en congé, je ne connais rien à vos "
    "contrats et je voudrais "
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


def seconds(text: str) -> float:
    """The processor's time for one text, by enough readings for its clock."""
    times, begun = 0, time.process_time()
    while time.process_time() - begun < 0.1:
        ENCODER.vector(text)
        times += 1
    return (time.process_time() - begun) / times


def test_no_text_takes_the_encoder_much_longer_than_a_long_message() -> None:
    ENCODER.vector(LONG_MESSAGE)
    ordinary = min(seconds(LONG_MESSAGE) for _ in range(2))
    slower: Dict[str, float] = {name: min(seconds(text) for _ in range(2)) / ordinary for name, text in HOSTILE.items()}
    assert {name: times for name, times in slower.items() if times > TIMES_LONGER} == {}


def test_a_long_message_is_read_whole() -> None:
    assert truncate(LONG_MESSAGE) == LONG_MESSAGE


def test_a_character_that_stands_for_many_letters_is_not_read() -> None:
    assert truncate("a\ufdfab") == "a b"
