"""The pieces of a letter (a ticket, a mail): the whole, what it asks, and each sentence in its order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Awaitable, Callable, Iterator, List, Optional, Tuple

from nlu.dialogue.decide import decide
from nlu.dialogue.rules import Rules
from nlu.dialogue.split import Splitter
from nlu.dialogue.turn import OUT_OF_SCOPE, Interpretation, Turn, understanding_of
from nlu.text.context import context_of
from protocol.letters import GIST, QUESTION, STATEMENT, SUBJECT, WHOLE, LetterPart
from protocol.turn import Understanding

# So much of a body is read, in so many sentences that ask and others; of each so many characters, and none shorter.
READ, MOST_QUESTIONS, MOST_STATEMENTS, LONGEST_PIECE, SHORTEST_PIECE = 4000, 10, 8, 300, 8
# Where nothing in a letter is a question, its last sentences are taken for what is asked.
LAST_SENTENCES = 3
# A line that is longer was wrapped by a program: its sentence goes on where the next line begins in lower case.
WRAPPED = 50
# The numbers and signs of a list: "1)", "(a)", "2.", "-".
_ITEM = re.compile(r"(?:^|(?<=[\s:;,.?!]))(?:\(?(?:[a-h]|[ivx]{1,3}|\d{1,2})\)|\d{1,2}\.)\s+|^[-*\u2022\u2013]\s+")
_SENTENCE = re.compile(r"(?<=[.?!;:])\s+")
_SHORT = "approx|ca|env|incl|e\\.g|i\\.e|no|nr|dr|mr|mrs|ms|mme|mlle|st|p\\.ex|dept|tel|ref"
_ABBREVIATED = re.compile(rf"\b(?:{_SHORT})\.$", re.IGNORECASE)

# Reads a text after what a context tells (nlu/text/context.py).
Read = Callable[[str, str], Awaitable[Interpretation]]


@dataclass(frozen=True)
class Piece:
    """A part of a letter; `role`: what it is of the letter (protocol/letters.py)."""

    text: str
    role: str


class Letters:
    """Takes letters apart, and tells what each piece is about."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._splitter = Splitter(rules.lexicon)

    async def read(self, subject: str, body: str, interpret: Read) -> Tuple[LetterPart, ...]:
        """Each piece by itself; sentences also after what stands before them,
        as people go on ("and is that in it?").
        """
        parts: List[LetterPart] = []
        about: Optional[str] = None
        before = ""
        for piece in self.pieces(subject, body):
            alone, in_place = await self._understood(piece.text, interpret), None
            if piece.role in (WHOLE, GIST):
                about = about or self._topic_told(alone)
            elif before:
                in_place = await self._understood(piece.text, interpret, context_of(about, before))
            if piece.role == QUESTION:
                about = self._topic_told(in_place or alone) or about
            if piece.role not in (WHOLE, GIST):
                before = piece.text
            parts.append(LetterPart(piece.role, alone, in_place))
        return tuple(parts)

    async def _understood(self, text: str, interpret: Read, context: str = "") -> Understanding:
        return understanding_of(decide(Turn(await interpret(text, context), self._rules)))

    def _topic_told(self, understood: Understanding) -> Optional[str]:
        """The question or topic that is told to the next sentence; None where none is sure."""
        unsure = understood.confidence < self._rules.thresholds.sure_part
        aside = understood.topic in self._rules.small_talk | {OUT_OF_SCOPE}
        return None if unsure or aside else understood.question or understood.topic

    def pieces(self, subject: str, body: str) -> List[Piece]:
        """The whole; the gist (of a long letter only the beginning is read); the subject; each sentence."""
        subject, body = subject.strip(), body.strip()[:READ]
        said = self._said(body)
        asked = [one.text for one in said if one.role == QUESTION] or [one.text for one in said[-LAST_SENTENCES:]]
        pieces = [Piece(_joined(subject, body), WHOLE), Piece(_joined(subject, " ".join(asked)), GIST)]
        if subject:
            pieces.append(Piece(subject[:LONGEST_PIECE], SUBJECT))
        return pieces + said

    def _said(self, body: str) -> List[Piece]:
        """The sentences; one that asks several things by its clauses. Of too many, the first of each role."""
        found: List[Piece] = []
        listed = False
        for sentence in _sentences(body):
            clauses = [clause for clause in self._splitter.clauses(sentence) if self._splitter.asks(clause)]
            several = len(clauses) > 1 and all(len(clause) >= SHORTEST_PIECE for clause in clauses)
            asks = self._splitter.asks(sentence)
            # "We would like: 1) …; 2) …": each item is asked for.
            role = QUESTION if asks or listed else STATEMENT
            listed = (asks and sentence.endswith(":")) or (listed and sentence.endswith(";"))
            found += [Piece(one[:LONGEST_PIECE], role) for one in (clauses if several else [sentence])]
        counts = [one for one in found if len(one.text) >= SHORTEST_PIECE]
        left = {QUESTION: MOST_QUESTIONS, STATEMENT: MOST_STATEMENTS}
        kept: List[Piece] = []
        for one in counts:
            if left[one.role]:
                kept.append(one)
                left[one.role] -= 1
        return kept


def _joined(subject: str, text: str) -> str:
    return f"{subject}. {text}".strip(". ")


def _sentences(body: str) -> Iterator[str]:
    """The sentences and items of lists of a text."""
    for line in _lines(body):
        sentence = ""
        for piece in (part for item in _ITEM.split(line) for part in _SENTENCE.split(item)):
            sentence = f"{sentence} {piece}".strip()
            if sentence and not _ABBREVIATED.search(sentence[-10:]):
                yield sentence
                sentence = ""
        if sentence:
            yield sentence


def _lines(body: str) -> List[str]:
    """The lines of a text as they were meant: one that a mail program wrapped goes on in the next."""
    lines: List[str] = []
    for line in (line.strip() for line in body.splitlines() if line.strip()):
        if lines and len(lines[-1]) >= WRAPPED and lines[-1][-1] not in ".?!:;" and line[0].islower():
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines
