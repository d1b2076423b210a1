"""Reads the previous turn from Rasa's tracker, once a question."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.dialogue.split import contract_in
from protocol.turn import Button, Entity, PreviousTurn

# Rasa's own name for a message that is not settled: two topics are too close, and the person is asked which is meant.
CLOSE_CALL = "nlu_fallback"
# Set in the parse data of a message that answers a refusal.
CORRECTED = "corrected"
# Set in the parse data: the question within the topic (`topic/question`).
TOPIC_QUESTION = "topic_question"
# Set in the parse data: the topics that are offered beside the answer.
OFFERS = "offers"
# Set in the parse data: the contract that was talked of before the message, and how many messages ago.
TALKED_OF = "talked_of"
# Set in the parse data: the numbers of the contracts that were listed before the message.
LISTED = "listed"
QUESTION_KINDS = ("clarify", "verify")
# What the data of a list holds (actions/listing.py).
LISTING = "listing"
# A contract goes on being talked of for so many messages.
REMEMBERED = 6


def previous_turn(tracker: DialogueStateTracker) -> PreviousTurn:
    """The previous message and the last reply to it; empty in a conversation that begins."""
    events = list(tracker.events)
    last = next((number for number in range(len(events) - 1, -1, -1) if isinstance(events[number], UserUttered)), None)
    if last is None:
        return PreviousTurn()
    parsed = events[last].parse_data
    replies = [event for event in events[last:] if isinstance(event, BotUttered)]
    ranking = tuple((entry["name"], entry["confidence"]) for entry in parsed.get("intent_ranking") or [])
    name = (parsed.get("intent") or {}).get("name")
    close_call = name == CLOSE_CALL and bool(ranking)
    entities = entities_of(parsed)
    said = replies[-1] if replies else None
    contract, ago = _contract_meant(parsed, entities, said)
    return PreviousTurn(
        text=events[last].text or "",
        topic=ranking[0][0] if close_call else name,
        ranking=ranking,
        entities=entities,
        close_call=close_call,
        corrected=bool(parsed.get(CORRECTED)),
        question=_question(said),
        reply=(said.text or "") if said else "",
        reply_topic=said.metadata.get("topic") if said else None,
        buttons=_buttons(said),
        contract=contract,
        contract_ago=ago,
        topic_question=parsed.get(TOPIC_QUESTION),
        offers=tuple(parsed.get(OFFERS) or ()),
        listed=_listed(parsed, said),
    )


def entities_of(parsed: Dict[str, Any]) -> Tuple[Entity, ...]:
    """What a message names, without the language, which is no part of its text."""
    found: List[Dict[str, Any]] = [one for one in parsed.get("entities") or [] if one["entity"] != "language"]
    return tuple(Entity(one["entity"], str(one["value"]), one["start"], one["end"]) for one in found)


def _question(said: Optional[BotUttered]) -> Optional[str]:
    if said is None:
        return None
    kind = said.metadata.get("kind") or (said.metadata.get("metadata") or {}).get("kind")
    return kind if kind in QUESTION_KINDS else None


def _buttons(said: Optional[BotUttered]) -> Tuple[Button, ...]:
    given = (said.data.get("buttons") or []) if said else []
    return tuple(Button(button["title"], button["payload"]) for button in given)


def talked_of(previous: PreviousTurn) -> Optional[Dict[str, Any]]:
    """What is kept with a message of the contract that was talked of before it, and how many messages ago; the store
    keeps one turn alone.
    """
    if previous.contract is None or previous.contract_ago >= REMEMBERED:
        return None
    return {"number": previous.contract, "ago": previous.contract_ago + 1}


def _contract_meant(
    parsed: Dict[str, Any], entities: Tuple[Entity, ...], said: Optional[BotUttered]
) -> Tuple[Optional[str], int]:
    """The contract that a turn tells or names, else the one that was told some messages before, and how many; none
    where a list was shown since.
    """
    own = _contract(said) or contract_in(entities)
    before = parsed.get(TALKED_OF)
    listed = said is not None and LISTING in (said.metadata.get("data") or {})
    if own or listed or not before:
        return own, 0
    return str(before["number"]), int(before["ago"])


def _listed(parsed: Dict[str, Any], said: Optional[BotUttered]) -> Tuple[str, ...]:
    """The numbers of the contracts that a reply lists, else of the list before it."""
    data = (said.metadata.get("data") or {}) if said else {}
    if LISTING not in data and len(data.get("contracts") or ()) < 2:
        return tuple(parsed.get(LISTED) or ())
    return tuple(str(one["contract_number"]) for one in data.get("contracts") or () if one.get("contract_number"))


def _contract(said: Optional[BotUttered]) -> Optional[str]:
    """The number of the one contract that a reply tells."""
    data = (said.metadata.get("data") or {}) if said else {}
    return data.get("contract_number") if data.get("total") == 1 else None
