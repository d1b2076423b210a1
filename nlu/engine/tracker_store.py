"""Rasa's tracker store: one row a conversation, of bounded size."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, AsyncIterator, Callable, Dict, Iterable, List, Optional, Tuple, Type

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from protocol.telemetry import statements

# A message may refer to the previous turn alone (nlu/engine/conversation_context.py).
TURNS_KEPT = 1


@dataclass
class BegunTurn:
    """A turn that is being taken. `answer`: what was answered to this very message before, or is answered now."""

    tracker: DialogueStateTracker
    answer: Optional[str] = None


_current_turn: ContextVar[Optional[BegunTurn]] = ContextVar("current_turn", default=None)

_metadata = sa.MetaData()
_conversations = sa.Table(
    "engine_conversations",
    _metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Float, nullable=False),
)
# The answer to a conversation's last message: who asks for a turn again, because an answer did not arrive, gets that.
_answers = sa.Table(
    "engine_answers",
    _metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("message_id", sa.String(64), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
)
# Written once: SQLAlchemy takes longer to put a statement together than SQLite to answer it.
_one = _conversations.c.conversation_id == sa.bindparam("conversation")
_READ = sa.select(_conversations.c.events).where(_one)
_ERASE = _conversations.delete().where(_one)
_CHANGE = _conversations.update().where(_one)
_ADD = _conversations.insert()
_same = sa.and_(
    _answers.c.conversation_id == _conversations.c.conversation_id, _answers.c.message_id == sa.bindparam("message")
)
_BEGIN = sa.select(_conversations.c.events, _answers.c.answer).select_from(_conversations.outerjoin(_answers, _same))
_BEGIN = _BEGIN.where(_one)
_answered = _answers.c.conversation_id == sa.bindparam("conversation")
_ERASE_ANSWER, _CHANGE_ANSWER, _ADD_ANSWER = (
    _answers.delete().where(_answered), _answers.update().where(_answered), _answers.insert(),
)  # fmt: skip


class LastTurnTrackerStore(TrackerStore, SerializedTrackerAsText):
    """A tracker store that keeps the slots and the last turns only.

    Rasa's own SQL store adds rows at each turn and reads all of them back at the next, so that a long conversation
    grows slow (29 ms at its start, 220 ms after 200 turns). The transcript belongs to the gateway; the engine needs no
    more than the dialogue at hand.
    """

    def __init__(
        self,
        domain: Optional[Domain],
        event_broker: Optional[EventBroker] = None,
        host: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        """`host` is the `url` of endpoints.yml: a database address as SQLAlchemy writes it."""
        super().__init__(domain, event_broker, **kwargs)
        self._engine = _engine(host or "sqlite://")
        for event, listener in statements.LISTENERS.items():
            sa.event.listen(self._engine, event, listener)
        _metadata.create_all(self._engine)

    @asynccontextmanager
    async def turn(self, conversation_id: str, message_id: str) -> AsyncIterator[BegunTurn]:
        """A conversation as far as it went, for one turn: until that ends, Rasa goes on with this very tracker instead
        of reading the same once more.

        What came of it is kept at its end, together with its answer, and only where it has one: a turn that fails, or
        whose process dies, leaves nothing behind and may be taken again.
        """
        stored, answer = await self._wait_for(self._begin, conversation_id, message_id) or (None, None)
        tracker = self.init_tracker(conversation_id) if stored is None else self._tracker(conversation_id, stored)
        begun = BegunTurn(tracker, answer)
        before = _current_turn.set(begun)
        try:
            yield begun
        finally:
            _current_turn.reset(before)
        if begun.answer is not None and answer is None:
            await self._wait_for(self._write, conversation_id, _text(begun.tracker), message_id, begun.answer)

    async def save(self, tracker: DialogueStateTracker) -> None:
        current = _current_turn.get()
        if current and current.tracker.sender_id == tracker.sender_id:
            current.tracker = tracker
        else:
            await self._wait_for(self._write, tracker.sender_id, _text(tracker))

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        current = _current_turn.get()
        if current and current.tracker.sender_id == sender_id:
            return current.tracker
        stored = await self._wait_for(self._read, sender_id)
        return None if stored is None else self._tracker(sender_id, stored)

    async def keys(self) -> Iterable[str]:
        with self._engine.connect() as connection:
            return [row.conversation_id for row in connection.execute(sa.select(_conversations.c.conversation_id))]

    async def erase(self, conversation_id: str) -> None:
        """Forgets all that is kept of a conversation; one that is unknown is no error."""
        with self._engine.begin() as connection:
            connection.execute(_ERASE, {"conversation": conversation_id})
            connection.execute(_ERASE_ANSWER, {"conversation": conversation_id})
        if self._engine.dialect.name == "sqlite":
            # What was erased stands in SQLite's file until its log is copied there, and in the log: both are done now.
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _wait_for(self, asked: Callable[..., Any], *about: str) -> Any:
        # A file on this machine answers in less time than it takes to hand the question to a thread.
        if self._engine.dialect.name == "sqlite":
            return asked(*about)
        return await asyncio.to_thread(asked, *about)

    def _tracker(self, conversation_id: str, stored: str) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(conversation_id, _events(stored), self.domain.slots, domain=self.domain)

    def _write(
        self, conversation_id: str, events: str, message_id: Optional[str] = None, answer: Optional[str] = None
    ) -> None:
        row = {"events": events, "saved_at": time.time()}
        with self._engine.begin() as connection:
            if connection.execute(_CHANGE, {"conversation": conversation_id, **row}).rowcount == 0:
                connection.execute(_ADD, {"conversation_id": conversation_id, **row})
            if message_id is None:
                return
            row = {"message_id": message_id, "answer": answer}
            if connection.execute(_CHANGE_ANSWER, {"conversation": conversation_id, **row}).rowcount == 0:
                connection.execute(_ADD_ANSWER, {"conversation_id": conversation_id, **row})

    def _begin(self, conversation_id: str, message_id: str) -> Optional[Tuple[str, Optional[str]]]:
        """The events of a conversation, and the answer to a message of it, where that was its last."""
        with self._engine.connect() as connection:
            row = connection.execute(_BEGIN, {"conversation": conversation_id, "message": message_id}).first()
            return None if row is None else (row.events, row.answer)

    def _read(self, conversation_id: str) -> Optional[str]:
        with self._engine.connect() as connection:
            return connection.execute(_READ, {"conversation": conversation_id}).scalar()


def _engine(url: str) -> sa.engine.Engine:
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
        sa.event.listen(engine, "handle_error", _name_no_values)
        return engine
    # SQLAlchemy would open the file anew for each statement, and the last to close it waits for the disk.
    engine = sa.create_engine(
        url, connect_args={"check_same_thread": False}, poolclass=sa.pool.QueuePool, hide_parameters=True
    )

    @sa.event.listens_for(engine, "connect")
    def quick(connection: Any, _: Any) -> None:
        # Waiting for the disk at each turn takes longer (8 ms) than all else that is done for it. Written so, a turn
        # outlives this process, and a machine that loses its power forgets the last turns of a dialogue; what was
        # said is the gateway's to keep.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _name_no_values(context: sa.engine.ExceptionContext) -> None:
    """Shortens an error to its first line before anybody logs it: psycopg2's other lines quote the statement with what
    was to be written.
    """
    for failure in (context.original_exception, context.sqlalchemy_exception):
        if failure is not None and failure.args:
            failure.args = (str(failure.args[0]).partition("\n")[0], *failure.args[1:])


def _text(tracker: DialogueStateTracker) -> str:
    """What is kept of a conversation."""
    return json.dumps([event.as_dict() for event in recent(list(tracker.events))])


@lru_cache(maxsize=1)
def _kinds() -> Dict[str, Type[Event]]:
    return {kind.type_name: kind for kind in all_subclasses(Event)}


def _events(stored: str) -> List[Event]:
    # Rasa's own reading of events looks through all classes anew for each of them, which takes longer than the rest of
    # a turn's bookkeeping.
    kinds = _kinds()
    return [event for event in (kinds[told["event"]]._from_parameters(told) for told in json.loads(stored)) if event]


def recent(events: List[Event]) -> List[Event]:
    """The last turns, behind the slots' values as they were when these turns began."""
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= TURNS_KEPT:
        return events
    # The turn's first event is the listening that came before the message.
    start = turns[-TURNS_KEPT] - 1
    slots = {event.key: event for event in events[:start] if isinstance(event, SlotSet)}
    return [*slots.values(), *events[start:]]
