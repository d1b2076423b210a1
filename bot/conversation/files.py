"""Files within a conversation: those that a customer sends to the person who has it, and how any file is kept with its
message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.handoff_port import HandoffPort
from bot.conversation.live_hub import LiveHub
from bot.conversation.messages import answer_to, as_said, from_customer, new_id
from renewals.store import conversations as store
from renewals.store.database import Sessions, in_session
from renewals.store.tables import HandoffFile, Message

LARGEST_FILE = 10 * 1024 * 1024
# At once, from either side.
MOST_FILES = 5


@dataclass(frozen=True)
class File:
    """A file that somebody sends."""

    name: str
    kind: str
    content: bytes


class NobodyThere(Exception):
    """No person has the conversation, who could take a file."""


class Files:
    """What customers send to the person who has their conversation."""

    def __init__(
        self, sessions: Sessions, live: LiveHub, handing_over: HandoffPort, clock: Callable[[], datetime]
    ) -> None:
        self._sessions = sessions
        self._live = live
        self._handing_over = handing_over
        self._clock = clock

    async def take(self, conversation_id: str, file: File, client_id: str | None) -> dict[str, Any]:
        """Keeps a file as a message of its own, and passes it on; the answer as POST /messages gives it.

        Sent again under its id it does nothing twice.

        Raises NobodyThere, with nothing kept, where no person has the conversation.
        """
        message = await in_session(
            self._sessions, lambda session: self._kept(session, conversation_id, file, client_id)
        )
        self._handing_over.wake()
        self._live.publish(conversation_id, {"type": "message", "message": as_said(message)})
        return answer_to([], message.language)

    def _kept(self, session: Session, conversation_id: str, file: File, client_id: str | None) -> Message:
        sent_before = store.message_sent_before(session, conversation_id, client_id) if client_id else None
        if sent_before is not None:
            return sent_before
        language = store.held_conversation(session, conversation_id).language
        message = from_customer(conversation_id, file.name, client_id, language, self._clock())
        kept, shown = as_kept([file])
        message.reply = {"files": shown}
        if not store.add_message(session, message):
            # The same one was kept a moment ago, by another request.
            return self._kept(session, conversation_id, file, client_id)
        if self._handing_over.takes(session, message) is None:
            raise NobodyThere
        message.answered = True
        keep(session, message, kept)
        return message


def as_kept(files: Sequence[File]) -> tuple[list[HandoffFile], list[dict[str, Any]]]:
    """Files as they are kept, and as a message shows them."""
    kept = [
        HandoffFile(id=new_id(), name=file.name[:255], kind=file.kind[:100], content=file.content) for file in files
    ]
    shown = [{"id": row.id, "name": row.name, "kind": row.kind, "bytes": len(row.content)} for row in kept]
    return kept, shown


def keep(session: Session, message: Message, files: Sequence[HandoffFile]) -> None:
    """Keeps files with the message that they came with."""
    for file in files:
        file.message_id = message.id
        session.add(file)
