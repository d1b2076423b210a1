"""The value that every resolver reads, and the decision that one of them makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Optional, Tuple

from nlu.dialogue.rules import Rules
from nlu.text.normalize import replace_spans
from nlu.text.tokens import Tokens, tokenize
from protocol.turn import VISITOR, Entity, Names, PreviousTurn, Ranking, Stage, Understanding

OUT_OF_SCOPE = "out-of-scope"
# The stage of a text that is what a topic's button says.
BUTTON = "button"
# So many topics of a ranking are kept with a decision, and with a stage of its trace.
RANKING_LENGTH, STAGE_RANKING_LENGTH = 8, 3


@dataclass(frozen=True)
class Interpretation:
    """What one text says: its entities, and all topics with their probabilities, best first. `stage` ranked them.

    `questions`: the likeliest labels (`topic/question`, or `topic` alone: the topic in general), best first; their
    probabilities are shares of all labels' sum.
    """

    text: str
    entities: Tuple[Entity, ...]
    ranking: Ranking
    stage: str
    questions: Ranking = ()


@dataclass(frozen=True)
class Turn:
    """One question in its conversation: what it says by itself, and what it may refer to."""

    interpretation: Interpretation
    rules: Rules
    previous: PreviousTurn = field(default_factory=PreviousTurn)
    pending_topic: Optional[str] = None
    speaker: str = VISITOR
    names: Names = field(default_factory=Names)
    foreign: bool = False
    asked: Optional[str] = None
    contracts: Optional[str] = None

    @property
    def text(self) -> str:
        return self.interpretation.text

    @property
    def entities(self) -> Tuple[Entity, ...]:
        return self.interpretation.entities

    @cached_property
    def tokens(self) -> Tokens:
        return tokenize(self.text)

    @cached_property
    def content_words(self) -> Tokens:
        """The words that say something of their own, without the entities."""
        return self.rules.lexicon.content_words(without_entities(self.text, self.entities))

    @property
    def ranking(self) -> Ranking:
        """The topics with their probabilities, best first."""
        return self.interpretation.ranking

    @property
    def topic(self) -> str:
        """The likeliest topic; out of scope where none is likely enough."""
        topic, likely = self.ranking[0]
        return topic if likely >= self.rules.thresholds.min_confidence else OUT_OF_SCOPE

    def probability(self, topic: str) -> float:
        return dict(self.ranking).get(topic, 0.0)

    def names_only(self, kind: str) -> Tuple[Entity, ...]:
        """The entities of the message where all are of one kind; none otherwise."""
        return self.entities if {one.entity for one in self.entities} == {kind} else ()


@dataclass(frozen=True)
class Decision:
    """The topic of a question, and the stage that decided it.

    `text`: the text that is answered (the previous one, where the person chose or refused). `probability`: the
    classifier's, also where a rule decided. `rule`: a rule decided. `close_call`: the person is asked which of the two
    best topics is meant. `refuses`: the person refused the last answer. `corrected`: this answers a refusal. `typed`:
    what the message itself was taken for, where that differs. `question`: what is asked within the topic
    (`topic/question`); None where it is the topic in general. `offers`: topics that may be meant as well, to be offered
    beside the answer.
    """

    topic: str
    by: str
    probability: float
    text: str
    entities: Tuple[Entity, ...]
    ranking: Ranking
    rule: bool = True
    close_call: bool = False
    refuses: bool = False
    corrected: bool = False
    typed: Optional[Decision] = None
    trace: Tuple[Stage, ...] = ()
    question: Optional[str] = None
    offers: Tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        """How sure the decision is (0 to 1): a rule is sure; else the probability of the topic."""
        return 1.0 if self.rule else self.probability

    @property
    def own_stage(self) -> Stage:
        """This decision as the stage of a trace."""
        return Stage(self.by, self.topic, round(self.confidence, 4))


def decision_of(turn: Turn, topic: str, by: str, entities: Tuple[Entity, ...] = ()) -> Decision:
    """A rule's decision for a topic of the message; `entities` are added to those of its text."""
    return Decision(
        topic, by, turn.probability(topic), turn.text, turn.entities + entities, turn.ranking[:RANKING_LENGTH]
    )


def understanding_of(first: Decision, *others: Decision) -> Understanding:
    """What is kept of a message: what it was taken for as it was typed, and how each of its questions was decided."""
    typed = first.typed or first
    return Understanding(
        topic=typed.topic,
        confidence=round(typed.probability, 4),
        ranking=typed.ranking,
        close_call=typed.close_call or bool(first.offers),
        refuses=first.refuses,
        entities=typed.entities,
        decided_by=first.by,
        trace=tuple(one.trace for one in (first, *others)),
        question=first.question,
        offers=first.offers,
    )


def with_stage(decision: Decision, before: Tuple[Stage, ...]) -> Decision:
    """The decision with its trace: the stages before it, then its own."""
    return replace(
        decision, trace=before if before and before[-1].stage == decision.by else (*before, decision.own_stage)
    )


def stage_of(name: str, ranking: Ranking) -> Stage:
    """A stage of a trace that ranked topics."""
    kept = tuple((topic, round(probability, 4)) for topic, probability in ranking[:STAGE_RANKING_LENGTH])
    return Stage(name, ranking[0][0], round(ranking[0][1], 4), kept)


def without_entities(text: str, entities: Tuple[Entity, ...]) -> str:
    """The text with a space in the place of each entity."""
    return replace_spans(text, [(one.start, one.end, " ") for one in entities])
