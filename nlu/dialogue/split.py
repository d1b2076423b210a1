"""Finds the several questions of one message."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import dropwhile
from typing import List, Optional, Sequence

from nlu.dialogue.decide import decide
from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.turn import Decision, Interpretation, Turn
from nlu.text.tokens import contains_phrase, tokenize
from nlu.text.truncate import reading_end
from protocol.turn import Entity, PreviousTurn

# The end of a sentence, or of a line; a dot inside an address or a number is none.
_SENTENCE = re.compile(r"(?<=[?!])\s*|(?<=[.;])\s+|\n+")


class Splitter:
    """Cuts a message where a question may end: after a sentence, and at a conjunction before a question opener."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._openers = [tokenize(opener) for opener in lexicon.question_openers]
        self._conjunctions = {word for said in lexicon.conjunctions for word in tokenize(said)}
        self._requests = lexicon.requests
        self._clause_openers = [tokenize(opener) for opener in lexicon.clause_openers]
        clauses = _any_of(lexicon.clause_openers)
        openers = _any_of([*lexicon.clause_openers, *lexicon.question_openers])
        joined = rf"{_any_of(lexicon.conjunctions)}\s+{openers}(?!\w)"
        self._listed = re.compile(rf",\s*(?={clauses}(?!\w)|{joined})|(?<!\s)\s+(?={joined})", re.IGNORECASE)
        before_a_question = rf"(?={_any_of(lexicon.conjunctions)}\s+{_any_of(lexicon.question_openers)}(?!\w))"
        self._joined = re.compile(rf"(?:(?<!\s)\s+(?:,\s*)?|,\s*){before_a_question}", re.IGNORECASE)

    def parts(self, text: str) -> List[str]:
        """The questions of a message as written, each with the sentences that lead to it; the whole message where it is
        one.

        They are looked for in the part that is read for its meaning; what comes after that stays with the last one.
        """
        end = reading_end(text)
        plain = text[:end].replace("\u2019", "'")
        pieces = [
            piece.strip()
            for sentence in _SENTENCE.split(plain)
            for piece in self._joined.split(sentence)
            if piece.strip()
        ]
        questions: List[str] = []
        leading: List[str] = []
        for piece in pieces:
            leading.append(piece)
            if self._asks(piece):
                questions.append(" ".join(leading))
                leading = []
        if len(questions) < 2:
            return [text]
        return [*questions[:-1], " ".join([questions[-1], *leading]) + text[end:]]

    def clauses(self, sentence: str) -> List[str]:
        """The clauses of a sentence of a letter that may each ask something, cut at an opener."""
        plain = sentence.replace("\u2019", "'")
        return [piece.strip() for piece in self._listed.split(plain) if piece.strip()]

    def asks(self, clause: str) -> bool:
        """Whether a clause of a letter asks something, outright or politely ("could you tell us", "whether")."""
        said = tuple(dropwhile(self._conjunctions.__contains__, tokenize(clause)))
        opens = any(said[: len(opener)] == opener for opener in self._clause_openers)
        return opens or self._asks(clause) or contains_phrase(said, self._requests)

    def _asks(self, piece: str) -> bool:
        said = tuple(dropwhile(self._conjunctions.__contains__, tokenize(piece)))
        opens = any(said[: len(opener)] == opener for opener in self._openers)
        return opens or (bool(said) and "?" in piece)


def separate_questions(turn: Turn, parts: Sequence[Interpretation]) -> List[Interpretation]:
    """The questions of one message, each to be answered by itself, in order; the whole message (the turn's) where it is
    one.

    It is several only where every part is surely a topic of its own and no two are the same one, unless they ask
    different questions within
    it: a reason given before a question, or a question put twice, stays with it. Parts of small talk ("hello",
    "thanks") are no questions.
    """
    whole = [turn.interpretation]
    if len(parts) < 2:
        return whole
    decisions = _chained(turn, parts)
    small_talk, sure = turn.rules.small_talk, turn.rules.thresholds.sure_part
    if any(one.topic not in small_talk and one.confidence < sure for one in decisions):
        return whole
    asked = [(part, one) for part, one in zip(parts, decisions, strict=True) if one.topic not in small_talk]
    return [part for part, _ in asked] if len(asked) > 1 and _distinct([one for _, one in asked]) else whole


def _distinct(decisions: Sequence[Decision]) -> bool:
    """Whether no two decisions are the same: of one topic, they are two different questions within it."""
    labels = {one.question or one.topic for one in decisions}
    in_general = {one.topic for one in decisions if one.question is None}
    return len(labels) == len(decisions) and not any(one.question and one.topic in in_general for one in decisions)


def _chained(turn: Turn, parts: Sequence[Interpretation]) -> List[Decision]:
    """The decision about each part, after the part before it."""
    decisions: List[Decision] = []
    previous = turn.previous
    for part in parts:
        decision = decide(replace(turn, interpretation=part, previous=previous))
        decisions.append(decision)
        contract = contract_in(decision.entities) or previous.contract
        previous = PreviousTurn(
            text=part.text,
            topic=decision.topic,
            ranking=decision.ranking,
            contract=contract,
            topic_question=decision.question,
        )
    return decisions


def contract_in(entities: Sequence[Entity]) -> Optional[str]:
    """The contract number of a message that names one."""
    numbers = {one.value for one in entities if one.entity == "contract_number"}
    return numbers.pop() if len(numbers) == 1 else None


def _any_of(wordings: Sequence[str]) -> str:
    longest_first = sorted(wordings, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(wording) for wording in longest_first) + ")"
