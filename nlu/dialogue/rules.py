"""The rules of the dialogue, from rules.yml: which topic follows from what was said before."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Dict, FrozenSet, Mapping, Optional, Tuple, Type, TypeVar

import yaml

from nlu.dialogue.lexicon import Lexicon
from nlu.dialogue.lexicon_entries import LexiconError

FILE = Path(__file__).resolve().parent / "rules.yml"
T = TypeVar("T")
# Of a refinement: the message may be taken for whatever label.
ANY = "*"


@dataclass(frozen=True)
class Thresholds:
    """How sure decisions must be: probabilities (0 to 1)."""

    min_confidence: float
    ambiguity_margin: float
    offered: float
    surely_no_list: float
    sure_part: float
    likely_enough: float
    min_question_share: float


@dataclass(frozen=True)
class CarryOver:
    """After a topic of `after`, one entity of a kind leads to `topic`, or to the topic of its value; `questions`: to
    the question of its value within it.
    """

    after: FrozenSet[str]
    entity: str
    topic: Optional[str] = None
    topics: Optional[Mapping[str, str]] = None
    questions: Optional[Mapping[str, str]] = None

    def topic_of(self, value: str) -> Optional[str]:
        return self.topic or (self.topics or {}).get(value)

    def question_of(self, value: str) -> Optional[str]:
        return (self.questions or {}).get(value)


@dataclass(frozen=True)
class PhraseRule:
    """A short question and the topic that it asks for (and the question within it), after some topics or (None) after
    any.

    `supposing`: it must suppose something ("what if I don't?"): without those words it answers ("no, we don't").
    """

    phrase: str
    topic: str
    after: Optional[FrozenSet[str]] = None
    question: Optional[str] = None
    supposing: bool = False


@dataclass(frozen=True)
class EllipticNameRule:
    """When "and for Acme?" names something: after which topics, in how many words, and how sure another reading must be
    to win.
    """

    after: FrozenSet[str]
    max_words: int
    understood: float
    surely_understood: float


@dataclass(frozen=True)
class AnaphoraRule:
    """Topics that may be asked of "it"; `remap`: the topic that is meant of a contract where another is understood,
    save for the questions `kept`.
    """

    topics: FrozenSet[str]
    max_words: int
    remap: Mapping[str, str]
    kept: FrozenSet[str]


@dataclass(frozen=True)
class ContinuationRule:
    """When an unsure message goes on with the previous topic: its least probability, how far behind the likeliest, and
    the most out of scope.
    """

    least: float
    behind: float
    out_of_scope: float


@dataclass(frozen=True)
class Refinement:
    """`words` (lexicon: refinements) in a message that is taken for one of the labels `within`, or is short and comes
    `after` a topic (whatever was asked of it) or a question; within ANY where the words leave no doubt by themselves.

    `speakers`: of whom it is read; None for all. `names_product`: only where the message names a product.
    """

    question: str
    words: str
    within: FrozenSet[str]
    after: FrozenSet[str]
    speakers: Optional[FrozenSet[str]] = None
    names_product: bool = False


@dataclass(frozen=True)
class SeatsRule:
    """What "from 250 to 180 seats" asks for: the questions of a topic for more and for fewer of them."""

    topic: str
    more: str
    fewer: str


@dataclass(frozen=True)
class OwnNamesRule:
    """What a few words ask for that name an account or product in sight; `account_after`: topics that are asked again
    for an account.
    """

    max_words: int
    account: str
    product: str
    account_after: FrozenSet[str]


@dataclass(frozen=True)
class Rules:
    """All rules, with the lexicon whose words they use."""

    lexicon: Lexicon
    small_talk: FrozenSet[str]
    thresholds: Thresholds
    ask_back: FrozenSet[str]
    of_own_contracts: FrozenSet[str]
    carry_over: Tuple[CarryOver, ...]
    same_question: FrozenSet[str]
    compare: Mapping[str, str]
    standalone: Mapping[str, str]
    phrases: Tuple[PhraseRule, ...]
    elliptic_name: EllipticNameRule
    anaphora: AnaphoraRule
    continuation: ContinuationRule
    offers_a_person: FrozenSet[str]
    ask_for_a_country: FrozenSet[str]
    lists: FrozenSet[str]
    signs: Mapping[str, Tuple[str, ...]]
    next_steps: Mapping[str, str]
    statements: Mapping[str, str]
    without_proof: FrozenSet[str]
    plans: Mapping[str, str]
    refinements: Tuple[Refinement, ...]
    seats: SeatsRule
    own_names: OwnNamesRule

    @classmethod
    def load(cls, file: Path = FILE, lexicon: Optional[Lexicon] = None) -> Rules:
        """The rules of a file; raises LexiconError where a key is missing, unknown, or names a phrase that no lexicon
        has.
        """
        words = lexicon or Lexicon.load()
        content: Dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        _check_keys(cls, {"lexicon": words, **content}, file.name)
        rules = cls(
            lexicon=words,
            small_talk=frozenset(content["small_talk"]),
            thresholds=_build(Thresholds, content["thresholds"], "thresholds"),
            ask_back=frozenset(content["ask_back"]),
            of_own_contracts=frozenset(content["of_own_contracts"]),
            carry_over=tuple(_build(CarryOver, one, "carry_over") for one in content["carry_over"]),
            same_question=frozenset(content["same_question"]),
            compare=content["compare"],
            standalone=content["standalone"],
            phrases=tuple(_build(PhraseRule, one, "phrases") for one in content["phrases"]),
            elliptic_name=_build(EllipticNameRule, content["elliptic_name"], "elliptic_name"),
            anaphora=_build(AnaphoraRule, content["anaphora"], "anaphora"),
            continuation=_build(ContinuationRule, content["continuation"], "continuation"),
            offers_a_person=frozenset(content["offers_a_person"]),
            ask_for_a_country=frozenset(content["ask_for_a_country"]),
            lists=frozenset(content["lists"]),
            signs={topic: tuple(signs) for topic, signs in content["signs"].items()},
            next_steps=content["next_steps"],
            statements=content["statements"],
            without_proof=frozenset(content["without_proof"]),
            plans=content["plans"],
            refinements=tuple(_build(Refinement, one, "refinements") for one in content["refinements"]),
            seats=_build(SeatsRule, content["seats"], "seats"),
            own_names=_build(OwnNamesRule, content["own_names"], "own_names"),
        )
        known = frozenset().union(*words.phrases.values())
        unknown = [rule.phrase for rule in rules.phrases if rule.phrase not in known] + sorted(
            set(rules.plans) - set(words.plans)
        )
        unknown += sorted(set(rules.statements) - set(words.statements))
        unknown += [rule.words for rule in rules.refinements if rule.words not in words.refinements]
        if unknown:
            raise LexiconError(f"{file.name}: no lexicon has the phrases {', '.join(unknown)}")
        return rules


def _build(kind: Type[T], values: Dict[str, Any], at: str) -> T:
    """A rule from its values; lists become sets."""
    _check_keys(kind, values, at)
    return kind(**{name: frozenset(value) if isinstance(value, list) else value for name, value in values.items()})


def _check_keys(kind: Any, values: Mapping[str, Any], at: str) -> None:
    allowed = {field.name for field in fields(kind)}
    required = {field.name for field in fields(kind) if field.default is MISSING}
    wrong = sorted(set(values) - allowed) + sorted(required - set(values))
    if wrong:
        raise LexiconError(f"{at}: missing or unknown: {', '.join(wrong)}")
