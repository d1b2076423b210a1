"""What the listeners work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.conversation.conversations import Conversations
from bot.slack.outbox import Outbox
from bot.slack.readers import ChannelReaders
from bot.slack.users import UserDirectory
from renewals.store.database import Sessions, in_session

T = TypeVar("T")
DOOR = "slack"


@dataclass(frozen=True)
class Desk:
    """The parts of the sales desk."""

    sessions: Sessions
    conversations: Conversations
    people: UserDirectory
    readers: ChannelReaders
    posts: Outbox
    clock: Callable[[], datetime]

    async def in_session(self, work: Callable[[Session], T]) -> T:
        return await in_session(self.sessions, work)
