"""A remark on the last reply ("you already said that", "in short", "where is that written?"): the answer stays that
reply's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Iterator, Optional, Tuple

from nlu.dialogue import refinements
from nlu.dialogue.turn import Decision, Turn, decision_of
from nlu.text.normalize import normalize
from nlu.text.tokens import tokenize
from protocol.remarks import (
    GO_BACK,
    IN_SHORT,
    LINK,
    NEXT,
    NOT_UNDERSTOOD,
    SAID_ALREADY,
    SIMPLER,
    START_OVER,
    WHERE_WRITTEN,
    WHO_KNOWS,
)
from protocol.turn import Entity

REPEAT_TOPIC, CANCEL_TOPIC, LIST_TOPIC, NOTHING_BEFORE = "repeat", "cancel", "contract-list", "affirm"
# Beside these a few words may give the reason ("simpler, please, I'm no accountant").
WITH_A_REASON = {SIMPLER, NOT_UNDERSTOOD, IN_SHORT, WHERE_WRITTEN, LINK}
FILTER, MORE = "filter", "more"
COMPLAINTS = {SAID_ALREADY, NOT_UNDERSTOOD}
MOST_WORDS, MOST_WORDS_OF_A_REASON = 30, 9
# Each part of a message is read, so that a long one without spaces would take as often as it has pauses.
MOST_LETTERS = 300
_PAUSE = re.compile(r"[.!?,;:()\u2013\u2014\u2026]+\s*|\s-\s")
_WORD = re.compile(r"[^\W\d_]+")
# The previous question is asked once more behind "you said that already".
ASKED_AGAIN = "asked_again"
# Who else would know is answered with whom to turn to, where no topic was answered before.
WHOM_TO_ASK = "regional-contact"


def resolve(turn: Turn) -> Optional[Decision]:
    """The topic that was answered, so that the next message still follows it; the name of the remark tells the action
    what to say.
    """
    said = _remark(turn)
    # "What does that mean for us?" asks for one's own contract.
    if said is None or (said == NOT_UNDERSTOOD and refinements.resolve(turn) is not None):
        return None
    if said in (START_OVER, GO_BACK):
        return decision_of(turn, CANCEL_TOPIC if said == START_OVER else REPEAT_TOPIC, said)
    if said == ASKED_AGAIN:
        return _asked_again(turn)
    previous = turn.previous
    if previous.topic is None and said == WHO_KNOWS:
        # Nothing was answered that somebody else may know.
        return None
    if previous.topic is None:
        return decision_of(turn, NOTHING_BEFORE if said == NEXT else REPEAT_TOPIC, said)
    if said == NEXT and previous.topic in turn.rules.lists:
        return decision_of(turn, LIST_TOPIC, said, (Entity(FILTER, MORE),))
    typed = decision_of(turn, REPEAT_TOPIC, said)
    if previous.close_call or previous.topic in turn.rules.small_talk:
        return decision_of(turn, WHOM_TO_ASK, said) if said == WHO_KNOWS else typed
    return replace(
        decision_of(turn, previous.topic, said, _contract(turn)), question=previous.topic_question, typed=typed
    )


def _asked_again(turn: Turn) -> Optional[Decision]:
    """The previous question once more, where the rest is surely about nothing else ("you said that already, but is it
    10 or 1000?").
    """
    previous = turn.previous
    if previous.topic is None or previous.close_call or previous.topic in turn.rules.small_talk:
        return None
    topic, likely = turn.ranking[0]
    if topic not in turn.rules.small_talk and likely >= turn.rules.thresholds.sure_part:
        return None
    return replace(decision_of(turn, previous.topic, ASKED_AGAIN, _contract(turn)), question=previous.topic_question)


def _remark(turn: Turn) -> Optional[str]:
    """The remark that a message is: the whole of it, or its beginning or end where the rest gives the reason."""
    lexicon = turn.rules.lexicon
    # "More" beside "simple" is no further page of a list.
    named = [one for one in turn.entities if (one.entity, one.value) != (FILTER, MORE)]
    whole = None if named else lexicon.remark(turn.tokens)
    if whole is not None or len(turn.tokens) > MOST_WORDS or len(turn.text) > MOST_LETTERS:
        return whole
    for start, end, rest in _parts(turn):
        if any(one.start < end and start < one.end for one in named):
            continue
        said, other = lexicon.remark(tokenize(turn.text[start:end])), lexicon.remark(tokenize(rest))
        if said and other:
            # "You said that. In short?": what is wished for, rather than what is complained of.
            first, second = (said, other) if start == 0 else (other, said)
            return second if first in COMPLAINTS else first
        if said in WITH_A_REASON and _is_a_reason(turn, rest):
            return said
        if said == SAID_ALREADY and start == 0 and lexicon.either.intersection(tokenize(rest)):
            return ASKED_AGAIN
    return None


def _parts(turn: Turn) -> Iterator[Tuple[int, int, str]]:
    """The beginnings and the ends of a message up to each of its pauses and conjunctions, each with the rest of it."""
    text, conjunctions = turn.text, {word for word in turn.rules.lexicon.conjunctions if " " not in word}
    cuts = [found.span() for found in _PAUSE.finditer(text)]
    cuts += [found.span() for found in _WORD.finditer(text) if normalize(found.group()) in conjunctions]
    for start, end in sorted(cuts, reverse=True):
        yield 0, start, text[end:]
    for start, end in sorted(cuts):
        yield end, len(text), text[:start]


def _is_a_reason(turn: Turn, text: str) -> bool:
    """Whether the rest of a message asks nothing, and speaks of who asks ("I'm the school secretary"); the message is
    surely about no other topic.
    """
    lexicon, words = turn.rules.lexicon, tokenize(text)
    if "?" in text or not words or len(words) > MOST_WORDS_OF_A_REASON or lexicon.question_words.intersection(words):
        return False
    return words[0] in lexicon.reason_openers and not _is_surely_about_another(turn)


def _is_surely_about_another(turn: Turn) -> bool:
    topic, likely = turn.ranking[0]
    known = {turn.previous.topic, *turn.rules.small_talk}
    return topic not in known and likely >= turn.rules.thresholds.sure_part


def _contract(turn: Turn) -> Tuple[Entity, ...]:
    """The contract that was told, which goes on being meant."""
    number = turn.previous.contract
    return (Entity("contract_number", number),) if number else ()
