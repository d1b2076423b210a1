"""All that reads a person's text in the engine, beside its encoders, for `measure.py`."""

from __future__ import annotations

from typing import Any

from nlu.before import Before
from nlu.components.follow_up import FollowUp, _as_written, _without
from nlu.components.known_entities import KnownEntities, read_lookups
from nlu.gateway_channel import harmless
from nlu.leaning import RULES, holds, phrases, telling, words
from nlu.meant import _place, _refuses
from nlu.questions import parts
from nlu.shortened import end_of_reading, shortened
from nlu.wording import fold, with_placeholders
from nlu.words import _vectorizers

KNOWN = KnownEntities(None, None, *read_lookups())
LEANING = FollowUp(RULES)
BEFORE = Before(topic="contract-list", buttons=("one", "two"))
WORDS, LETTERS = (part.build_analyzer() for part in _vectorizers())


def _entities(text: str) -> list[dict[str, Any]]:
    """Every fifth place as an entity."""
    return [{"entity": "contract_number", "value": "C-1", "start": start, "end": start + 2} for start in range(0, len(text) - 2, 5)]


MATCHERS = {
    "fold": fold,
    "words": words,
    "telling": telling,
    "holds": lambda text: holds(words(text), phrases("refusals")),
    "parts": parts,
    "shortened": shortened,
    "end_of_reading": end_of_reading,
    "harmless": harmless,
    "known entities": KNOWN.find,
    "with_placeholders": lambda text: with_placeholders(text, _entities(text)),
    "_without": lambda text: _without(text, _entities(text)),
    "_as_written": lambda text: _as_written(text, words("some other name")),
    "_as_written, a name first": lambda text: _as_written("and for Acme Ltd " + text, words("Acme Ltd")),
    "a follow-up's topic": lambda text: LEANING.topic(text, [], "contract-list"),
    "a follow-up with an entity": lambda text: LEANING.topic(text, _entities(text)[:1], "contract-list"),
    "asked in few words": lambda text: LEANING._asked_in_few_words(text, [], "contract-list"),
    "a kind alone": LEANING._bare_kind,
    "a name": lambda text: LEANING._name("and for " + text, [], "contract-list", ("contract-list", 0.1)),
    "says it": lambda text: LEANING._says_it(text, []),
    "refuses": lambda text: _refuses(text, BEFORE),
    "place": lambda text: _place(text, BEFORE),
    "words' features": WORDS,
    "letters' features": LETTERS,
}
