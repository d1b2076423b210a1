""" "And then?" after an answer that says what to do, alone or behind a few words that this is done: the question that
comes next.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from nlu.dialogue.turn import Decision, Turn, decision_of
from protocol.turn import NEXT_STEP

# In so many words somebody says that something is done.
MOST_DONE_WORDS = 6


def resolve(turn: Turn) -> Optional[Decision]:
    """What comes after the question that was answered, or after its topic (rules.yml: next_steps)."""
    if not _asks_what_is_next(turn):
        return None
    previous, steps = turn.previous, turn.rules.next_steps
    question = steps.get(previous.topic_question or "") or steps.get(previous.topic or "")
    if question is None:
        return None
    return replace(decision_of(turn, question.partition("/")[0], NEXT_STEP), question=question)


def _asks_what_is_next(turn: Turn) -> bool:
    lexicon, words = turn.rules.lexicon, turn.tokens
    return any(
        words[done:] in lexicon.next_steps
        for done in range(min(len(words), MOST_DONE_WORDS + 1))
        if lexicon.done_words.issuperset(words[:done])
    )
