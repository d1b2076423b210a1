"""One turn: what the gateway asks of the engine, what the engine answers, and what an action is told of the turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Who speaks: a hint for understanding, never a right. Rights are looked up by the conversation's id.
VISITOR, CUSTOMER, REPRESENTATIVE = "visitor", "customer", "representative"
# What a text does of somebody who may see contracts: asks for them, may ask for them, or changes a list of them.
ASKS, MAY_ASK, CHANGES, SURELY_ASKS = "asks", "may ask", "changes", "surely asks"
# The decision that asks the previous question of the contracts beside the one that was told.
OTHER_CONTRACT = "other_contract"
# … and of the contract that ends last.
LAST_CONTRACT = "last_contract"
# The decision that words in the place of a proof of who somebody is are none.
NAME_AS_PROOF = "name_as_proof"
# The decisions that the next step is asked for, and that words make a question more exact.
NEXT_STEP, REFINEMENT = "next_step", "refinement"
# What the gateway may have asked: whether to pass the conversation on to a person.
HAND_OFF = "hand-off"

# Names in sight are looked up for a message of at most so many words: a longer one says what it is about.
NAMES_UP_TO_WORDS = 12

Ranking = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Entity:
    """Something that a text names: its kind, its value, and where it stands (characters; 0, 0 where it does not stand
    in the text).
    """

    entity: str
    value: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Names:
    """Names that the text mentions, of products and accounts (by number) in the speaker's sight."""

    products: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TurnRequest:
    """A message of a person. `foreign`: it is in a language that the assistant does not speak.

    `asked`: what the gateway asked last and a yes or no would answer (`hand-off`), if anything. `contracts`: whether
    somebody who may see contracts asks for them or changes a list of them (renewals/query/asking.py); a hint.
    """

    conversation_id: str
    message_id: str
    text: str
    language: str
    foreign: bool = False
    speaker: str = VISITOR
    names: Names = Names()
    asked: str | None = None
    contracts: str | None = None


@dataclass(frozen=True)
class ParseRequest:
    """A text to be understood outside any conversation."""

    text: str


@dataclass(frozen=True)
class Stage:
    """One stage of a decision: the topic that it gave, how sure it was (0 to 1),
    and its best topics with their scores.
    """

    stage: str
    topic: str
    confidence: float
    ranking: Ranking = ()


@dataclass(frozen=True)
class Understanding:
    """What was decided about a message.

    `confidence`: the classifier's probability of the topic (0 to 1), also where a rule decided. `close_call`: two
    topics were too close, so others are offered, or the person is asked which. `refuses`: the person refused the last
    answer. `decided_by`: the stage that decided the first question; `trace`: the stages of each question. `question`:
    what is asked within the decided topic (`topic/question`); None where it is the topic in general. `offers`: topics
    that are offered beside the answer, for they may be meant as well.
    """

    topic: str
    confidence: float
    ranking: Ranking
    close_call: bool
    refuses: bool
    entities: tuple[Entity, ...]
    decided_by: str
    trace: tuple[tuple[Stage, ...], ...]
    question: str | None = None
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Button:
    """A suggestion: what it shows, and what pressing it says."""

    label: str
    say: str


@dataclass(frozen=True)
class EngineReply:
    """One reply, with its topic, its kind (`answer`, `contract`, …, as `bot/web/routes.py` lists them), and the page's
    sections that it rests on.

    `question`: the question within the topic that it answers (`topic/question`), if one was asked. `open`: the page
    leaves that question open.
    """

    text: str
    topic: str | None
    kind: str
    confidence: float
    sections: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    data: dict[str, Any] | None = None
    question: str | None = None
    open: bool = False


@dataclass(frozen=True)
class TurnResponse:
    """The engine's answer.

    Without replies something failed; `left`: so many questions of the message were not answered.

    `llm_failures`: so often a language model was asked and did not answer as it should.
    """

    understood: Understanding
    replies: tuple[EngineReply, ...]
    left: int = 0
    llm_failures: int = 0


@dataclass(frozen=True)
class PreviousTurn:
    """The previous message and the last reply to it, reduced to what a follow-up may refer to.

    `topic`: what the message was taken for (the likelier one where the person was asked which of two);
    `topic_question`: the question within that topic (`topic/question`), where one was answered. `ranking`: the topics
    that were considered. `close_call`: the person was asked which of two topics is meant. `corrected`: the reply was
    already the answer to a refusal. `question`: the kind of question that the reply asks (`clarify`, `verify`), if any.
    `reply`: its text and buttons. `contract`: the number of the one contract that the reply tells, or that the message
    names, else the one that was told before, `contract_ago` messages earlier. `offers`: topics that were offered beside
    the answer. `listed`: the numbers of the contracts that were listed last, in their order.
    """

    text: str = ""
    topic: str | None = None
    ranking: Ranking = ()
    entities: tuple[Entity, ...] = ()
    close_call: bool = False
    corrected: bool = False
    question: str | None = None
    reply: str = ""
    reply_topic: str | None = None
    buttons: tuple[Button, ...] = ()
    contract: str | None = None
    contract_ago: int = 0
    topic_question: str | None = None
    offers: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionContext:
    """What an action is told of the turn beside the decision: the previous turn, read once by the engine.

    `question`: what is asked within the topic; `offers`: topics to offer beside it.
    """

    previous: PreviousTurn = field(default_factory=PreviousTurn)
    decided_by: str = ""
    foreign: bool = False
    asked: str | None = None
    question: str | None = None
    offers: tuple[str, ...] = ()
