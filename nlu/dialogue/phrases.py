"""A short question that says too little by itself ("how much?", "who handles it?"): its topic follows from the previous
one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.turn import Decision, Turn, decision_of
from nlu.text.tokens import contains_phrase

# What a short question may be asked of: "who do I write to? I'm in Brazil", "how much for the cloud?".
# An offering is none: it is what a message asks about.
ASKED_OF = {"country", "product_kind", "product", "contract_number"}


def resolve(turn: Turn) -> Optional[Decision]:
    """The topic of the first rule whose phrase the message is and whose previous topic fits."""
    if not turn.content_words or not ASKED_OF.issuperset(one.entity for one in turn.entities):
        return None
    said = turn.rules.lexicon.phrases.get(turn.content_words, frozenset())
    for rule in turn.rules.phrases:
        fits = rule.after is None or turn.previous.topic in rule.after
        if rule.phrase in said and fits and (not rule.supposing or _supposes(turn)):
            return replace(decision_of(turn, rule.topic, "phrase"), question=rule.question)
    return None


def _supposes(turn: Turn) -> bool:
    lexicon = turn.rules.lexicon
    return contains_phrase(turn.tokens, (*lexicon.suppositions, *lexicon.bare_suppositions))
