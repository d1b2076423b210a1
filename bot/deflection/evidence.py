"""What a letter asks, from what the engine understands of its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from protocol.letters import GIST, QUESTION, WHOLE, LetterPart
from protocol.turn import Understanding

OUT_OF_SCOPE = "out-of-scope"
# A sentence that asks counts this much for what it is about above all, and for what else it may be about.
ASKED, ASKED_PERHAPS = 1.2, 0.6
# A sentence that asks nothing, of a topic that the whole letter is about as well, and of any other.
SUPPORTS, MENTIONS = 0.3, 0.25
# The least probabilities at which a sentence is about a topic above all, and the whole letter about it at all.
ABOVE_ALL, AT_ALL = 0.3, 0.03
# "How do I renew?" in a letter about one kind of product or firm asks how that is renewed: the topic, and its kinds.
KINDS = ("renew-online", "renew-software", "renew-hardware", "renew-small-business", "renew-enterprise")
IN_GENERAL = {"how-to-renew": KINDS}
KIND_NAMED = 0.2
# The topic in which offerings are compared, and the entity by which they are named, each with its topic as value.
COMPARED, OFFERING = "offerings-overview", "offering"

# Stages that know a short question by its words (nlu/dialogue/decide.py).
RULES = ("phrase", "comparison")

Probabilities = dict[str, float]


@dataclass(frozen=True)
class Likely:
    """A topic that a letter may ask about, how likely (over 1 where it surely asks), and the question within it."""

    topic: str
    likelihood: float
    question: str | None = None


def likely(parts: Sequence[LetterPart]) -> list[Likely]:
    """The topics of a letter and its sentences, likeliest first; nothing where what it asks has no answer.

    Each topic counts as that piece has it which is surest of it. What sentences ask counts most, what they only
    mention little: a sentence about a renewal in a letter about an invoice asks nothing.
    """
    answerable = _answerable(parts)
    whole = _most(_probabilities(part.alone) for part in parts if part.role in (WHOLE, GIST))
    best: dict[str, Likely] = {}
    for part in parts:
        for topic, probability in _weighed(part, whole, answerable).items():
            if topic != OUT_OF_SCOPE and (topic not in best or probability > best[topic].likelihood):
                best[topic] = Likely(topic, probability, _question(part, topic))
    best = _with_offerings(_with_kinds(best, parts), parts)
    return sorted(best.values(), key=lambda one: -one.likelihood)


def _question(part: LetterPart, topic: str) -> str | None:
    asked = [one.question for one in (part.in_place, part.alone) if one and one.question]
    return next((question for question in asked if question.partition("/")[0] == topic), None)


def _weighed(part: LetterPart, whole: Probabilities, answerable: float) -> Probabilities:
    if part.role in (WHOLE, GIST):
        return {topic: likely * answerable for topic, likely in _probabilities(part.alone).items()}
    both = _both(_probabilities(part.alone), _probabilities(part.in_place or part.alone))
    if part.role != QUESTION:
        weights = {topic: SUPPORTS if whole.get(topic, 0.0) >= AT_ALL else MENTIONS for topic in both}
    else:
        weights = dict.fromkeys(both, ASKED_PERHAPS)
        first = max(both, key=lambda topic: both[topic])
        weights[first] = ASKED if both[first] >= ABOVE_ALL else ASKED_PERHAPS
    return {topic: likely * answerable * weights[topic] for topic, likely in both.items()}


def _answerable(parts: Sequence[LetterPart]) -> float:
    """How far a letter asks anything that has an answer.

    As its whole or its gist has it, and no more than the question that is surest to have one.
    """
    wholes = [_in_scope(part.alone) for part in parts if part.role == GIST]
    wholes += [1.0 - _out_of_scope(part.alone) for part in parts if part.role == WHOLE]
    asked = [max(_out_of_scope(part.alone), _out_of_scope(part.in_place)) for part in parts if part.role == QUESTION]
    return min(max(wholes, default=1.0), 1.0 - min(asked, default=0.0))


def _in_scope(understood: Understanding) -> float:
    """The probability of the likeliest topic that has an answer."""
    return max((likely for topic, likely in _probabilities(understood).items() if topic != OUT_OF_SCOPE), default=0.0)


def _with_kinds(best: dict[str, Likely], parts: Sequence[LetterPart]) -> dict[str, Likely]:
    """The topics, a general one moved to the kind that the rest of the letter names."""
    named = _most(_probabilities(part.alone) for part in parts if part.role != QUESTION)
    moved = dict(best)
    for general, kinds in IN_GENERAL.items():
        kind = max(kinds, key=lambda one: named.get(one, 0.0))
        if general in best and named.get(kind, 0.0) >= KIND_NAMED:
            asked = moved.pop(general)
            if kind not in best or asked.likelihood > best[kind].likelihood:
                question = best[kind].question if kind in best else None
                moved[kind] = Likely(kind, asked.likelihood, question)
    return moved


def _with_offerings(best: dict[str, Likely], parts: Sequence[LetterPart]) -> dict[str, Likely]:
    """The topics, with each offering that is named where offerings are compared."""
    compared = best[COMPARED].likelihood if COMPARED in best else 0.0
    if compared < ABOVE_ALL:
        return best
    named = {entity.value for part in parts for entity in part.alone.entities if entity.entity == OFFERING}
    mentioned = [Likely(topic, compared * MENTIONS) for topic in named]
    more = {one.topic: one for one in mentioned if one.topic not in best or best[one.topic].likelihood < one.likelihood}
    return {**best, **more}


def _probabilities(understood: Understanding) -> Probabilities:
    """By the classifier; what a rule decided of a short question is sure."""
    return {understood.topic: 1.0} if understood.decided_by in RULES else dict(understood.ranking)


def _out_of_scope(understood: Understanding | None) -> float:
    return dict(understood.ranking).get(OUT_OF_SCOPE, 0.0) if understood else 0.0


def _most(several: Iterable[Probabilities]) -> Probabilities:
    most: Probabilities = {}
    for one in several:
        for topic, probability in one.items():
            most[topic] = max(most.get(topic, 0.0), probability)
    return most


def _both(alone: Probabilities, in_place: Probabilities) -> Probabilities:
    """What a sentence says by itself, as far as it says all; for the rest, what it says behind the one before it."""
    own = max(alone.values(), default=0.0)
    topics = {**alone, **in_place}
    return {topic: own * alone.get(topic, 0.0) + (1.0 - own) * in_place.get(topic, 0.0) for topic in topics}
