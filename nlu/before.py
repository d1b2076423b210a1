"""What went before in a conversation, as far as the next message may lean on it."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY

# Rasa's own name for a message that is not settled: two topics are too close, and the person is asked which is meant.
CLOSE_CALL = "nlu_fallback"
# Set in what was understood of a message that was refused once, and is now taken for the next best topic.
SECOND_THOUGHT = "second_thought"
QUESTIONS = ("clarify", "verify")


class Before(NamedTuple):
    """The message before, and the last reply to it.

    `text`, `parsed`: the message as the engine has it. `topic`: what it was taken for; the likelier one, where the person was asked which of two.
    `others`: (topic, probability) of what else it may have meant and was not offered, best first. `asked`: the kind of question that the reply puts, if any.
    `buttons`: what the reply's buttons say. `contract`: the number of the one contract that the reply tells, or that the message names.
    """

    text: str = ""
    parsed: Dict[str, Any] = {}
    topic: Optional[str] = None
    others: Tuple[Tuple[str, float], ...] = ()
    asked: Optional[str] = None
    buttons: Tuple[str, ...] = ()
    contract: Optional[str] = None

    @property
    def close_call(self) -> bool:
        """Whether the person was asked which of two topics is meant."""
        return name_of(self.parsed) == CLOSE_CALL

    @property
    def second_thought(self) -> bool:
        """Whether the reply was already the answer to a refusal."""
        return bool(self.parsed.get(SECOND_THOUGHT))


def before(tracker: DialogueStateTracker) -> Before:
    """What went before; nothing in a conversation that begins."""
    events = list(tracker.events)
    last = next((number for number in range(len(events) - 1, -1, -1) if isinstance(events[number], UserUttered)), None)
    if last is None:
        return Before()
    parsed = events[last].parse_data
    replies = [event for event in events[last:] if isinstance(event, BotUttered)]
    said = replies[-1].metadata if replies else {}
    kind = said.get("kind") or (said.get("metadata") or {}).get("kind")
    data = said.get("data") or {}
    return Before(
        text=events[last].text or "",
        parsed=parsed,
        topic=topic_of(parsed),
        others=_others(parsed),
        asked=kind if kind in QUESTIONS else None,
        buttons=tuple(button["payload"] for button in replies[-1].data.get("buttons") or []) if replies else (),
        contract=data.get("contract_number") if data.get("total") == 1 else contract_in(parsed),
    )


def name_of(parsed: Dict[str, Any]) -> Optional[str]:
    """The name under which Rasa's rules know what was understood."""
    return (parsed.get(INTENT) or {}).get(INTENT_NAME_KEY)


def topic_of(parsed: Dict[str, Any]) -> Optional[str]:
    """The topic of what was understood; the likelier one where two are too close."""
    ranking = ranking_of(parsed)
    return ranking[0][0] if name_of(parsed) == CLOSE_CALL and ranking else name_of(parsed)


def ranking_of(parsed: Dict[str, Any]) -> List[Tuple[str, float]]:
    """The topics that were thought of, with their probabilities, best first."""
    return [(entry[INTENT_NAME_KEY], entry[PREDICTED_CONFIDENCE_KEY]) for entry in parsed.get(INTENT_RANKING_KEY) or []]


def contract_in(parsed: Dict[str, Any]) -> Optional[str]:
    """The contract number of a message that names one."""
    numbers = {entity["value"] for entity in parsed.get("entities") or [] if entity["entity"] == "contract_number"}
    return numbers.pop() if len(numbers) == 1 else None


def _others(parsed: Dict[str, Any]) -> Tuple[Tuple[str, float], ...]:
    ranking = ranking_of(parsed)
    offered = {name for name, _ in ranking[:2]} if name_of(parsed) == CLOSE_CALL else {name_of(parsed)}
    return tuple((name, likely) for name, likely in ranking if name not in offered)
