"""How long each encoder takes for texts of 2,000 characters, and what is kept of texts: JSON on standard output. For the engine's interpreter."""

from __future__ import annotations

import json
import time

import numpy as np

from nlu.encoders import ENCODERS, vectors
from nlu.english_encoder import ALL_ALIKE
from nlu.shortened import shortened
from nlu.vector_memory import MOST_VECTORS, VectorMemory, forget_all

# As long as the longest of the labelled messages.
LONG_MESSAGE = (
    "Bonjour, je viens de reprendre le dossier de ma collègue partie en congé, je ne connais rien à vos contrats et je voudrais simplement savoir "
    "jusqu'à quand nous sommes couverts et à qui je dois écrire si nous voulons continuer"
)
HOSTILE = {
    "dashes": "C-" * 998 + "ab", "capitals": "A" * 2000, "letters": "qzxvkjw" * 285, "emoji": "\U0001f600" * 2000, "ideographs": "契約" * 1000,
    "accents": "e" + "\u0301" * 1999, "dots": "." * 2000, "digits": "7" * 2000, "spaces": " " * 1999 + "a", "eighteen letters a sign": "\ufdfa" * 2000,
    "short words": "qz xv " * 333, "words": "when does it end and what does it cost " * 51,
}  # fmt: skip


def seconds(encoder: str, text: str) -> float:
    """The processor's time for one text, by enough readings for its clock."""
    times, begun = 0, time.process_time()
    while time.process_time() - begun < 0.1:
        vectors(encoder, [text], ALL_ALIKE)
        times += 1
    return (time.process_time() - begun) / times


def slower_than_a_long_message() -> dict:
    """How many times longer than a long message each hostile text takes, at most, for each encoder."""
    slower = {}
    for encoder in ENCODERS:
        vectors(encoder, [LONG_MESSAGE], ALL_ALIKE)
        ordinary = min(seconds(encoder, LONG_MESSAGE) for _ in range(2))
        slower[encoder] = {name: min(seconds(encoder, text) for _ in range(2)) / ordinary for name, text in HOSTILE.items()}
    return slower


def memory() -> dict:
    asked = []
    kept = VectorMemory(lambda text: asked.append(text) or np.ones(1))
    for text in ("hello", "goodbye", "hello"):
        kept(text)
    told = {"asked": list(asked), "texts": [text for text in ("hello", "goodbye") if text in repr(vars(kept))]}
    for number in range(MOST_VECTORS):
        kept(str(number))
        kept("hello")
    told["most"] = len(kept) == MOST_VECTORS
    told["again"] = asked.count("hello")
    told["forgotten"] = asked.count("goodbye")
    kept("goodbye")
    told["anew"] = asked.count("goodbye")
    forget_all()
    told["after erasing"] = len(kept)
    return told


print(
    json.dumps(
        {
            "slower": slower_than_a_long_message(),
            "long message": shortened(LONG_MESSAGE) == LONG_MESSAGE,
            "signs": shortened("a\ufdfab") == "a b",
            "memory": memory(),
        }
    )
)
