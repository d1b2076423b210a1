"""What the dialogue says in a turn, as the protocol's replies."""

from __future__ import annotations

from typing import Any, Dict, List

from nlu.dialogue.proof import VERIFY
from nlu.dialogue.remarks import REPEAT_TOPIC
from nlu.dialogue.turn import Decision
from protocol.remarks import AGAIN
from protocol.turn import Button, EngineReply


def reply_of(message: Dict[str, Any], decision: Decision) -> EngineReply:
    """A message of the dialogue with all that belongs to it, as the reply to what was decided."""
    about = message.get("metadata") or {}
    repeated = decision.by == AGAIN
    return EngineReply(
        text=message.get("text") or "",
        topic=REPEAT_TOPIC if repeated else message.get("topic") or decision.topic,
        kind=message.get("kind") or about.get("kind") or "answer",
        confidence=round(decision.confidence, 4),
        sections=tuple(about.get("sections") or ()),
        buttons=tuple(Button(button["title"], button["payload"]) for button in message.get("buttons") or []),
        data=message.get("data") or about.get("data"),
        question=None if repeated else message.get("question"),
        open=bool(message.get("open")),
    )


def each_once(replies: List[EngineReply]) -> tuple[EngineReply, ...]:
    """Two questions may ask back for the same thing, or both for who asks; a person is asked once."""

    def said(number: int, reply: EngineReply) -> bool:
        return any(earlier.text == reply.text or earlier.kind == reply.kind == VERIFY for earlier in replies[:number])

    return tuple(reply for number, reply in enumerate(replies) if not said(number, reply))
