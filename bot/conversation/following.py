"""Brings to those who are connected here what happens in their conversations through other gateways."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.conversation.live_hub import MESSAGE, LiveHub
from bot.conversation.messages import as_said, speaker_from
from bot.signals import Signal, Signals
from renewals.store import conversations as store
from renewals.store import lookers
from renewals.store.database import Sessions, in_session
from renewals.store.tables import Message

logger = logging.getLogger(__name__)

# Where a signal was lost, what was said comes so late at most.
LOOKS_EVERY = 10.0
# Where none is heard, for the server that brings them is away.
LOOKS_WITHOUT_SIGNALS_EVERY = 1.0


class Following:
    """Follows the conversations of all who are connected here, by their messages' numbers.

    A signal says where to look; every few seconds it is looked without one.
    """

    def __init__(self, sessions: Sessions, live: LiveHub, signals: Signals, happened: Callable[[str], None]) -> None:
        """`happened`: is told of each conversation in which something has happened through another gateway."""
        self._sessions, self._live, self._signals, self._happened = sessions, live, signals, happened
        # Up to which number each conversation was read here.
        self._read_to: dict[str, int] = {}

    async def begin(self, conversation_id: str) -> None:
        """Somebody has connected: what is said from now on is followed. To be called before its transcript is read."""
        if self._signals.shared and (
            conversation_id not in self._read_to or self._live.connections(conversation_id) == 1
        ):
            self._read_to[conversation_id] = await in_session(
                self._sessions, lambda session: store.last_number(session, conversation_id)
            )

    async def run(self) -> None:
        """Works until it is cancelled."""
        if self._signals.shared:
            await asyncio.gather(
                self._signals.run(self._live.happenings.put, self._missed), self._tells(), self._looks()
            )

    async def look(self) -> None:
        """Reads what was said in all conversations that are followed, and says who looks at them."""
        for gone in [one for one in self._read_to if not self._live.connections(one)]:
            del self._read_to[gone]
        if self._read_to:
            await in_session(self._sessions, lambda session: lookers.keep(session, self._signals.name))
            await self._read(self._read_to)

    async def _looks(self) -> None:
        while True:
            await self._until_next_look()
            try:
                await self.look()
            except SQLAlchemyError as failure:
                logger.warning("what is said through other gateways waits: %s", type(failure).__name__)

    async def _until_next_look(self) -> None:
        waited = 0.0
        while waited < (LOOKS_EVERY if self._signals.heard else LOOKS_WITHOUT_SIGNALS_EVERY):
            await asyncio.sleep(LOOKS_WITHOUT_SIGNALS_EVERY)
            waited += LOOKS_WITHOUT_SIGNALS_EVERY

    async def _missed(self) -> None:
        """Signals may have been lost: everything is looked at, also what was changed or taken back."""
        await self.look()
        for conversation_id, number in list(self._read_to.items()):
            up_to = partial(store.edited_up_to, conversation_id=conversation_id, number=number)
            for message in await in_session(self._sessions, up_to):
                self._live.deliver(conversation_id, {"type": "edited", "message": as_said(message)})

    async def _tells(self) -> None:
        """Tells what happens through this gateway and others, one after the other."""
        while True:
            signal = await self._live.happenings.get()
            try:
                await self._tell(signal)
            except SQLAlchemyError as failure:
                logger.warning("what is said is told later: %s", type(failure).__name__)

    async def _tell(self, signal: Signal) -> None:
        conversation_id, happening = str(signal.get("in")), signal.get("type")
        self._happened(conversation_id)
        if not self._live.connections(conversation_id):
            return
        if happening == MESSAGE:
            await self._read([conversation_id])
        elif "message" in signal:
            await self._changed(conversation_id, str(happening), str(signal["message"]))
        else:
            told = {name: value for name, value in signal.items() if name not in ("in", "from")}
            self._live.deliver(conversation_id, told)

    async def _changed(self, conversation_id: str, happening: str, message_id: str) -> None:
        message = await in_session(self._sessions, lambda session: store.said(session, conversation_id, message_id))
        if message is not None:
            self._live.deliver(conversation_id, {"type": happening, "message": as_said(message)})

    async def _read(self, conversations: Iterable[str]) -> None:
        numbers = {one: self._read_to[one] for one in conversations if one in self._read_to}

        def news(session: Session) -> list[Message]:
            return store.said_since(session, numbers)

        for message in await in_session(self._sessions, news):
            conversation_id = message.conversation_id
            if message.number <= self._read_to.get(conversation_id, message.number):
                # Two looks at once have found the same.
                continue
            self._read_to[conversation_id] = message.number
            self._live.deliver(conversation_id, {"type": MESSAGE, "message": as_said(message)})
            state = speaker_from(message)
            if state is not None:
                self._live.deliver(conversation_id, state)
