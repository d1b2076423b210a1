"""What a message means in its conversation: words that refuse an answer, that pick one of two, or that ask several things at once."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, List, NamedTuple, Optional

from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY

from nlu.before import SECOND_THOUGHT, Before, contract_in, name_of, ranking_of
from nlu.leaning import RULES, SMALL_TALK, holds, phrases, telling, words
from nlu.questions import parts

Parse = Callable[[str, Before], Awaitable[Dict[str, Any]]]

REFUSAL = "deny"
# Less likely than this, the next best topic is no better than a guess; a person is offered instead.
LIKELY_ENOUGH = 0.03
# How sure each part of a message must be for the message to be several questions (docs/conversation.md).
SURE = 0.5
# Of a message's questions, as many are looked at: two more than are answered (nlu/gateway_channel.py), for each takes as long as a message.
MOST_LOOKED_AT = 5

_REFUSALS = phrases("refusals")
_PLACES = [{telling(place) for place in places} for places in RULES["places"]]


async def questions(text: str, before: Before, parse: Parse) -> List[str]:
    """The questions of one message, each to be answered by itself, in order; the whole message where it is one.

    It is several only where every part is surely a topic of its own and no two are the same one: a reason given before a question, or a
    question put twice, stays with it. Parts of small talk ("hello", "thanks") are no questions.
    """
    asked = parts(text)[:MOST_LOOKED_AT]
    if len(asked) == 1:
        return asked
    topics: List[Optional[str]] = []
    after = before
    for part in asked:
        parsed = await parse(part, after)
        if name_of(parsed) not in SMALL_TALK | {None} and parsed[INTENT][PREDICTED_CONFIDENCE_KEY] < SURE:
            return [text]
        topics.append(name_of(parsed))
        after = Before(parsed=parsed, topic=name_of(parsed), contract=contract_in(parsed) or after.contract)
    apart = [part for part, topic in zip(asked, topics, strict=True) if topic not in SMALL_TALK]
    answered = [topic for topic in topics if topic not in SMALL_TALK]
    return apart if len(apart) > 1 and len(set(answered)) == len(answered) else [text]


class Meant(NamedTuple):
    """A message to be answered: its text, what the rules of the dialogue are told, what was understood of it as it was typed, and whether it refuses the answer before."""

    text: str
    parsed: Dict[str, Any]
    typed: Dict[str, Any]
    refuses: bool = False


async def meant(text: str, before: Before, parse: Parse) -> Meant:
    """What a message means after what went before.

    One of the two topics that were asked back, or the next best after a refusal, is the message before once more, now with that topic: all
    that it named (a contract, a period, a firm) still counts.
    """
    place = _place(text, before)
    said = before.buttons[place] if place is not None else text
    parsed = await parse(said, before)
    if before.close_call and said in before.buttons[:2]:
        chosen = ranking_of(before.parsed)[before.buttons.index(said)][0]
        again = _again(before, chosen, 1.0, parsed)
        return Meant(before.text, again, again)
    refuses = name_of(parsed) == REFUSAL and _refuses(said, before)
    # A second refusal is not met by a third guess.
    if refuses and not before.second_thought:
        next_best = next(((topic, likely) for topic, likely in before.others if topic not in SMALL_TALK and likely >= LIKELY_ENOUGH), None)
        if next_best:
            return Meant(before.text, {**_again(before, *next_best, parsed), SECOND_THOUGHT: True}, parsed, refuses)
    return Meant(said, parsed, parsed, refuses)


def _again(before: Before, topic: str, likely: float, now: Dict[str, Any]) -> Dict[str, Any]:
    """What was understood of the message before, with another topic, and in the language that is spoken now."""
    named = [entity for entity in before.parsed.get(ENTITIES) or [] if entity["entity"] != "language"]
    spoken = [entity for entity in now.get(ENTITIES) or [] if entity["entity"] == "language"]
    return {**before.parsed, INTENT: {INTENT_NAME_KEY: topic, PREDICTED_CONFIDENCE_KEY: likely}, ENTITIES: named + spoken}


def _refuses(text: str, before: Before) -> bool:
    """Whether a "no" refuses what was said before. A bare one, after a question of ours, is an answer to that question."""
    return before.topic not in SMALL_TALK | {None} and (before.close_call or holds(words(text), _REFUSALS))


def _place(text: str, before: Before) -> Optional[int]:
    """The place of the button that "the second one" picks."""
    said = telling(text)
    place = next((number for number, places in enumerate(_PLACES) if said in places), None)
    return place if place is not None and place < len(before.buttons) else None
