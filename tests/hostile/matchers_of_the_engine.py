"""All that reads a person's text in the engine, beside its encoders, for `measure.py`."""

from __future__ import annotations

from dataclasses import replace

from nlu.dialogue import (
    anaphora,
    carry_over,
    choices,
    corrections,
    dropping,
    elliptic_name,
    next_step,
    offers,
    phrases,
    proof,
    seats,
    statements,
)
from nlu.dialogue.decide import decide
from nlu.dialogue.letters import Letters
from nlu.dialogue.picks import with_number_picked
from nlu.dialogue.rules import Rules
from nlu.dialogue.spelling import Spelling
from nlu.dialogue.split import Splitter
from nlu.dialogue.turn import Interpretation, Turn, without_entities
from nlu.engine.channel import harmless
from nlu.entities.gazetteer import Gazetteer
from nlu.intents.tfidf import _vectorizers
from nlu.text.masking import impersonal
from nlu.text.normalize import mask_numbers, normalize
from nlu.text.tokens import contains_phrase, tokenize
from nlu.text.truncate import reading_end, truncate
from protocol.turn import Button, Entity, PreviousTurn

GAZETTEER, RULES = Gazetteer.read(), Rules.load()
SPLITTER, PIECES = Splitter(RULES.lexicon), Letters(RULES)
PREVIOUS = PreviousTurn(
    topic="contract-list",
    buttons=(Button("One", "one"), Button("Two", "two")),
    contract="C-1",
    listed=("C-1", "C-2"),
)
SPELLING = Spelling(dict.fromkeys(RULES.lexicon.stop_words, 50))
WORDS_KNOWN = RULES.lexicon.stop_words
WORDS, LETTERS = (part.build_analyzer() for part in _vectorizers())


def _entities(text: str) -> tuple[Entity, ...]:
    """Every fifth place as an entity."""
    return tuple(Entity("contract_number", "C-1", start, start + 2) for start in range(0, len(text) - 2, 5))


def _places(text: str) -> tuple[Entity, ...]:
    return tuple(replace(one, entity="country") for one in _entities(text))


def _turn(text: str, *entities: Entity, topic: str = "contract-list") -> Turn:
    ranking = ((topic, 0.6), ("late-renewal", 0.4))
    return Turn(Interpretation(text, entities, ranking, "classifier"), RULES, PREVIOUS, pending_topic="handoff")


def _asked_which(text: str) -> Turn:
    return replace(
        _turn(text, topic="deny"),
        previous=replace(PREVIOUS, close_call=True, ranking=(("greet", 0.5), ("late-renewal", 0.4))),
    )


MATCHERS = {
    "normalize": normalize,
    "tokenize": tokenize,
    "content_words": RULES.lexicon.content_words,
    "contains_phrase": lambda text: contains_phrase(tokenize(text), RULES.lexicon.refusals),
    "parts": SPLITTER.parts,
    "clauses": SPLITTER.clauses,
    "asks": SPLITTER.asks,
    "pieces of a letter": lambda text: PIECES.pieces("A ticket", text),
    "truncate": truncate,
    "reading_end": reading_end,
    "harmless": harmless,
    "gazetteer": GAZETTEER.find,
    "impersonal": lambda text: impersonal(text, _entities(text), WORDS_KNOWN),
    "seats": lambda text: seats.resolve(_turn("we go " + text)),
    "proof": lambda text: proof.resolve(replace(_turn(text), previous=replace(PREVIOUS, question="verify"))),
    "next_step": lambda text: next_step.resolve(_turn("and then " + text)),
    "statements": lambda text: statements.resolve(_turn("protection ends " + text, topic="out-of-scope")),
    "spelling": SPELLING.mended,
    "a place and a question beside it": lambda text: offers.resolve_pending_topic(
        replace(_turn(text, *_places(text)), pending_topic="renewal-quote")
    ),
    "dropping": lambda text: dropping.resolve(_turn("forget it " + text)),
    "carry_over, loosely": lambda text: carry_over.resolve_loosely(
        _turn(text, *_entities(text)[:1], topic="out-of-scope")
    ),
    "mask_numbers": lambda text: mask_numbers(text, _entities(text)),
    "without_entities": lambda text: without_entities(text, _entities(text)),
    "elliptic_name": lambda text: elliptic_name.resolve(_turn("and for " + text)),
    "elliptic_name, a name first": lambda text: elliptic_name._as_written(
        "and for Acme Ltd " + text, tokenize("Acme Ltd")
    ),
    "carry_over": lambda text: carry_over.resolve(_turn(text)),
    "carry_over, with an entity": lambda text: carry_over.resolve(_turn(text, *_entities(text)[:1])),
    "phrases": lambda text: phrases.resolve(_turn(text)),
    "offers": lambda text: offers.resolve_country_unknown(_turn(text, topic="out-of-scope")),
    "corrections": lambda text: corrections.resolve(_asked_which(text)),
    "anaphora": lambda text: anaphora.complete(_turn(text), decide(_turn(text))),
    "choices": lambda text: choices.chosen_text(text, PREVIOUS, RULES.lexicon),
    "picks": lambda text: with_number_picked(text, PREVIOUS, RULES.lexicon),
    "decide": lambda text: decide(_turn(text, *_entities(text))),
    "words' features": WORDS,
    "letters' features": LETTERS,
}
